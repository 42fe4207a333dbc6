"""An import's effects in words, for the preview."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from foundation.acts import Timeline, Values, value_names
from foundation.formats import hours, short_day
from foundation.model import Model
from people.accountability import Accountability, Registration
from people.employment import EmploymentDetails
from people.person import PersonDetails
from people.post import Tenure
from teams.extract.chunk import Chunk
from teams.extract.matching import Known
from teams.extract.outcome import Effect
from teams.extract.reference import Reference
from teams.team import Management, PlacementDetails


@dataclass(frozen=True, slots=True)
class Names:
    """What numbers are called."""

    teams: dict[int, str]
    posts: dict[int, str]
    professions: dict[int, str]

    @classmethod
    def of(cls, reference: Reference) -> "Names":
        """From the codes an extract may use."""
        return cls(
            dict(reference.teams.values()),
            {post.id: post.title for post in reference.posts.values()},
            {profession.id: profession.name for profession in reference.professions.values()},
        )


def effects_on(chunk: Chunk, names: Names, number: str, known: Known, called: str) -> Iterator[Effect]:
    """Everything that changes for one employment and its person."""
    person = known.person_id
    for model, what, keys in (
        (EmploymentDetails, "employment", [(known.employment_id,)]),
        (PersonDetails, "name or contact", [(person,)]),
        (PlacementDetails, "placement", [(p,) for p in chunk.placements[person]]),
        (Management, "management line", [(p,) for p in chunk.placements[person]]),
        (Registration, "registration", [(person, p) for p in names.professions]),
        (Accountability, "professional line", [(person, p) for p in names.professions]),
        (Tenure, "post held", list(dict.fromkeys(chunk.tenures[person]))),
    ):
        for key in keys:
            if chunk.act.holds(model, key):
                gone, new = chunk.act.differs(model, key)
                if gone or new:
                    yield Effect(number, called, what, *_verb_and_sentence(model, key, gone, new, names))


def _verb_and_sentence(
    model: type[Model], key: Any, gone: Timeline, new: Timeline, names: Names
) -> tuple[str, str]:
    says = SAYS[model]
    if not gone:
        return "start", "; ".join(
            f"{says(key, s.value, names)} from {short_day(s.period.starts_on)}{_to(s.period.until)}"
            for s in new
        )
    if not new:
        return "end", "; ".join(
            f"{says(key, s.value, names)} ends: last day {_last(s.period.starts_on)}" for s in gone
        )
    old, last = gone[-1], new[-1]
    now = says(key, last.value, names)
    if [s.value for s in gone] == [s.value for s in new]:
        return ("end" if last.period.end < old.period.end else "change"), _moved(now, old.period, last.period)
    from_when = short_day(last.period.starts_on) + _to(last.period.until)
    return "change", f"{says(key, old.value, names)} becomes {now} from {from_when}"


def _moved(said: str, old: Any, new: Any) -> str:
    if new.starts_on != old.starts_on:
        return f"{said} started {short_day(new.starts_on)}, not {short_day(old.starts_on)}"
    if new.until is None:
        return f"{said} no longer ends on {_last(old.until)}"
    return f"{said} ends: last day {_last(new.until)}"


def _last(until: date) -> str:
    return short_day(until - timedelta(days=1))


def _to(until: date | None) -> str:
    return "" if until is None else f" to {_last(until)}"


def _employment(_key: Any, value: Values, _names: Names) -> str:
    said = dict(zip(value_names(EmploymentDetails), value, strict=True))
    return f"{said['job_title']}, {said['contract']}, {hours(said['contracted_hours'])}"


def _person(_key: Any, value: Values, _names: Names) -> str:
    said = dict(zip(value_names(PersonDetails), value, strict=True))
    shown = [
        said["given_name"],
        said["family_name"],
        said["known_as"] and f"known as {said['known_as']}",
        said["email"],
        said["phone"],
    ]
    return ", ".join(part for part in shown if part)


def _placement(_key: Any, value: Values, names: Names) -> str:
    said = dict(zip(value_names(PlacementDetails), value, strict=True))
    funding = "" if said["funding"] == "recurrent" else f", funded by {said['funding']}"
    return f"{names.teams[said['team_id']]}, {said['role']}, {hours(said['hours'])}{funding}"


def _registration(key: Any, value: Values, names: Names) -> str:
    number, expires_on = value
    shown = f"{names.professions[key[1]]}{f', {number}' if number else ''}"
    return shown + (f", expires {short_day(expires_on)}" if expires_on else "")


SAYS: dict[type[Model], Callable[[Any, Values, Names], str]] = {
    EmploymentDetails: _employment,
    PersonDetails: _person,
    PlacementDetails: _placement,
    Management: lambda _key, value, names: f"answers to {names.posts.get(value[0], 'a post')}",
    Registration: _registration,
    Accountability: lambda key, value, names: (
        f"as {names.professions[key[1]]} answers to {names.posts.get(value[0], 'a post')}"
    ),
    Tenure: lambda key, _value, names: f"{names.posts.get(key[0], 'a post')}, {key[1]}",
}
