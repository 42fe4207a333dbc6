"""What stands in each box of a structure chart, and the same facts nested for a list. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.formats import plural
from people import tree
from teams.queries.structure import Employer, Seat

MOST_HOLDERS = 2


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text in a box; `weight` is strong, plain or quiet."""

    text: str
    weight: str = "plain"


@dataclass(frozen=True, slots=True)
class Label:
    """The text of one box. `gap`: the post is vacant."""

    words: tuple[Words, ...]
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """A line drawn as charts, with the facts of each node by number and the nesting of the list."""

    charts: list[tree.Chart]
    labels: dict[int, Label]
    nested: tuple[tree.Branch, ...]
    seats: Mapping[int, Seat]
    employers: Mapping[int, Employer]


def of_posts(seats: Mapping[int, Seat]) -> Structure:
    """Posts under the posts they report to."""
    nested = tree.branches({number: seat.post.reports_to_id for number, seat in seats.items()})
    labels = {number: _seat_label(seat) for number, seat in seats.items()}
    return Structure(_charts(nested, labels), labels, nested, seats, {})


def of_employers(employers: Sequence[Employer]) -> Structure:
    """Organisations side by side: an employer line ends where it begins."""
    nested = tree.branches({employer.id: None for employer in employers})
    labels = {employer.id: _employer_label(employer) for employer in employers}
    by_number = {employer.id: employer for employer in employers}
    return Structure(_charts(nested, labels), labels, nested, {}, by_number)


def _charts(nested: Sequence[tree.Branch], labels: Mapping[int, Label]) -> list[tree.Chart]:
    """Every box is as high as the fullest needs."""
    return tree.charts(nested, max((len(label.words) for label in labels.values()), default=0))


def _seat_label(seat: Seat) -> Label:
    held = [
        holder.name if holder.holding == "substantive" else f"{holder.name} ({holder.holding})"
        for holder in seat.holders[:MOST_HOLDERS]
    ]
    return Label(
        (
            *_wrapped(seat.post.title, "strong"),
            *_wrapped(seat.post.organisation, "quiet"),
            *(words for text in held or ["Vacant"] for words in _wrapped(text, "plain")),
            Words(f"{plural(seat.answering, 'person', 'people')} here", "quiet"),
        ),
        gap=not held,
    )


def _employer_label(employer: Employer) -> Label:
    count = plural(employer.people, "person", "people")
    return Label((*_wrapped(employer.name, "strong"), Words(f"Employs {count}", "quiet")))


def _wrapped(text: str, weight: str) -> tuple[Words, ...]:
    return tuple(Words(line, weight) for line in tree.wrapped(text))
