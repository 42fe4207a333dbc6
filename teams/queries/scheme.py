"""The scheme of delegation on a day, for every employer or one: at most five statements, whatever the size."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, select
from sqlalchemy.orm import aliased

from foundation.effective import AsAt, in_force
from foundation.paging import Page, paged
from foundation.prepared import ask
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from teams.authority.cells import Column, Scheme, StaffGroup
from teams.authority.cession import ALL_HOURS, JOB
from teams.authority.facts import DayFacts, MandateFact, OrganisationFact, PlaceFact
from teams.authority.scheme import column_of, columns_of, scheme_of
from teams.authority.scheme_changes import Changed, compare
from teams.mandates.listing import Shown, all_shown
from teams.queries.authority import OF_EVERYBODY, OF_ORGANISATION, all_organisations, functions, mandates_of
from teams.queries.find import OrganisationFacts
from teams.queries.mandates import all_terms
from teams.queries.staff import called, name_in_list
from teams.team import PlacementDetails, Team


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody in placement under a contract with the employer, for a list; `until`: of the placement."""

    person_id: int
    name: str
    job_title: str
    profession: str | None
    team: str
    hours: Decimal
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Side:
    """One employer's side of the scheme, and each of its mandates as it stands on the day, by code."""

    column: Column
    mandates: list[Shown]


def get_scheme(as_at: AsAt) -> Scheme:
    """Every employer's side of it: four statements."""
    facts = _facts(all_organisations(), as_at)
    return scheme_of(facts, _staff(facts.mandates, as_at))


def compare_schemes(first: AsAt, second: AsAt) -> list[Changed]:
    """What differs on the second day from the first, both as known at one moment: five statements."""
    facts = _facts(all_organisations(), first)
    before, after = (
        columns_of(replace(facts, on=as_at.on), _staff(facts.mandates, as_at)) for as_at in (first, second)
    )
    return compare(before, after, facts.mandates, (first.on, second.on))


def get_side(organisation: OrganisationFacts, as_at: AsAt) -> Side:
    """One employer's side of it, with all of its mandates: three statements."""
    own = [row for row in all_terms(as_at) if row.organisation_code == organisation.code]
    fact = OrganisationFact(organisation.code, organisation.name, organisation.kind)
    facts = DayFacts(as_at.on, functions(), {fact.code: fact}, tuple(row.fact for row in own))
    staff = list(_staff(facts.mandates, as_at, OF_ORGANISATION, organisation.id))
    return Side(column_of(fact, facts, staff), all_shown(own, facts.functions, as_at.on))


def list_placed(organisation_id: int, as_at: AsAt, *, still: AsAt | None, number: int) -> Page[Placed]:
    """One page of an employer's staff in placement by name, a row for each placement: two statements.
    `still`: only those whom it employs then too."""
    found = (
        select(
            Employment.person_id,
            name_in_list(),
            EmploymentDetails.job_title,
            Profession.name,
            Team.name,
            PlacementDetails.hours,
            PlacementDetails.starts_on,
            PlacementDetails.until,
        )
        .join(EmploymentDetails, EmploymentDetails.employment_id == Employment.id)
        .join(PlacementDetails, PlacementDetails.employment_id == Employment.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Profession, Profession.id == PlacementDetails.profession_id)
        .outerjoin(PersonDetails, called(Employment.person_id, as_at))
        .where(
            Employment.organisation_id == organisation_id,
            in_force(EmploymentDetails, as_at),
            in_force(PlacementDetails, as_at),
        )
        .order_by(PersonDetails.family_name, PersonDetails.given_name, PlacementDetails.placement_id)
    )
    if still is not None:
        found = found.where(Employment.person_id.in_(_employed_by(organisation_id, still)))
    return paged(found, number, lambda row: Placed(*row))


def _employed_by(organisation_id: int, as_at: AsAt) -> Select[int]:
    """The people under contract with it."""
    contract, terms = aliased(Employment), aliased(EmploymentDetails)
    return (
        select(contract.person_id)
        .join(terms, terms.employment_id == contract.id)
        .where(contract.organisation_id == organisation_id, in_force(terms, as_at))
    )


def _facts(organisations: dict[str, OrganisationFact], as_at: AsAt) -> DayFacts:
    return DayFacts(as_at.on, functions(), organisations, mandates_of(organisations, as_at))


def _staff(
    mandates: Iterable[MandateFact], as_at: AsAt, of: ColumnElement[bool] = OF_EVERYBODY, whose: int = 0
) -> Iterable[StaffGroup]:
    """The people in placement, alike by main placement; by job only where it makes a difference."""
    jobs_matter = any(name.startswith(JOB) for mandate in mandates for name in mandate.professions)
    for row in ask(_groups, as_at, of, jobs_matter, whose=whose):
        organisation, team, team_name, neighbourhood, profession, called_so, job_title, people = row
        place = PlaceFact(team, team_name, neighbourhood, profession, ALL_HOURS, None)
        yield StaffGroup(organisation, place, people, called_so, job_title)


@cache
def _groups(as_at: AsAt, of: ColumnElement[bool], by_job: bool) -> Select[*tuple[Any, ...]]:
    places = _by_weight(as_at)
    job_title = EmploymentDetails.job_title if by_job else literal("")
    alike = (Organisation.code, Team.code, Team.name, Neighbourhood.code, Profession.code, Profession.name)
    by = (*alike, job_title) if by_job else alike
    return (
        select(*alike, job_title, func.count(Employment.person_id.distinct()))
        .select_from(places)
        .join(Employment, Employment.id == places.c.employment_id)
        .join(
            EmploymentDetails,
            and_(EmploymentDetails.employment_id == Employment.id, in_force(EmploymentDetails, as_at)),
        )
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .join(Team, Team.id == places.c.team_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .outerjoin(Profession, Profession.id == places.c.profession_id)
        .where(of, places.c.place == 1)
        .group_by(*by)
        .order_by(*by)
    )


def _by_weight(as_at: AsAt) -> Subquery:
    """Placements in force, numbered within each contract as rulings weigh them: most hours first."""
    weight = (PlacementDetails.hours.desc(), PlacementDetails.starts_on, PlacementDetails.placement_id)
    number = func.row_number().over(partition_by=PlacementDetails.employment_id, order_by=weight)
    return (
        select(
            PlacementDetails.employment_id,
            PlacementDetails.team_id,
            PlacementDetails.profession_id,
            number.label("place"),
        )
        .where(in_force(PlacementDetails, as_at))
        .subquery()
    )
