"""What mandates are judged by: the codes that the register knows, and the other mandates of an organisation."""

from dataclasses import dataclass

from sqlalchemy import Select, select

from foundation.acts import Act
from foundation.database import db
from foundation.errors import NotThere
from neighbourhoods.neighbourhood import Neighbourhood
from people.deeds import said
from people.organisation import Organisation, Profession
from teams.authority.facts import MandateFact, OrganisationFact
from teams.mandate import Mandate, MandateTerms
from teams.mandates.checks import Known
from teams.mandates.terms import fact_of
from teams.queries.authority import functions
from teams.team import Team


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a mandate keeps for ever: its number, its code and who cedes."""

    mandate_id: int
    code: str
    organisation_id: int
    organisation: OrganisationFact


def known_codes() -> Known:
    """The codes that a mandate may name. Four statements."""
    teams = db.session.execute(
        select(Team.code, Neighbourhood.code).outerjoin(
            Neighbourhood, Neighbourhood.id == Team.neighbourhood_id
        )
    )
    return Known(
        functions={function.code: function for function in functions()},
        professions=frozenset(db.session.scalars(select(Profession.code))),
        teams={row[0]: row[1] for row in teams},
        neighbourhoods=frozenset(db.session.scalars(select(Neighbourhood.code))),
    )


def anchor_of(mandate_id: int) -> Anchor:
    """Raises NotThere."""
    row = db.session.execute(_anchors().where(Mandate.id == mandate_id)).first()
    if row is None:
        raise NotThere
    return Anchor(row[0], row[1], row[2], OrganisationFact(row[3], row[4], row[5]))


def anchors() -> dict[str, Anchor]:
    """Every mandate there is, by code, in order of code."""
    rows = db.session.execute(_anchors().order_by(Mandate.code, Mandate.id))
    return {row[1]: Anchor(row[0], row[1], row[2], OrganisationFact(row[3], row[4], row[5])) for row in rows}


def mandates_with(act: Act, organisation_id: int) -> list[MandateFact]:
    """Every mandate of the organisation as it would be with this act: one fact for each of its dated rows."""
    rows = db.session.execute(
        _anchors().where(Mandate.organisation_id == organisation_id).order_by(Mandate.id)
    )
    found = {row[0]: (row[1], row[3]) for row in rows}
    act.load(MandateTerms, [(mandate_id,) for mandate_id in found])
    return [
        fact_of(code, organisation, stretch.period, said(MandateTerms, stretch))
        for mandate_id, (code, organisation) in found.items()
        for stretch in act.timeline(MandateTerms, (mandate_id,))
    ]


def _anchors() -> Select[int, str, int, str, str, str]:
    return select(
        Mandate.id,
        Mandate.code,
        Mandate.organisation_id,
        Organisation.code,
        Organisation.name,
        Organisation.kind,
    ).join(Organisation, Organisation.id == Mandate.organisation_id)
