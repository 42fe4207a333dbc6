"""The statements that workloads are read with. `who` chooses whose: "people" (by `person_ids`), "places" (by
`codes` of neighbourhoods they work in) or "everybody"."""

from collections.abc import Hashable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal,
    select,
    true,
    union_all,
)

from caseload.allocation.request import AllocationRequest
from caseload.capacity.weighting import Reduction, WeightSet, WeightsInForce
from caseload.capacity.weights import CONTRIBUTOR
from caseload.cases.case import Allocation, Case, CaseDetails, CasePause, ResidentDetails, ReviewTier
from caseload.cases.holding import Contribution
from caseload.cases.stage import CaseKind, CaseStage, CaseWork, Stage
from caseload.queries.reviewing import going_on, not_objecting
from foundation.effective import AsAt, in_force
from neighbourhoods.neighbourhood import Neighbourhood
from people.employment import Employment
from people.organisation import Organisation, Profession
from people.person import PersonDetails
from teams.queries.staff import called, name_in_list
from teams.team import Placement, PlacementDetails, Team


@cache
def select_weights(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """The weights in force."""
    return (
        select(WeightSet.points)
        .join(WeightsInForce, WeightsInForce.weight_set_id == WeightSet.id)
        .where(in_force(WeightsInForce, as_at))
    )


@cache
def select_places(as_at: AsAt, who: str) -> Select[*tuple[Any, ...]]:
    """Placements in force of whoever is asked about, the longest hours first."""
    return (
        select(
            Placement.person_id,
            name_in_list(),
            Profession.name,
            Profession.code,
            Organisation.code,
            Employment.assignment_number,
            Neighbourhood.code,
            Team.name,
            PlacementDetails.hours,
            Organisation.full_time_hours,
            Organisation.name,
        )
        .select_from(PlacementDetails)
        .join(Placement, Placement.id == PlacementDetails.placement_id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(Employment, Employment.id == PlacementDetails.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .outerjoin(Profession, Profession.id == PlacementDetails.profession_id)
        .outerjoin(PersonDetails, called(Placement.person_id, as_at))
        .where(in_force(PlacementDetails, as_at), _asked(Placement.person_id, who, as_at))
        .order_by(Placement.person_id, PlacementDetails.hours.desc(), PlacementDetails.placement_id)
    )


@cache
def select_employer_weeks() -> Select[*tuple[Any, ...]]:
    """Each organisation that employs somebody, with its full-time week."""
    return (
        select(Organisation.name, Organisation.full_time_hours)
        .where(Organisation.id.in_(select(Employment.organisation_id)))
        .order_by(Organisation.name, Organisation.id)
    )


@cache
def select_reductions(as_at: AsAt, who: str) -> Select[*tuple[Any, ...]]:
    """Reductions in force."""
    return (
        select(Reduction.person_id, Reduction.reason, Reduction.percent, Reduction.hours, Reduction.until)
        .where(in_force(Reduction, as_at), _asked(Reduction.person_id, who, as_at))
        .order_by(Reduction.person_id, Reduction.starts_on, Reduction.id)
    )


@cache
def select_parts(as_at: AsAt, who: str) -> Select[*tuple[Any, ...]]:
    """Parts in open, listed cases."""
    work = _work(as_at, who)
    return (
        select(
            work.c.person_id,
            work.c.reserved,
            work.c.role,
            Case.id,
            Case.local_reference,
            Neighbourhood.code,
            ReviewTier.code,
            func.coalesce(CaseWork.kind, CaseKind.STANDARD.value),
            func.coalesce(CaseStage.stage, Stage.REVIEW_CYCLE.value),
            CasePause.id.is_not(None),
            func.coalesce(CaseWork.travel, False),
            func.coalesce(CaseWork.statutory, False),
        )
        .select_from(work)
        .join(Case, Case.id == work.c.case_id)
        .join(CaseDetails, and_(CaseDetails.case_id == Case.id, in_force(CaseDetails, as_at)))
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .join(
            ResidentDetails,
            and_(ResidentDetails.resident_id == Case.resident_id, in_force(ResidentDetails, as_at)),
        )
        .join(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
        .outerjoin(CaseStage, and_(CaseStage.case_id == Case.id, in_force(CaseStage, as_at)))
        .outerjoin(CaseWork, and_(CaseWork.case_id == Case.id, in_force(CaseWork, as_at)))
        .outerjoin(CasePause, and_(CasePause.case_id == Case.id, in_force(CasePause, as_at)))
        .where(not_objecting(), going_on())
        .order_by(work.c.person_id, work.c.reserved, work.c.role.desc(), Case.local_reference, Case.id)
    )


def _work(as_at: AsAt, who: str) -> Subquery:
    """Who has which part in which case. A request is reserved while it is open, whatever the day."""
    held = select(
        Allocation.case_id, Allocation.person_id, Allocation.role, literal(0).label("reserved")
    ).where(in_force(Allocation, as_at), _asked(Allocation.person_id, who, as_at))
    contributed = select(
        Contribution.case_id, Contribution.person_id, literal(CONTRIBUTOR), literal(0)
    ).where(in_force(Contribution, as_at), _asked(Contribution.person_id, who, as_at))
    asked = select(
        AllocationRequest.case_id, AllocationRequest.person_id, AllocationRequest.role, literal(1)
    ).where(AllocationRequest.closed_at.is_(None), _asked(AllocationRequest.person_id, who, as_at))
    return union_all(held, contributed, asked).subquery("work")


def _asked(person_id: Any, who: Hashable, as_at: AsAt) -> ColumnElement[bool]:
    if who == "everybody":
        return true()
    if who == "people":
        return person_id.in_(bindparam("person_ids", expanding=True))
    return person_id.in_(
        select(Placement.person_id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .join(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .where(in_force(PlacementDetails, as_at), Neighbourhood.code.in_(bindparam("codes", expanding=True)))
    )
