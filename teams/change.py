"""What one change between two days amounts to, as a sentence. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.formats import day, hours, last_day, listed


class Part(StrEnum):
    """The parts of the register that are compared: the three lines, who holds which post, who works where."""

    EMPLOYER = "employer"
    MANAGEMENT = "management"
    PROFESSIONAL = "professional"
    POSTS = "posts"
    PLACEMENTS = "placements"

    @property
    def label(self) -> str:
        """As a heading says it."""
        return LABELS[self]


LABELS = {
    Part.EMPLOYER: "Employer",
    Part.MANAGEMENT: "Management",
    Part.PROFESSIONAL: "Professional accountability",
    Part.POSTS: "Posts and who holds them",
    Part.PLACEMENTS: "Placements",
}


@dataclass(frozen=True, slots=True)
class State:
    """What was so on one of the two days. What each text means depends on the kind of change."""

    first: str | None
    second: str | None = None
    third: str | None = None
    fourth: str | None = None
    fifth: str | None = None
    hours: Decimal | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that is not as it was. `kind` names what; `was` or `now` is none where nothing was so.

    `on` is the day it took effect: the first day of what is now so, or the first day on which nothing was.
    """

    part: Part
    kind: str
    on: date
    person_id: int | None
    person: str | None
    about: str
    was: State | None
    now: State | None

    @property
    def sentence(self) -> str:
        """What changed, what it was and what it is now; the person is named beside it."""
        if self.was is None and self.now is not None:
            return STARTED[self.kind](self.about, self.now)
        if self.now is None and self.was is not None:
            return f"{ENDED[self.kind](self.about, self.was)} The last day was {day(last_day(self.on))}."
        assert self.was is not None and self.now is not None
        return CHANGED[self.kind](self.about, self.was, self.now)


# The facts of each kind of state, in its order: employment (job title, contract), placement (team, role,
# employer, profession, funding), line (post), tenure (person, holding), post (title, organisation, above).
FACTS = {
    "employment": ("job title", "contract"),
    "placement": ("team", "role", "employer", "profession", "funding"),
    "post": ("title", "organisation", "the post it reports to"),
}


def _started_employment(about: str, now: State) -> str:
    return f"Is employed by {about} as {now.first} ({now.second}, {_weekly(now)}). Was not before."


def _ended_employment(about: str, was: State) -> str:
    return f"Is no longer employed by {about}. Was {was.first} ({was.second}, {_weekly(was)})."


def _changed_employment(about: str, was: State, now: State) -> str:
    return f"Employment with {about}: {_differences('employment', was, now)}."


def _started_placement(_about: str, now: State) -> str:
    return f"Works in {now.first} as {now.second}, {_weekly(now)}, employed by {now.third}. Did not before."


def _ended_placement(_about: str, was: State) -> str:
    return f"No longer works in {was.first}. Was {was.second}, {_weekly(was)}, employed by {was.third}."


def _changed_placement(_about: str, was: State, now: State) -> str:
    return f"Placement in {now.first}: {_differences('placement', was, now)}."


def _started_management(about: str, now: State) -> str:
    return f"In {about} answers to {now.first}. Had no management line before."


def _ended_management(about: str, was: State) -> str:
    return f"In {about} no longer has a management line. Answered to {was.first}."


def _changed_management(about: str, was: State, now: State) -> str:
    return f"In {about} answers to {now.first}. Answered to {was.first} before."


def _started_professional(about: str, now: State) -> str:
    return f"As {about} answers to {now.first}. Had no professional line before."


def _ended_professional(about: str, was: State) -> str:
    return f"As {about} no longer has a professional line. Answered to {was.first}."


def _changed_professional(about: str, was: State, now: State) -> str:
    return f"As {about} answers to {now.first}. Answered to {was.first} before."


def _started_tenure(about: str, now: State) -> str:
    return f"Holds the post {about} ({now.second}). Nobody held it so before."


def _ended_tenure(about: str, was: State) -> str:
    return f"No longer holds the post {about} ({was.second}). Nobody holds it so now."


def _changed_tenure(about: str, was: State, now: State) -> str:
    return f"Holds the post {about} ({now.second}). {was.first} held it before."


def _started_post(about: str, now: State) -> str:
    above = f", reporting to {now.third}" if now.third else ""
    return f"The post {about} is new, in {now.second}{above}."


def _ended_post(about: str, was: State) -> str:
    return f"The post {about} is no more. It was in {was.second}."


def _changed_post(about: str, was: State, now: State) -> str:
    return f"The post {about}: {_differences('post', was, now)}."


STARTED = {
    "employment": _started_employment,
    "placement": _started_placement,
    "management": _started_management,
    "accountability": _started_professional,
    "tenure": _started_tenure,
    "post": _started_post,
}
ENDED = {
    "employment": _ended_employment,
    "placement": _ended_placement,
    "management": _ended_management,
    "accountability": _ended_professional,
    "tenure": _ended_tenure,
    "post": _ended_post,
}
CHANGED = {
    "employment": _changed_employment,
    "placement": _changed_placement,
    "management": _changed_management,
    "accountability": _changed_professional,
    "tenure": _changed_tenure,
    "post": _changed_post,
}


def _differences(kind: str, was: State, now: State) -> str:
    """“hours are now 30 hours, were 37.5 hours”: only what differs, or that another contract now holds."""
    return (
        listed(_each_difference(kind, was, now)) or "it is now under another contract with the same employer"
    )


def _each_difference(kind: str, was: State, now: State) -> Iterator[str]:
    before, after = _texts(was), _texts(now)
    for name, old, new in zip(FACTS[kind], before, after, strict=False):
        if old != new:
            yield f"{name} is now {new or 'none'}, was {old or 'none'}"
    if was.hours != now.hours:
        yield f"hours are now {_weekly(now)}, were {_weekly(was)}"
    if was.ends_on != now.ends_on:
        yield f"funding now ends {_on(now.ends_on)}, ended {_on(was.ends_on)}"


def _texts(state: State) -> tuple[str | None, ...]:
    return state.first, state.second, state.third, state.fourth, state.fifth


def _weekly(state: State) -> str:
    return "hours not recorded" if state.hours is None else f"{hours(state.hours)} a week"


def _on(last: date | None) -> str:
    return f"on {day(last)}" if last else "on no known day"
