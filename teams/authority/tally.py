"""What would change, added up, so that the same is said once. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from teams.authority.facts import FunctionFact
from teams.authority.ruling import Ruling
from teams.authority.what_if import Difference, Kind, decider_of

Who = tuple[str, str, int | str | None]
"""Who decides, or what kind of gap there is and at which post."""


@dataclass(frozen=True, slots=True)
class Change:
    """Decisions that go from one decider to another about the same people.

    `differences`: one for each decision, in the scheme's order, as it is for `example`, who is one of these
    people: others may come to the same decider for other reasons. `people`: names by number, in order of name.
    """

    differences: tuple[Difference, ...]
    people: dict[int, str]
    example: str

    @property
    def kind(self) -> Kind:
        """What becomes of them."""
        return self.differences[0].kind

    @property
    def before(self) -> Ruling:
        """As it is now; who decides is the same for all of them."""
        return self.differences[0].before

    @property
    def after(self) -> Ruling:
        """As it would be; likewise."""
        return self.differences[0].after

    @property
    def functions(self) -> tuple[FunctionFact, ...]:
        """What is decided."""
        return tuple(difference.function for difference in self.differences)

    @property
    def because(self) -> tuple[str, ...]:
        """Why the decider would be that one: of several decisions, what holds of them all."""
        rulings = [difference.after for difference in self.differences]
        mandate = self.after.mandate
        cedes = len(rulings) > 1 and mandate and all(ruling.mandate == mandate for ruling in rulings)
        gap = self.after.gap.reason if self.after.gap else ""
        shared = (
            s
            for s in self.after.because
            if all(s in ruling.because for ruling in rulings) and not gap.startswith(f"{s.rstrip('.')},")
        )
        return (*([f"Mandate {mandate.code} cedes them."] if cedes and mandate else []), *shared)


@dataclass(frozen=True, slots=True)
class Section:
    """Decisions that change together: `changes` says about whom, and from whom to whom."""

    functions: tuple[FunctionFact, ...]
    changes: tuple[Change, ...]

    @property
    def people(self) -> int:
        """About how many people."""
        return len({number for change in self.changes for number in change.people})


@dataclass(frozen=True, slots=True)
class _Alike:
    """People with all the same differences."""

    differences: Sequence[Difference]
    people: dict[int, str] = field(default_factory=dict)


class Tally:
    """Adds up person after person. It keeps each of them once, however many of their decisions change."""

    def __init__(self) -> None:
        self._alike: dict[tuple[object, ...], _Alike] = {}

    def add(self, person_id: int, name: str, found: Sequence[Difference]) -> None:
        """Somebody, and what would change about them in one employment."""
        if found:
            key = tuple((d.function.code, _who(d.before), _who(d.after)) for d in found)
            self._alike.setdefault(key, _Alike(found)).people[person_id] = name

    def people(self, *kinds: Kind) -> int:
        """About how many people something changes, of these kinds if any are given."""
        whose = (
            alike.people
            for alike in self._alike.values()
            if not kinds or any(d.kind in kinds for d in alike.differences)
        )
        return len({number for people in whose for number in people})

    def functions(self, *kinds: Kind) -> int:
        """How many decisions of the scheme change about anybody, likewise."""
        found = (d for alike in self._alike.values() for d in alike.differences)
        return len({d.function.code for d in found if not kinds or d.kind in kinds})

    def sections(self) -> list[Section]:
        """Everything that changes: gaps first, then what concerns most people."""
        together: dict[tuple[FunctionFact, ...], list[Change]] = {}
        for change in sorted(self._changes(), key=_weight):
            together.setdefault(change.functions, []).append(change)
        return [Section(functions, tuple(changes)) for functions, changes in together.items()]

    def _changes(self) -> Iterable[Change]:
        """Each decision with those for whom it changes in one way; then together those decisions that go
        from one decider to another for all the same people."""
        whose: dict[tuple[str, Who, Who], list[_Alike]] = {}
        example: dict[tuple[str, Who, Who], Difference] = {}
        for alike in self._alike.values():
            for d in alike.differences:
                key = (d.function.code, _who(d.before), _who(d.after))
                whose.setdefault(key, []).append(alike)
                example.setdefault(key, d)
        together: dict[tuple[object, ...], list[tuple[str, Who, Who]]] = {}
        for key, people in whose.items():
            together.setdefault((*key[1:], *map(id, people)), []).append(key)
        return (_change([example[key] for key in keys], whose[keys[0]]) for keys in together.values())


def _change(differences: Sequence[Difference], whose: Sequence[_Alike]) -> Change:
    people = {number: name for alike in whose for number, name in alike.people.items()}
    return Change(
        tuple(sorted(differences, key=lambda d: d.function.number)),
        dict(sorted(people.items(), key=lambda person: (person[1].casefold(), person[0]))),
        example=next(iter(people.values())),
    )


def _weight(change: Change) -> tuple[int, int, int]:
    return list(Kind).index(change.kind), -len(change.people), change.functions[0].number


def _who(ruling: Ruling) -> Who:
    gap = ruling.gap
    return decider_of(ruling) or ("gap", gap.kind if gap else "", gap.post if gap else None)
