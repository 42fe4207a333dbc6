"""What an extract promises of every day, held against what the register said before and says after it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tests.actions.extract_histories import (
    DAYS,
    PEOPLE,
    Days,
    Ended,
    Place,
    Placed,
    Stated,
    View,
    Where,
    Who,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One extract taken in: its day, what it states, what each day said before and after it, and every end that
    was known before it, or once. `by_age` holds the assignment numbers as they became known."""

    on: int
    stated: tuple[Stated, ...]
    before: list[View]
    after: list[View]
    ended: Ended
    by_age: list[int]

    def longest_standing(self, employments: Iterable[Stated]) -> Stated:
        """Which of several speaks for the person: the one not over that began first."""
        return min(employments, key=lambda one: self._standing(one.number))

    def _standing(self, number: int) -> tuple[bool, int, int]:
        days = [day for day, view in enumerate(self.after) if number in view.employed]
        return days[-1] < self.on, days[0], self.by_age.index(number)

    def placements(self) -> Iterator[tuple[Where, Placed]]:
        for one in self.stated:
            yield from (((one.number, placed.team), placed) for placed in one.placed)


def refuse_another_day(step: Step) -> None:
    """On its own day the register says what the file says, and nothing else of these employments. Only a spell
    that is over before the stated one begins is not the file's to tell."""
    now, was = step.after[step.on], step.before[step.on]
    assert now.employed == _employed(step)
    placed = _placed(step, now.employed)
    assert {where: replace(place, spell=0) for where, place in now.placed.items()} == placed
    assert now.professional == _professional(step, now)
    for (person, profession), stating in _stating(step).items():
        assert now.registered[person, profession] == stating[0].registered(profession)
    named = {
        one.person: [other for other in step.stated if other.person == one.person] for one in step.stated
    }
    speaking = {person: step.longest_standing(several) for person, several in named.items()}
    assert now.phones == was.phones | {person: one.phone for person, one in speaking.items()}


def _employed(step: Step) -> dict[int, str]:
    was = step.before[step.on].employed
    found = {one.number: one.hours for one in step.stated if step.on in one.days}
    stays = [
        one.number
        for one in step.stated
        if _stays(step, _contract(step.before, one.number), one.days, "employment")
    ]
    return found | {number: was[number] for number in stays}


def _placed(step: Step, employed: dict[int, str]) -> dict[Where, Place]:
    named, stated = dict(step.placements()), {one.number: one for one in step.stated}
    found = {
        where: Place(0, p.hours, p.profession, p.line or None)
        for where, p in named.items()
        if step.on in p.days
    }
    for where, place in step.before[step.on].placed.items():
        if where in named:
            stays = _stays(step, _spells(step.before, where), named[where].days, "placement")
        else:
            stays = where[0] in stated and step.on < stated[where[0]].days.starts
        if stays and where[0] in employed:
            found[where] = replace(place, spell=0)
    return found


def _professional(step: Step, now: View) -> dict[Who, str]:
    was, stating = step.before[step.on], _stating(step)
    found: dict[Who, str | None] = {}
    for who, post in was.professional.items():
        in_no_team = any(one.number in now.employed and not one.placed for one in stating.get(who, ()))
        untold = who not in stating and not was.practises(*who) and now.contracts(who[0])
        found[who] = post if now.practises(*who) or in_no_team or untold else None
    for who, several in stating.items():
        if any(step.on in days for one in several for days in one.practised()[who[1]]):
            found[who] = step.longest_standing(several).line(who[1])
    return {who: post for who, post in found.items() if post}


def _stating(step: Step) -> dict[Who, list[Stated]]:
    """The employments that the file says each profession of a person of."""
    found: dict[Who, list[Stated]] = defaultdict(list)
    for one in step.stated:
        for profession in one.practised():
            found[one.person, profession].append(one)
    return found


def _stays(step: Step, spells: Sequence[int | None], days: Days, what: str) -> bool:
    """Whether the spell of the day is another than the one stated, which starts when it is over."""
    spell = spells[step.on]
    if spell is None or days.starts <= step.on:
        return False
    goes_on = all(other == spell for other in spells[step.on : days.starts + 1])
    return not goes_on or (what, spell, days.starts) in step.ended


def _contract(views: Sequence[View], number: int) -> list[int | None]:
    return [number if number in view.employed else None for view in views]


def _spells(views: Sequence[View], where: Where) -> list[int | None]:
    return [view.placed[where].spell if where in view.placed else None for view in views]


def refuse_other_bounds(step: Step) -> None:
    """Each stated contract and placement holds on all of its days, and starts and ends with them."""
    for one in step.stated:
        _refuse_bounds(step, _contract(step.after, one.number), one.days, "employment")
    for where, placed in step.placements():
        _refuse_bounds(step, _spells(step.after, where), placed.days, "placement")


def _refuse_bounds(step: Step, spells: Sequence[int | None], days: Days, what: str) -> None:
    held = {spells[number] for number in range(DAYS) if number in days}
    assert len(held) == 1 and None not in held, f"{what}: {spells}, not {days}"
    [spell] = held
    if spell in spells[: days.starts][-1:]:
        assert (what, spell, days.starts) in step.ended, f"{what}: {spells}, not {days}"
    if days.ends is not None:
        assert spell not in spells[days.ends + 1 :][:1], f"{what}: {spells}, not {days}"


def refuse_changed_days(step: Step) -> None:
    """Days before the extract's own keep what they said, but for a start or an end that the file states."""
    stated, named = {one.number: one.days for one in step.stated}, dict(step.placements())
    for number in range(step.on):
        was, now = step.before[number], step.after[number]
        _refuse_changed(was.employed, now.employed)
        for who in was.employed.keys() ^ now.employed.keys():
            assert (number in stated[who]) == (who in now.employed)
        _refuse_changed(_without_spells(was), _without_spells(now))
        for where in was.placed.keys() - now.placed.keys():
            assert where[0] not in now.employed or number not in named[where].days
        for where in now.placed.keys() - was.placed.keys():
            assert number in named[where].days
        _refuse_changed_lines(was, now)


def _refuse_changed_lines(was: View, now: View) -> None:
    for who in was.professional.keys() | now.professional.keys():
        if was.contracts(who[0]) == now.contracts(who[0]) and was.practises(*who) == now.practises(*who):
            assert was.professional.get(who) == now.professional.get(who)


def _without_spells(view: View) -> dict[Where, Place]:
    return {where: replace(place, spell=0) for where, place in view.placed.items()}


def _refuse_changed(was: Mapping[T, object], now: Mapping[T, object]) -> None:
    both = was.keys() & now.keys()
    assert {key: now[key] for key in both} == {key: was[key] for key in both}


def refuse_lost_plans(step: Step) -> None:
    """What the file says of its day holds until the next change that was known already, and that stays."""
    for one in step.stated:
        was, now = (
            [(one.number, view.employed.get(one.number)) for view in views]
            for views in (step.before, step.after)
        )
        _refuse_lost(step, one.days, _contract(step.before, one.number), was, now)
    for where, placed in step.placements():
        for what in (_place_of, _line_of):
            was, now = ([what(view, where) for view in views] for views in (step.before, step.after))
            _refuse_lost(step, placed.days, _spells(step.before, where), was, now)


def _refuse_lost(
    step: Step, days: Days, spells: Sequence[int | None], was: Sequence[object], now: Sequence[object]
) -> None:
    first, known = max(step.on, days.starts), False
    if first not in days or spells[first] is None:
        return
    for number in range(first + 1, DAYS):
        if number not in days or spells[number] != spells[first]:
            return
        known = known or was[number] != was[number - 1]
        assert now[number] == (was[number] if known else now[first]), f"day {number}: {was} became {now}"


def _place_of(view: View, where: Where) -> Place | None:
    place = view.placed.get(where)
    return place and replace(place, line=None)


def _line_of(view: View, where: Where) -> str | None:
    place = view.placed.get(where)
    return place and place.line


def refuse_loose_ends(step: Step) -> None:
    """Nobody is placed, and no line runs, on a day without a contract; whoever is employed has a name then."""
    for view in step.after:
        assert {number for number, _ in view.placed} <= view.employed.keys()
        employed = {PEOPLE[number] for number in view.employed}
        assert {person for person, _ in view.professional} <= employed <= view.phones.keys()
