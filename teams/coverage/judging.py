"""Every gap in one person's accountability for one profession on a day, each with its reason. Pure.

Covered means that there is no gap (DESIGN.md, section 4). Being managed in a team counts for nothing here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from foundation.formats import day, plural
from teams.coverage.chain import Chain, climb, owner_of_vacancy, principals, vacancy, vacant_since
from teams.coverage.facts import (
    ANYONE,
    Apex,
    CoverageFacts,
    HolderFact,
    PostFact,
    PracticeFact,
    ProfessionFact,
    Registered,
)

ONE_DAY = timedelta(days=1)


class GapKind(StrEnum):
    """The ways in which accountability does not hold."""

    NO_LINE = "no_line"
    POST_VACANT = "post_vacant"
    CHAIN_BROKEN = "chain_broken"
    HOLDER_NOT_FIT = "holder_not_fit"
    REGISTRATION_MISSING = "registration_missing"
    REGISTRATION_LAPSED = "registration_lapsed"
    REGISTRATION_UNCHECKED = "registration_unchecked"
    SUPERVISION_OVERDUE = "supervision_overdue"


@dataclass(frozen=True, slots=True)
class Gap:
    """One way in which it does not hold. `since`: the first day; `owner`: the code of the post that owns it,
    empty where the borough has named none; `post`: the post to mend, where it is a post."""

    kind: GapKind
    since: date
    reason: str
    owner: str
    post: str | None = None


class Judge:
    """All of one day. What a post's holders and its chain come to is worked out once for everybody below, and
    what is found sound is not looked at again for the next in the same situation."""

    def __init__(self, facts: CoverageFacts) -> None:
        self.facts = facts
        self._sound: set[tuple[object, ...]] = set()
        self._climb = lru_cache(None)(self._climbed)
        self._fit = lru_cache(None)(self._fitness)

    def gaps(self, practice: PracticeFact) -> tuple[Gap, ...]:
        """None of them: covered."""
        code, held = practice.profession, practice.registered
        number, expires_on = (held.number, held.expires_on) if held else (None, None)
        line = code, practice.employer, practice.post_id, practice.line_since is None
        register = code, number is None, expires_on, practice.checked_on, "register"
        supervised = code, practice.supervised_on or practice.placed_since
        sound = self._sound
        if line in sound and register in sound and supervised in sound:
            return ()
        profession = self.facts.professions[code]
        return (
            *self._unless_sound(line, self._line, practice, profession),
            *self._unless_sound(register, self._register, practice, profession),
            *self._unless_sound(supervised, self._supervision, practice, profession),
        )

    def owner(self, practice: PracticeFact) -> str:
        """Who answers for this practice: the first post of the line, or where it would usually begin."""
        post = self.facts.posts.get(practice.post_id) if practice.post_id is not None else None
        if post is not None:
            return post.code
        apex = self._apex(practice)
        return apex.usual_first_post if apex else ""

    def _line(self, practice: PracticeFact, profession: ProfessionFact) -> Iterator[Gap]:
        if practice.post_id is None or practice.line_since is None:
            since = max(practice.placed_since, practice.line_ended_on or practice.placed_since)
            reason = f"No professional line is recorded for {profession.name}."
            yield Gap(GapKind.NO_LINE, since, reason, self.owner(practice))
            return
        since = max(practice.placed_since, practice.line_since)
        chain = self._climb(practice.post_id, self._apex(practice))
        first = chain.posts[0] if chain.posts else None
        if first is not None:
            gap = self._fit(first, profession) if principals(first) else self._vacant(first)
            if gap is not None:
                yield _from(gap, since)
        if chain.broken is not None:
            broken = chain.broken
            yield Gap(
                GapKind.CHAIN_BROKEN, max(broken.since, since), broken.reason,
                broken.owner or self._usual(practice), broken.post or None,
            )  # fmt: skip

    def _unless_sound(
        self,
        situation: tuple[object, ...],
        judged: Callable[[PracticeFact, ProfessionFact], Iterator[Gap]],
        practice: PracticeFact,
        profession: ProfessionFact,
    ) -> tuple[Gap, ...]:
        """`situation`: all that decides whether there is a gap; whose it is and since when is not in it."""
        if situation in self._sound:
            return ()
        gaps = tuple(judged(practice, profession))
        if not gaps:
            self._sound.add(situation)
        return gaps

    def _register(self, practice: PracticeFact, profession: ProfessionFact) -> Iterator[Gap]:
        """The person's own registration, or where it is in force, its check."""
        if profession.regulator is not None:
            owner = self.owner(practice)
            gap = self._registration(practice, profession, owner) or self._check(practice, profession, owner)
            if gap is not None:
                yield gap

    def _registration(self, practice: PracticeFact, profession: ProfessionFact, owner: str) -> Gap | None:
        held, on = practice.registered, self.facts.on
        if held is None or held.number is None:
            since = max(practice.placed_since, practice.registered_until or practice.placed_since)
            reason = f"No {profession.regulator} registration number is recorded."
            return Gap(GapKind.REGISTRATION_MISSING, since, reason, owner)
        if held.expires_on is None or on <= held.expires_on:
            return None
        since = max(held.expires_on + ONE_DAY, practice.placed_since)
        reason = f"The {profession.regulator} registration expired on {day(held.expires_on)}."
        return Gap(GapKind.REGISTRATION_LAPSED, since, reason, owner)

    def _check(self, practice: PracticeFact, profession: ProfessionFact, owner: str) -> Gap | None:
        if profession.recheck_days is None:
            return None
        if practice.checked_on is None:
            reason = f"Nobody has checked the {profession.regulator} register."
            return Gap(GapKind.REGISTRATION_UNCHECKED, practice.placed_since, reason, owner)
        due_on = practice.checked_on + timedelta(days=profession.recheck_days)
        if self.facts.on <= due_on:
            return None
        reason = (
            f"The {profession.regulator} register was last checked on {day(practice.checked_on)}; it is to be "
            f"checked every {plural(profession.recheck_days, 'day')}."
        )
        return Gap(
            GapKind.REGISTRATION_UNCHECKED, max(due_on + ONE_DAY, practice.placed_since), reason, owner
        )

    def _supervision(self, practice: PracticeFact, profession: ProfessionFact) -> Iterator[Gap]:
        """Counted from the last held, or from the start of the placement where none has been."""
        if profession.supervision_weeks is None:
            return
        last = practice.supervised_on
        due_on = (last or practice.placed_since) + timedelta(weeks=profession.supervision_weeks)
        if self.facts.on <= due_on:
            return
        said = (
            f"last took place on {day(last)}" if last else "has not taken place since the placement started"
        )
        reason = f"Professional supervision {said}; it is due every {plural(profession.supervision_weeks, 'week')}."
        since = max(due_on + ONE_DAY, practice.placed_since)
        yield Gap(GapKind.SUPERVISION_OVERDUE, since, reason, self.owner(practice))

    def _vacant(self, post: PostFact) -> Gap:
        owner = owner_of_vacancy(post, self.facts)
        return Gap(GapKind.POST_VACANT, vacant_since(post), vacancy(post), owner, post.code)

    def _fitness(self, post: PostFact, profession: ProfessionFact) -> Gap | None:
        """None when somebody who holds the post may lead this profession."""
        if ANYONE in profession.led_by:
            return None
        holders = principals(post)
        unfit = [_lapses(holder, profession, self.facts) for holder in holders]
        if None in unfit:
            return None
        first = min(holder.since for holder in holders)
        since = max([first, *(lapsed for found in unfit for lapsed in found or ())])
        names = " or ".join(self._named(code) for code in profession.led_by)
        reason = f"Whoever holds {post.title} must be registered as {names} to lead {profession.name}."
        return Gap(GapKind.HOLDER_NOT_FIT, since, reason, owner_of_vacancy(post, self.facts), post.code)

    def _named(self, code: str) -> str:
        profession = self.facts.professions.get(code)
        return profession.name if profession else code

    def _apex(self, practice: PracticeFact) -> Apex | None:
        return self.facts.apexes.get((practice.profession, practice.employer))

    def _usual(self, practice: PracticeFact) -> str:
        apex = self._apex(practice)
        return apex.usual_first_post if apex else ""

    def _climbed(self, post_id: int, apex: Apex | None) -> Chain:
        return climb(post_id, apex, self.facts)


def in_force(held: Registered, profession: ProfessionFact | None, on: date) -> bool:
    """Whether a registration counts that day: a number where the profession is regulated, and not expired."""
    if profession is not None and profession.regulator is not None and held.number is None:
        return False
    return held.expires_on is None or on <= held.expires_on


def _lapses(holder: HolderFact, profession: ProfessionFact, facts: CoverageFacts) -> list[date] | None:
    """None where a holder is registered in something that may lead the profession. Otherwise the first day
    without each such registration that has lapsed."""
    held = [r for r in holder.registrations if r.profession in profession.led_by]
    if any(in_force(r, facts.professions.get(r.profession), facts.on) for r in held):
        return None
    return [r.expires_on + ONE_DAY for r in held if r.expires_on is not None and r.expires_on < facts.on]


def _from(gap: Gap, since: date) -> Gap:
    """For somebody whose line runs there only since a day, the gap is no older than that."""
    return gap if gap.since >= since else Gap(gap.kind, since, gap.reason, gap.owner, gap.post)
