"""The statements that suggestions are made from, whatever the number of cases and people: the cases, who works
where, what is ceded. The rest is `caseload.queries.matching_many`."""

from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from caseload.cases.case import (
    Allocation,
    Case,
    CaseDetails,
    CasePause,
    Holds,
    ResidentDetails,
    ReviewTier,
)
from caseload.cases.holding import (
    TeamAllocation,
)
from caseload.cases.stage import CaseKind, CaseStage, CaseWork, Stage
from foundation.effective import AsAt, in_force, known
from neighbourhoods.neighbourhood import Neighbourhood, Practice, Ward
from people.employment import Employment
from people.organisation import Organisation
from people.post import PostDetails
from teams.function import Function
from teams.mandate import Mandate, MandateTerms
from teams.queries.authority import with_places
from teams.team import Management, Placement, PlacementDetails, Team

KEY_WORKER, DEPUTY = aliased(Allocation), aliased(Allocation)
CASES = bindparam("case_ids", expanding=True)
PLACES = bindparam("places", expanding=True)


@cache
def select_asked(as_at: AsAt, which: ColumnElement[bool] | None = None) -> Select[*tuple[Any, ...]]:
    """Open cases by number, with whatever there is one of for each; those that `which` says in place of the
    numbers."""
    return (
        select(
            Case.id,
            Case.local_reference,
            Case.resident_id,
            ResidentDetails.given_name,
            ResidentDetails.family_name,
            Neighbourhood.code,
            Neighbourhood.name,
            Ward.id,
            Ward.name,
            Practice.id,
            Practice.name,
            ReviewTier.code,
            ReviewTier.name,
            CaseDetails.id,
            CaseDetails.informed,
            func.coalesce(CaseWork.kind, CaseKind.STANDARD.value),
            func.coalesce(CaseStage.stage, Stage.REVIEW_CYCLE.value),
            CasePause.id.is_not(None),
            func.coalesce(CaseWork.travel, False),
            func.coalesce(CaseWork.statutory, False),
            KEY_WORKER.id,
            KEY_WORKER.person_id,
            KEY_WORKER.starts_on,
            DEPUTY.id,
            DEPUTY.person_id,
            TeamAllocation.id,
            Team.code,
            Team.name,
        )
        .select_from(Case)
        .join(CaseDetails, _of_case(CaseDetails, as_at))
        .join(ReviewTier, ReviewTier.id == CaseDetails.tier_id)
        .join(
            ResidentDetails,
            and_(ResidentDetails.resident_id == Case.resident_id, in_force(ResidentDetails, as_at)),
        )
        .join(Neighbourhood, Neighbourhood.id == ResidentDetails.neighbourhood_id)
        .outerjoin(Ward, Ward.id == ResidentDetails.ward_id)
        .outerjoin(Practice, Practice.id == ResidentDetails.practice_id)
        .outerjoin(CaseWork, _of_case(CaseWork, as_at))
        .outerjoin(CaseStage, _of_case(CaseStage, as_at))
        .outerjoin(CasePause, _of_case(CasePause, as_at))
        .outerjoin(KEY_WORKER, and_(_of_case(KEY_WORKER, as_at), KEY_WORKER.role == Holds.KEY_WORKER.value))
        .outerjoin(DEPUTY, and_(_of_case(DEPUTY, as_at), DEPUTY.role == Holds.DEPUTY.value))
        .outerjoin(TeamAllocation, _of_case(TeamAllocation, as_at))
        .outerjoin(Team, Team.id == TeamAllocation.team_id)
        .where(Case.id.in_(CASES) if which is None else which)
        .order_by(Case.id)
    )


@cache
def select_employed(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """The employments of everybody who works in a team of these neighbourhoods or of the whole borough, for
    `teams.queries.authority.grouped`."""
    return with_places(as_at).where(Employment.person_id.in_(select(people_of(as_at).c.person_id)))


@cache
def select_ceding(as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """One function of the scheme beside each mandate of these organisations: at least one row."""
    mandates = (
        select(MandateTerms, Mandate.code, Organisation.code.label("organisation"))
        .join(Mandate, Mandate.id == MandateTerms.mandate_id)
        .join(Organisation, Organisation.id == Mandate.organisation_id)
        .where(Organisation.code.in_(bindparam("organisations", expanding=True)), known(MandateTerms, as_at))
        .subquery()
    )
    m = mandates.c
    return (
        select(
            Function.code,
            Function.number,
            Function.name,
            Function.before_cession,
            Function.after_cession,
            Function.cedable,
            m.code,
            m.organisation,
            m.status,
            m.instrument,
            m.reference,
            m.functions,
            m.professions,
            m.teams,
            m.conditions,
            m.starts_on,
            m.until,
            m.signed_by_organisation_on,
            m.signed_by_partnership_on,
        )
        .outerjoin(mandates, Function.id.is_not(None))
        .where(Function.code == bindparam("function"))
        .order_by(m.starts_on, m.code, m.id)
    )


def _of_case(row: Any, as_at: AsAt) -> ColumnElement[bool]:
    return and_(row.case_id == Case.id, in_force(row, as_at))


@cache
def people_of(as_at: AsAt) -> CTE:
    """Who works in a team of these neighbourhoods or of the whole borough."""
    return (
        select(Placement.person_id)
        .join(PlacementDetails, PlacementDetails.placement_id == Placement.id)
        .join(Team, Team.id == PlacementDetails.team_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Team.neighbourhood_id)
        .where(
            in_force(PlacementDetails, as_at),
            or_(Team.neighbourhood_id.is_(None), Neighbourhood.code.in_(PLACES)),
        )
        .distinct()
        .cte("people")
    )


@cache
def posts_over(as_at: AsAt) -> CTE:
    """The posts that their management lines run to, and every post above."""
    first = (
        select(PostDetails.post_id, PostDetails.reports_to_id)
        .join(Management, Management.post_id == PostDetails.post_id)
        .join(Placement, Placement.id == Management.placement_id)
        .where(
            Placement.person_id.in_(select(people_of(as_at).c.person_id)),
            in_force(Management, as_at),
            in_force(PostDetails, as_at),
        )
        .cte("climb", recursive=True)
    )
    higher = aliased(PostDetails)
    return first.union(
        select(higher.post_id, higher.reports_to_id)
        .join(first, first.c.reports_to_id == higher.post_id)
        .where(in_force(higher, as_at))
    )
