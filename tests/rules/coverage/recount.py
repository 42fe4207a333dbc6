"""Coverage counted again in the slowest and most obvious way: day by day, from the rows, with fractions.

Written from DESIGN.md, section 4, alone. It shares nothing with the judge but what rows and professions are.
When a gap began is found by walking back a day at a time for as long as its cause was there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.rules.coverage.rows import PlacementRow, PostRow, Register, in_force

A_DAY = timedelta(days=1)
Cause = tuple[str, str]
"""The kind of a gap and the post that is to be mended, if it is one."""
VACANT, ENDS = "vacant", "ends"
Why = tuple[str, str, str]
"""A cause, and of a broken line whether nobody holds the post or the way up ends there, and above which
first post: where a line has moved it is another's gap."""


@dataclass(frozen=True)
class Recounted:
    """People, covered and whole-time equivalents of all and of each cell; each person's gaps with their first
    days, by employer, assignment number and profession."""

    totals: tuple[int, int, Fraction, Fraction]
    cells: dict[tuple[str, str, str | None], tuple[int, int, Fraction, Fraction]]
    gaps: dict[tuple[str, str, str], dict[Cause, date]]


def recount(register: Register, on: date) -> Recounted:
    """Everything about one day."""
    placed = in_force(register.placements, on)
    causes = {row: causes_on(register, row, on) for row in placed}
    cells: dict[tuple[str, str, str | None], list[PlacementRow]] = {}
    for row in placed:
        cells.setdefault((row.profession, row.employer, register.teams[row.team]), []).append(row)
    return Recounted(
        _count(register, placed, causes),
        {place: _count(register, rows, causes) for place, rows in cells.items()},
        {
            (row.employer, row.assignment, row.profession): {
                why[:2]: _began(register, row, why, on) for why in causes[row]
            }
            for row in placed
            if causes[row]
        },
    )


def causes_on(register: Register, row: PlacementRow, on: date) -> list[Why]:
    """What is shown of somebody that day. Of a register never seen nobody asks when it was checked, and of
    several breaks in a line above the first post the lowest is shown."""
    lines = [
        line
        for line in in_force(register.lines, on)
        if line.person == row.person and line.profession == row.profession
    ]
    shown: list[Why] = []
    if not lines:
        shown.append(("no_line", "", ""))
    else:
        shown += _line_causes(register, row, lines[0].post, on)
    for kind in ("registration_missing", "registration_lapsed", "registration_unchecked"):
        if not {"registration_missing", "registration_lapsed"} & {k for k, *_ in shown}:
            shown += [(kind, "", "")] if STANDING[kind](register, row, on) else []
    return shown + ([("supervision_overdue", "", "")] if _unsupervised(register, row, on) else [])


def _line_causes(register: Register, row: PlacementRow, first: str, on: date) -> list[Why]:
    posts = {post.code: post for post in in_force(register.posts, on)}
    if first not in posts:
        return [("chain_broken", "", "")]
    shown: list[Why] = []
    if not _held(register, first, on):
        shown.append(("post_vacant", first, ""))
    elif _unfit(register, row.profession, first, on):
        shown.append(("holder_not_fit", first, ""))
    return shown + [("chain_broken", *at) for at in _breaks(register, row, first, posts, on)[:1]]


def _breaks(
    register: Register, row: PlacementRow, first: str, posts: dict[str, PostRow], on: date
) -> list[tuple[str, str]]:
    """Each post at which the way up from the first to the apex does not hold, the lowest first."""
    apex = register.apexes.get((row.profession, row.employer))
    if apex is None:
        return [(first, f"{ENDS} above {first}")]
    found: list[tuple[str, str]] = []
    seen: list[str] = []
    at = first
    while True:
        seen.append(at)
        if at != first and not _held(register, at, on):
            found.append((at, f"{VACANT} above {first}"))
        if at == apex.apex_post:
            return found
        above = posts[at].reports_to
        if above not in posts or above in seen:
            return [*found, (at, f"{ENDS} above {first}")]
        at = above


def _held(register: Register, post: str, on: date) -> bool:
    return any(
        t.post == post and t.holding in ("substantive", "acting") for t in in_force(register.tenures, on)
    )


def _unfit(register: Register, profession: str, post: str, on: date) -> bool:
    """Whether nobody who holds it is registered in a profession that may lead this one."""
    led_by = register.professions[profession].led_by
    if "*" in led_by:
        return False
    holders = {t.person for t in in_force(register.tenures, on) if t.post == post and t.holding != "deputy"}
    for held in in_force(register.registrations, on):
        regulated = register.professions[held.profession].regulator is not None
        numbered = held.number is not None or not regulated
        lasts = held.expires_on is None or held.expires_on >= on
        if held.person in holders and held.profession in led_by and numbered and lasts:
            return False
    return True


def _missing(register: Register, row: PlacementRow, on: date) -> bool:
    return _regulated(register, row) and not any(number for number, _ in _registered(register, row, on))


def _lapsed(register: Register, row: PlacementRow, on: date) -> bool:
    ends = [ends for number, ends in _registered(register, row, on) if number and ends]
    return _regulated(register, row) and any(end < on for end in ends)


def _unchecked(register: Register, row: PlacementRow, on: date) -> bool:
    within = register.professions[row.profession].recheck_days
    if within is None or not _regulated(register, row):
        return False
    days = [e.day for e in register.checks if (e.person, e.profession) == (row.person, row.profession)]
    return not any(on - timedelta(days=within) <= day <= on for day in days)


def _unsupervised(register: Register, row: PlacementRow, on: date) -> bool:
    weeks = register.professions[row.profession].supervision_weeks
    days = [e.day for e in register.supervisions if (e.person, e.profession) == (row.person, row.profession)]
    held = [day for day in days if day <= on]
    if weeks is None:
        return False
    counted_from = max(held) if held else _first_day(register, row, on)
    return (on - counted_from).days > 7 * weeks


def _regulated(register: Register, row: PlacementRow) -> bool:
    return register.professions[row.profession].regulator is not None


def _registered(register: Register, row: PlacementRow, on: date) -> list[tuple[str | None, date | None]]:
    return [
        (r.number, r.expires_on)
        for r in in_force(register.registrations, on)
        if (r.person, r.profession) == (row.person, row.profession)
    ]


def _first_day(register: Register, row: PlacementRow, on: date) -> date:
    """Of practising the profession for the employer without a day between."""
    while _practises(register, row, on - A_DAY):
        on -= A_DAY
    return on


def _practises(register: Register, row: PlacementRow, on: date) -> bool:
    same = row.person, row.employer, row.profession
    return any((p.person, p.employer, p.profession) == same for p in in_force(register.placements, on))


def _began(register: Register, row: PlacementRow, cause: Why, on: date) -> date:
    while _practises(register, row, on - A_DAY) and _was_there(register, row, cause, on - A_DAY):
        on -= A_DAY
    return on


def _was_there(register: Register, row: PlacementRow, cause: Why, on: date) -> bool:
    """Whether the cause was there, though another may have been shown in its place."""
    kind, post, why = cause
    if kind in STANDING:
        return STANDING[kind](register, row, on)
    lines = [
        line.post
        for line in in_force(register.lines, on)
        if line.person == row.person and line.profession == row.profession
    ]
    if kind == "no_line" or not lines:
        return kind == "no_line" and not lines
    if kind == "chain_broken" and post:
        posts = {p.code: p for p in in_force(register.posts, on)}
        return lines[0] in posts and (post, why) in _breaks(register, row, lines[0], posts, on)
    return cause in _line_causes(register, row, lines[0], on)


STANDING: dict[str, Callable[[Register, PlacementRow, date], bool]] = {
    "registration_missing": _missing,
    "registration_lapsed": _lapsed,
    "registration_unchecked": _unchecked,
    "supervision_overdue": _unsupervised,
}


def _count(
    register: Register, rows: list[PlacementRow], causes: dict[PlacementRow, list[Why]]
) -> tuple[int, int, Fraction, Fraction]:
    people = {row.person for row in rows}
    covered = {person for person in people if not any(causes[row] for row in rows if row.person == person)}
    wte = {row: Fraction(row.hours) / Fraction(register.employers[row.employer]) for row in rows}
    return (
        len(people),
        len(covered),
        sum((wte[row] for row in rows), Fraction(0)),
        sum((wte[row] for row in rows if not causes[row]), Fraction(0)),
    )
