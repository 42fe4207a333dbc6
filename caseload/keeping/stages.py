"""From referral to closure: triage, acceptance or not, how far a case has come, and its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from caseload.cases.case import Allocation, CaseDetails, CaseNeed, CasePause, Holds, Informed
from caseload.cases.holding import CaseCompetence, Contribution
from caseload.cases.stage import OPEN, OVER, WAITING, CaseKind, CaseStage, CaseWork, Outcome, Stage
from caseload.keeping.days import from_day, open_on, refuse_ahead, refuse_without_reason, today_of
from caseload.keeping.requests import lapse_requests
from caseload.queries.residents import open_cases_beside
from foundation.acts import Act, value_names
from foundation.effective import Period
from foundation.errors import RuleBroken
from foundation.formats import day
from people.deeds import on_day, said

OF_A_REFERRAL = (
    Outcome.NOT_SUITABLE, Outcome.ALREADY_KNOWN, Outcome.CHOSE_TO_STOP, Outcome.MOVED, Outcome.DIED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What a case is accepted as. `needs` are professions with whether each must be at the review."""

    tier_id: int
    informed: Informed
    informed_on: date | None = None
    reason: str = ""
    kind: CaseKind = CaseKind.STANDARD
    statutory: bool = False
    travel: bool = False
    needs: Mapping[int, bool] = field(default_factory=dict)
    competences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended with a case: how many held it, how many contributed, how many requests were open."""

    holders: int
    contributors: int
    requests: int


def stage_on(act: Act, case_id: int, on: date) -> Stage:
    """How far the case had come that day. A case that says nothing is in its review cycle once accepted."""
    held = on_day(act.timeline(CaseStage, (case_id,)), on)
    if held is not None:
        return Stage(said(CaseStage, held)["stage"])
    is_open = on_day(act.timeline(CaseDetails, (case_id,)), on) is not None
    return Stage.REVIEW_CYCLE if is_open else Stage.REFERRAL


def triage(act: Act, case_id: int, on: date) -> None:
    """Somebody looks at the referral. Raises RuleBroken unless it waits."""
    refuse_ahead(act, on)
    if stage_on(act, case_id, on) is not Stage.REFERRAL:
        raise RuleBroken("Only a referral that nobody has looked at yet goes to triage.")
    _put_stage(act, case_id, Stage.TRIAGE, on)


def accept(act: Act, case_id: int, as_what: Acceptance, on: date) -> None:
    """The case is open from the day, in assessment. Raises RuleBroken when it is not waiting, or when the
    resident objects."""
    refuse_ahead(act, on)
    _refuse_not_waiting(act, case_id, on)
    if as_what.informed is Informed.OBJECTS:
        raise RuleBroken(
            "The resident objects, so the case cannot be accepted. Decline it: the resident chose to stop."
        )
    key = (case_id,)
    act.put(
        CaseDetails,
        key,
        Period(on),
        tier_id=as_what.tier_id,
        informed=as_what.informed.value,
        reason=as_what.reason,
        informed_on=as_what.informed_on,
    )
    _put_stage(act, case_id, Stage.ASSESSMENT, on)
    work = {"kind": as_what.kind.value, "statutory": as_what.statutory, "travel": as_what.travel}
    act.put(CaseWork, key, Period(on), **work)
    for profession_id, hard in as_what.needs.items():
        act.put(CaseNeed, (case_id, profession_id), Period(on), hard=hard)
    for competence_id in as_what.competences:
        act.put(CaseCompetence, (case_id, competence_id), Period(on))


def decline(act: Act, case_id: int, outcome: Outcome, on: date) -> int:
    """The referral is not taken on. How many open requests lapsed. Raises RuleBroken when the case was
    accepted, for an outcome that only a case can have, and without a reason."""
    refuse_ahead(act, on)
    refuse_without_reason(act)
    _refuse_not_waiting(act, case_id, on)
    if outcome not in OF_A_REFERRAL:
        raise RuleBroken("A referral that is declined cannot have met its goals or been stepped down.")
    act.put(CaseStage, (case_id,), Period(on), stage=Stage.DECLINED.value, outcome=outcome.value)
    return lapse_requests(case_id, by=act.by, at=act.at, because="The referral was declined.")


def move_on(act: Act, case_id: int, stage: Stage, on: date) -> None:
    """The case is at this stage from the day. Raises RuleBroken unless it is open, and for a stage that is
    reached in another way."""
    refuse_ahead(act, on)
    open_on(act, case_id, on)
    if stage not in OPEN:
        raise RuleBroken("A case is closed, accepted or declined on a page of its own.")
    from_day(act, CaseStage, (case_id,), on, stage=stage.value, outcome=None)


def close(act: Act, case_id: int, outcome: Outcome, on: date) -> Ended:
    """The case is closed from the day: nobody holds it, contributes to it or is asked to from then on, and a
    pause ends. Needs, competences and kind of work stay as they were, should it have been a mistake.

    Raises RuleBroken when it is not open that day, and without a reason.
    """
    refuse_ahead(act, on)
    refuse_without_reason(act)
    if stage_on(act, case_id, on) in WAITING:
        raise RuleBroken("This referral was never accepted, so it cannot be closed. Decline it instead.")
    open_on(act, case_id, on)
    from_then = Period(on)
    act.put(CaseStage, (case_id,), from_then, stage=Stage.CLOSED.value, outcome=outcome.value)
    act.clear(CaseDetails, (case_id,), from_then)
    act.clear(CasePause, (case_id,), from_then)
    return Ended(
        holders=sum(bool(act.clear(Allocation, (case_id, role.value), from_then)) for role in Holds),
        contributors=sum(
            bool(act.clear(Contribution, key, from_then))
            for key in act.load_where(Contribution, "case_id", [case_id])
        ),
        requests=lapse_requests(case_id, by=act.by, at=act.at, because="The case was closed."),
    )


def reopen(act: Act, case_id: int) -> None:
    """It was closed or declined by mistake: it goes on as it was the day before, held by nobody.

    Raises RuleBroken without a reason, when it is not over, when it was over from its first day on, and when
    the resident has another case by now.
    """
    refuse_without_reason(act)
    timeline = act.timeline(CaseStage, (case_id,))
    over = timeline[-1] if timeline else None
    if over is None or said(CaseStage, over)["stage"] not in OVER:
        raise RuleBroken("The case is not closed, so there is nothing to reopen.")
    if other := open_cases_beside(case_id, today_of(act)):
        raise RuleBroken(f"The resident has another case by now, {other[0].reference}. Only one can be open.")
    ended_on = over.period.starts_on
    before = next((s for s in timeline if s.period.end == ended_on), None)
    if before is None:
        raise RuleBroken(f"It was over from its first day, {day(ended_on)}. Make a new referral instead.")
    act.put(CaseStage, (case_id,), over.period, **said(CaseStage, before))
    _put_back_details(act, case_id, ended_on)


def _put_back_details(act: Act, case_id: int, ended_on: date) -> None:
    cut = next((s for s in act.timeline(CaseDetails, (case_id,)) if s.period.end == ended_on), None)
    if cut is not None:
        values = dict(zip(value_names(CaseDetails), cut.value, strict=True))
        act.put(CaseDetails, (case_id,), Period(ended_on), **values)


def _put_stage(act: Act, case_id: int, stage: Stage, on: date) -> None:
    act.put(CaseStage, (case_id,), Period(on), stage=stage.value, outcome=None)


def _refuse_not_waiting(act: Act, case_id: int, on: date) -> None:
    accepted = act.timeline(CaseDetails, (case_id,))
    if accepted:
        raise RuleBroken(f"This case was accepted on {day(accepted[0].period.starts_on)}.")
    timeline = act.timeline(CaseStage, (case_id,))
    if timeline and on < timeline[0].period.starts_on:
        raise RuleBroken(f"It was referred on {day(timeline[0].period.starts_on)}: no sooner than that.")
    if timeline and said(CaseStage, timeline[-1])["stage"] in OVER:
        raise RuleBroken("This referral was declined. Reopen it, or make a new one.")
