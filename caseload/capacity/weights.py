"""The weights that cases are counted with, and reading them from what is kept. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from caseload.cases.stage import CaseKind, Stage

KINDS = tuple(kind.value for kind in CaseKind)
KEY_WORKER, DEPUTY, CONTRIBUTOR = "key_worker", "deputy", "contributor"
ROLES = (KEY_WORKER, DEPUTY, CONTRIBUTOR)
STAGES = tuple(stage.value for stage in Stage if stage not in (Stage.CLOSED, Stage.DECLINED))
MOST_POINTS = 20_000
MOST_PERCENT = 1_000
FIELDS = ("name", "full_time", "tier", "kind", "role", "stage", "paused", "travel", "statutory")


@dataclass(frozen=True, slots=True)
class Weights:
    """One version. `full_time`: points of one whole-time equivalent. `tier`: points by code; `kind`, `role`,
    `stage` and `paused`: percentages; `travel` and `statutory`: points added for the key worker."""

    name: str
    tier: Mapping[str, int]
    kind: Mapping[str, int]
    role: Mapping[str, int]
    stage: Mapping[str, int]
    paused: int
    travel: int
    statutory: int
    full_time: int = 2176

    @staticmethod
    def read(text: str) -> "Weights":
        """From JSON. Raises ValueError naming the place, what was read and what was expected."""
        try:
            given = json.loads(text, object_pairs_hook=_without_twins)
        except json.JSONDecodeError as wrong:
            raise ValueError(f"line {wrong.lineno}, column {wrong.colno}: not JSON") from None
        except RecursionError:
            raise ValueError("lists within lists too deep to be weights") from None
        fields = _table("the weights", given, FIELDS)
        return Weights(
            name=_name(fields["name"]),
            full_time=_whole("full_time", fields["full_time"], 1, MOST_POINTS),
            tier=_tiers(fields["tier"]),
            kind=_percentages("kind", fields["kind"], KINDS),
            role=_percentages("role", fields["role"], ROLES),
            stage=_percentages("stage", fields["stage"], STAGES),
            paused=_whole("paused", fields["paused"], 0, 100),
            travel=_whole("travel", fields["travel"], 0, MOST_POINTS),
            statutory=_whole("statutory", fields["statutory"], 0, MOST_POINTS),
        )

    def as_json(self) -> str:
        """As `read` takes it; the same weights are always the same text."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)


PROVISIONAL = Weights(
    name="Provisional",
    tier={"intensive": 800, "active": 440, "maintenance": 200},
    kind={"standard": 100, "complex": 125, "safeguarding": 125, "end_of_life": 125},
    role={"key_worker": 100, "deputy": 15, "contributor": 25},
    stage={"referral": 50, "triage": 50, "assessment": 125, "review_cycle": 100, "stepping_down": 60},
    paused=25,
    travel=60,
    statutory=120,
)
"""What is counted with until a borough adopts its own, and shown as provisional."""


def _without_twins(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name}: given twice")
        found[name] = value
    return found


def _table(place: str, given: Any, names: Iterable[str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ValueError(f"{place}: read {_shown(given)}, expected a table of names and numbers")
    wanted = tuple(names)
    for name in given:
        if name not in wanted:
            raise ValueError(f"{place}: read “{name}”, expected one of {', '.join(wanted)}")
    for name in wanted:
        if name not in given:
            raise ValueError(f"{place}: {name} is missing")
    return given


def _percentages(place: str, given: Any, names: Iterable[str]) -> dict[str, int]:
    table = _table(place, given, names)
    return {name: _whole(f"{place}, {name}", table[name], 0, MOST_PERCENT) for name in names}


def _tiers(given: Any) -> dict[str, int]:
    if not isinstance(given, dict) or not given:
        raise ValueError(f"tier: read {_shown(given)}, expected points for each tier")
    return {name: _whole(f"tier, {name}", points, 0, MOST_POINTS) for name, points in given.items()}


def _whole(place: str, given: Any, least: int, most: int) -> int:
    # True is a whole number to Python, and nobody means it as one.
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        raise ValueError(f"{place}: read {_shown(given)}, expected a whole number from {least} to {most}")
    return given


def _name(given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError(f"name: read {_shown(given)}, expected what the weights are called")
    return given.strip()


def _shown(given: Any) -> str:
    return f"“{given}”" if isinstance(given, str) else json.dumps(given)
