"""Making a version of the weights, changing it while it is a draft, and adopting it from a day. None commits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select, update

from accounts import audit
from caseload.capacity.weighting import ONE_SCALE, WeightSet, WeightsInForce
from caseload.capacity.weights import Weights
from caseload.queries.weights import Version, get_version, tier_names
from caseload.queries.workloads import weights_on
from foundation.acts import Act
from foundation.database import db
from foundation.effective import Period
from foundation.errors import RuleBroken
from foundation.formats import day, listed

CHANGED = (
    "Somebody changed this draft after you opened the page, so nothing was saved. "
    "What you entered is below; what the draft says now is in the second column."
)
ADOPTED = "These weights have been adopted, so they do not change any more. Make a draft of them instead."


def draft_weights(name: str, *, by: int, at: datetime, on: date) -> int:
    """A draft that says what counts on the day, for every tier there is; its number. Raises RuleBroken when
    the name is taken."""
    _refuse_name(name)
    weights = for_tiers(replace(weights_on(on), name=name), tier_names())
    made = WeightSet(name=name, points=weights.as_json(), made_at=at, made_by_id=by)
    db.session.add(made)
    db.session.flush()
    audit.record("weights.draft", "weight_set", made.id, by=by)
    return made.id


def change_weights(version_id: int, weights: Weights, *, was: str, by: int) -> None:
    """The draft says this instead of what `was` read. Raises RuleBroken when it has been adopted, was changed
    meanwhile, or counts nonsense; NotThere."""
    version = get_version(version_id)
    if version.adopted:
        raise RuleBroken(ADOPTED)
    if version.text != was:
        raise RuleBroken(CHANGED)
    _refuse_nonsense(weights)
    if weights.name != version.weights.name:
        _refuse_name(weights.name)
    audit.record("weights.change", "weight_set", version_id, by=by)
    db.session.execute(
        update(WeightSet)
        .where(WeightSet.id == version_id)
        .values(name=weights.name, points=weights.as_json())
    )


def adopt_weights(act: Act, version: Version, on: date, *, today: date) -> None:
    """The version counts from the day on, in place of any that was to. Raises RuleBroken when it counts then
    already, when it lacks a tier, and for a past day without a reason: figures shown since would change."""
    if version.in_force(on) and version.periods[-1].until is None:
        raise RuleBroken(f"{version.weights.name} counts on {day(on)} already.")
    if on < today and not (act.because or "").strip():
        raise RuleBroken(
            "From a day that has passed, workloads that people have seen would change. Say why it is put right."
        )
    _refuse_tiers(version.weights, tier_names())
    _refuse_nonsense(version.weights)
    act.put(WeightsInForce, (ONE_SCALE,), Period(on), weight_set_id=version.id)


def for_tiers(weights: Weights, tiers: Mapping[str, str]) -> Weights:
    """The same, for exactly these tiers: one without points counts as the heaviest."""
    heaviest = max(weights.tier.values())
    return replace(weights, tier={code: weights.tier.get(code, heaviest) for code in tiers})


def _refuse_name(name: str) -> None:
    if db.session.scalar(select(WeightSet.id).where(WeightSet.name == name)) is not None:
        raise RuleBroken(f"There are weights called {name} already. Give these another name.")


def _refuse_tiers(weights: Weights, tiers: Mapping[str, str]) -> None:
    missing = [name for code, name in tiers.items() if code not in weights.tier]
    if missing:
        raise RuleBroken(f"These weights have no points for the tier {listed(missing)}.")


def _refuse_nonsense(weights: Weights) -> None:
    if not any(weights.tier.values()):
        raise RuleBroken("Tier: every tier counts 0 points, so nobody would hold any work.")
    for role in ("deputy", "contributor"):
        if weights.role[role] > weights.role["key_worker"]:
            raise RuleBroken(
                f"Role, {role}: {weights.role[role]}% is more than the key worker’s "
                f"{weights.role['key_worker']}%, who does most of the work."
            )
