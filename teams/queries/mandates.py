"""Reading mandates: all of them, one with its story, and what their pages and forms name.

Each function is one statement.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, literal, select, true, union_all

from accounts.account import Account
from foundation.database import db
from foundation.effective import AsAt, Period, in_force, known
from foundation.errors import NotThere
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from teams.authority.cession import ALL_HOURS, covers_staff, covers_team
from teams.authority.facts import MandateFact, PlaceFact
from teams.mandate import Mandate, MandateTerms
from teams.mandates.facts import TermsFacts, Told
from teams.mandates.terms import Terms
from teams.mandates.words import Names
from teams.team import PlacementDetails, Team

SAID = tuple(each.name for each in fields(Terms))
WIDTH = 8 + len(SAID)  # how many columns `_terms` selects


def all_terms(as_at: AsAt) -> list[TermsFacts]:
    """All that was known at the moment of every mandate, on whatever day it is true; each one's rows together,
    its first day first."""
    return [_facts(row) for row in ask(_all_terms, as_at)]


def told_of(code: str, as_at: AsAt) -> list[Told]:
    """Every row ever known of one mandate by the moment, corrected ones too, oldest first. Raises NotThere
    where there was none yet."""
    told = [Told(_facts(row), *row[WIDTH:]) for row in ask(_told, as_at, code=code)]
    if not told:
        raise NotThere
    return told


def names() -> Names:
    """What professions, teams and neighbourhoods are called, in order of name."""
    found = Names()
    kinds: Mapping[str, dict[str, str]] = {
        "profession": found.professions,
        "team": found.teams,
        "neighbourhood": found.neighbourhoods,
    }
    for kind, code, name in db.session.execute(_names()):
        kinds[kind][code] = name
    return found


def people_covered(says: TermsFacts, as_at: AsAt) -> int:
    """How many people the agreement is about on the day: employed by the organisation, of its staff groups, in
    its teams. By the rules that rulings follow, whether or not the agreement is in force."""
    rows = ask(_placed, as_at, organisation=says.organisation_code)
    fact, places = says.fact, dict[tuple[Any, ...], bool]()
    people = set[int]()
    for person_id, *place in rows:
        key = tuple(place)
        if key not in places:
            places[key] = _covers(fact, *key)
        if places[key]:
            people.add(person_id)
    return len(people)


def _covers(
    mandate: MandateFact, job_title: str, profession: str | None, team: str, neighbourhood: str | None
) -> bool:
    place = PlaceFact(team, team, neighbourhood, profession, ALL_HOURS, None)
    return covers_staff(mandate, profession, job_title) and covers_team(mandate, place)


def _facts(row: Any) -> TermsFacts:
    return TermsFacts(
        *row[:6], period=Period(row[6], row[7]), terms=Terms(**dict(zip(SAID, row[8:WIDTH], strict=True)))
    )


def _terms() -> Select[*tuple[Any, ...]]:
    return (
        select(
            MandateTerms.id,
            Mandate.id,
            Mandate.code,
            Organisation.code,
            Organisation.name,
            MandateTerms.status,
            MandateTerms.starts_on,
            MandateTerms.until,
            *(getattr(MandateTerms, name) for name in SAID),
        )
        .join(Mandate, Mandate.id == MandateTerms.mandate_id)
        .join(Organisation, Organisation.id == Mandate.organisation_id)
    )


@cache
def _all_terms(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        _terms()
        .where(known(MandateTerms, as_at))
        .order_by(Mandate.code, MandateTerms.starts_on, MandateTerms.id)
    )


@cache
def _told(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    # What was corrected only after the moment asked about was still believed then.
    corrected = true() if as_at.known_at is None else MandateTerms.superseded_at <= as_at.known_at
    recorded = true() if as_at.known_at is None else MandateTerms.recorded_at <= as_at.known_at
    return (
        _terms()
        .add_columns(
            MandateTerms.recorded_at,
            Account.name,
            MandateTerms.because,
            case((corrected, MandateTerms.superseded_at)),
        )
        .join(Account, Account.id == MandateTerms.recorded_by_id)
        .where(Mandate.code == bindparam("code"), recorded)
        .order_by(MandateTerms.recorded_at, MandateTerms.starts_on, MandateTerms.id)
    )


@cache
def _names() -> Select[*tuple[Any, ...]]:
    named = union_all(
        *(
            select(literal(kind).label("kind"), table.code.label("code"), table.name.label("name"))
            for kind, table in (("profession", Profession), ("team", Team), ("neighbourhood", Neighbourhood))
        )
    ).subquery()
    return select(named.c.kind, named.c.code, named.c.name).order_by(named.c.kind, named.c.name, named.c.code)


@cache
def _placed(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Employment.person_id,
            EmploymentDetails.job_title,
            Profession.code,
            Team.code,
            Neighbourhood.code,
        )
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .join(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, as_at)),
        )
        .join(
            PlacementDetails,
            and_(PlacementDetails.employment_id == Employment.id, in_force(PlacementDetails, as_at)),
        )
        .join(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .outerjoin(Profession, Profession.id == PlacementDetails.profession_id)
        .where(Organisation.code == bindparam("organisation"))
        .order_by(Employment.id, PlacementDetails.placement_id)
    )
