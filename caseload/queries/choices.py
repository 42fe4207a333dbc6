"""What the forms about cases offer to choose from. Each function is one statement."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, or_, select

from caseload.cases.case import Allocation, ReviewTier
from caseload.cases.holding import Competence
from caseload.queries.cases import in_scope
from foundation.database import db
from foundation.effective import AsAt, in_force
from neighbourhoods.neighbourhood import Neighbourhood, Practice, PracticeSite, Ward
from people.organisation import Profession
from people.person import PersonDetails
from people.queries import spoken_name
from teams.team import Placement, PlacementDetails, Team

Options = list[tuple[int, str]]


def tiers() -> Options:
    """The review tiers, the most frequent first."""
    found = select(ReviewTier.id, ReviewTier.name)
    return _options(found.order_by(ReviewTier.review_interval_weeks, ReviewTier.id))


def professions() -> Options:
    """Every profession, by name."""
    return _options(select(Profession.id, Profession.name).order_by(Profession.name, Profession.id))


def competences() -> Options:
    """Every competence, by name."""
    return _options(select(Competence.id, Competence.name).order_by(Competence.name, Competence.id))


def neighbourhoods(scopes: Collection[str]) -> Options:
    """These neighbourhoods, by name."""
    found = select(Neighbourhood.id, Neighbourhood.name).where(in_scope(scopes))
    return _options(found.order_by(Neighbourhood.name, Neighbourhood.id))


def wards(scopes: Collection[str]) -> Options:
    """The wards of these neighbourhoods, each with its neighbourhood."""
    found = (
        select(Ward.id, Ward.name + ", " + Neighbourhood.name)
        .join(Neighbourhood, Neighbourhood.id == Ward.neighbourhood_id)
        .where(in_scope(scopes))
    )
    return _options(found.order_by(Neighbourhood.name, Ward.name, Ward.id))


def practices() -> Options:
    """Every practice that serves the borough, by name: a resident may be registered with any of them."""
    serving = select(PracticeSite.practice_id)
    found = select(Practice.id, Practice.name).where(Practice.id.in_(serving))
    return _options(found.order_by(Practice.name, Practice.id))


def people_near(case_id: int, neighbourhood_id: int, on: date) -> Options:
    """Who works in the neighbourhood's teams or in one for the whole borough that day, and who holds the case,
    by family name."""
    as_at = AsAt(on)
    here = (
        select(Placement.person_id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .where(
            in_force(PlacementDetails, as_at),
            or_(Team.neighbourhood_id.is_(None), Team.neighbourhood_id == neighbourhood_id),
        )
    )
    holding = select(Allocation.person_id).where(Allocation.case_id == case_id, in_force(Allocation, as_at))
    found = select(PersonDetails.person_id, spoken_name()).where(
        in_force(PersonDetails, as_at),
        or_(PersonDetails.person_id.in_(here), PersonDetails.person_id.in_(holding)),
    )
    return _options(
        found.order_by(PersonDetails.family_name, PersonDetails.given_name, PersonDetails.person_id)
    )


def _options(found: Select[int, str]) -> Options:
    return [(row[0], row[1]) for row in db.session.execute(found)]
