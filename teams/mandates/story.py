"""Everything that was ever said of one mandate, change by change, in words. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from foundation.effective import Period
from foundation.formats import day, period_text
from teams.authority.facts import FunctionFact
from teams.mandate import ALL, Instrument, Status
from teams.mandates.facts import TermsFacts, Told
from teams.mandates.terms import Terms
from teams.mandates.words import Names

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Change:
    """What became known at one moment, who said so and why. `by` is none where what was believed was only
    taken back."""

    at: datetime
    by: str | None
    because: str | None
    sentences: tuple[str, ...]


def story_of(told: Sequence[Told], names: Names, functions: Iterable[FunctionFact]) -> list[Change]:
    """The newest first. `told`: every row that was ever known of the mandate, corrected ones too."""
    words = _Words(names, {function.code: function.name for function in functions})
    moments = {t.recorded_at for t in told} | {t.superseded_at for t in told if t.superseded_at}
    return [_change(told, at, words) for at in sorted(moments, reverse=True)]


def what_changed(
    before: Iterable[TermsFacts], after: Iterable[TermsFacts], names: Names, functions: Iterable[FunctionFact]
) -> list[tuple[str, list[str]]]:
    """For each mandate whose rows are not what they were, by code: what is said of it now, in sentences."""
    words = _Words(names, {function.code: function.name for function in functions})
    was, now = _by_code(before), _by_code(after)
    differ = [code for code in sorted({*was, *now}) if was.get(code) != now.get(code)]
    return [(code, list(_told(was.get(code, []), now.get(code, []), words))) for code in differ]


def _by_code(rows: Iterable[TermsFacts]) -> dict[str, list[TermsFacts]]:
    found: dict[str, list[TermsFacts]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.period.starts_on):
        found[row.code].append(row)
    return found


def _change(told: Sequence[Told], at: datetime, words: "_Words") -> Change:
    said = next((t for t in told if t.recorded_at == at), None)
    before, after = _believed(told, lambda moment: moment < at), _believed(told, lambda moment: moment <= at)
    return Change(at, said and said.recorded_by, said and said.because, tuple(_told(before, after, words)))


def _believed(told: Iterable[Told], by_then: Callable[[datetime], bool]) -> list[TermsFacts]:
    """The rows that were believed, their first day first."""
    rows = (
        t.says
        for t in told
        if by_then(t.recorded_at) and (t.superseded_at is None or not by_then(t.superseded_at))
    )
    return sorted(rows, key=lambda row: row.period.starts_on)


def _told(before: Sequence[TermsFacts], after: Sequence[TermsFacts], words: "_Words") -> Iterator[str]:
    if not after:
        yield "Taken out of the register."
    elif not before:
        yield _begun(after)
    else:
        yield from _status(before, after)
        yield from _days(before, after)
        yield from words.differences(before[0].terms, after[0].terms)


def _begun(after: Sequence[TermsFacts]) -> str:
    first = after[0]
    if first.status == Status.DRAFT:
        return f"Drafted, for the days {_said(first.period)}."
    if first.status == Status.SIGNED:
        return f"Recorded as signed by both sides, in force {_said(first.period)}. {_signatures(first)}"
    return f"Recorded as withdrawn from {day(first.period.starts_on)}."


def _status(before: Sequence[TermsFacts], after: Sequence[TermsFacts]) -> Iterator[str]:
    was, now = ({row.status: row for row in reversed(rows)} for rows in (before, after))
    if Status.SIGNED in now and Status.SIGNED not in was:
        signed = now[Status.SIGNED]
        yield f"Signed, in force {_said(signed.period)}. {_signatures(signed)}"
    if Status.DRAFT in now and Status.DRAFT not in was:
        yield "A draft: both sides had never signed it."
    if Status.WITHDRAWN in now and Status.WITHDRAWN not in was:
        only = Status.SIGNED not in was and Status.SIGNED not in now
        yield "The draft was withdrawn." if only else f"Withdrawn from {day(after[-1].period.starts_on)}."
    if Status.WITHDRAWN in was and Status.WITHDRAWN not in now:
        yield "No longer withdrawn."


def _days(before: Sequence[TermsFacts], after: Sequence[TermsFacts]) -> Iterator[str]:
    """Days that moved, where that is not what withdrawing it did."""
    if (before[-1].status == Status.WITHDRAWN) != (after[-1].status == Status.WITHDRAWN):
        return
    was, now = (Period(rows[0].period.starts_on, rows[-1].period.until) for rows in (before, after))
    if was != now:
        yield f"Its days: {_said(now)} instead of {_said(was)}."


def _said(days: Period) -> str:
    """“1 Apr 2026 to 31 Mar 2027”, “from 1 Apr 2026”, whenever it is read."""
    return period_text(days.starts_on, days.until, date.min)


def _signatures(row: TermsFacts) -> str:
    said = row.terms
    sides = (
        (f"for {row.organisation}", said.signed_by_organisation, said.signed_by_organisation_on),
        ("for the partnership", said.signed_by_partnership, said.signed_by_partnership_on),
    )
    signed = [f"{who or 'a name not recorded'} {side} on {day(on)}" for side, who, on in sides if on]
    return f"By {' and by '.join(signed)}." if signed else "No day of signing is recorded."


@dataclass(frozen=True, slots=True)
class _Words:
    """How the parts of an agreement are said."""

    names: Names
    functions: Mapping[str, str]

    def differences(self, was: Terms, now: Terms) -> Iterator[str]:
        """A sentence for each part of the text that changed."""
        yield from self._parts("Functions", was.functions, now.functions, self._function)
        yield from self._parts("Conditions", was.conditions, now.conditions, self._condition)
        yield from self._parts("Staff", was.professions, now.professions, self._staff)
        yield from self._parts("Teams", was.teams, now.teams, self._place)
        yield from _instead("Instrument", Instrument(was.instrument).label, Instrument(now.instrument).label)
        yield from _instead("Reference", was.reference or NOTHING, now.reference or NOTHING)
        yield from _instead("Review day", _day(was.review_on), _day(now.review_on))
        if was.signed_by_both and now.signed_by_both:
            yield from _instead(
                "Signed for the organisation", *(_side(t, "organisation") for t in (was, now))
            )
            yield from _instead("Signed for the partnership", *(_side(t, "partnership") for t in (was, now)))

    def _parts(
        self, what: str, was: tuple[str, ...], now: tuple[str, ...], say: Callable[[str], str]
    ) -> Iterator[str]:
        added, gone = [say(p) for p in now if p not in was], [say(p) for p in was if p not in now]
        if added:
            yield f"{what} added: {'; '.join(added)}."
        if gone:
            yield f"{what} taken out: {'; '.join(gone)}."

    def _function(self, code: str) -> str:
        return "every one that may be ceded" if code == ALL else self.functions.get(code, code)

    def _condition(self, text: str) -> str:
        code, said, condition = text.partition(":")
        name = self.functions.get(code.strip())
        return f"{name}: {condition.strip()}" if said and name else text

    def _staff(self, code: str) -> str:
        return self.names.staff([code])[0]

    def _place(self, code: str) -> str:
        return self.names.places([code])[0]


def _instead(what: str, was: str, now: str) -> Iterator[str]:
    if was != now:
        yield f"{what}: {now} instead of {was}."


def _day(on: date | None) -> str:
    return day(on) if on else NOTHING


def _side(terms: Terms, side: str) -> str:
    who, on = getattr(terms, f"signed_by_{side}"), getattr(terms, f"signed_by_{side}_on")
    return f"{who or 'a name not recorded'} on {_day(on)}"
