"""What is already known to change in one person's lines after the day being read. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.formats import hours, last_day, listed
from people.line_facts import (
    AccountabilityFact,
    EmploymentFact,
    F,
    Fact,
    LineFacts,
    ManagementFact,
    PlacementFact,
    PostFact,
    only_on,
    true_on,
)
from people.line_sentences import Whose, held_by
from people.lines import Lines

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that happens on a later day: the first day of what starts, the last day of what ends."""

    on: date
    sentence: str
    soon: bool


def what_is_coming(lines: Lines, facts: LineFacts, whose: Whose) -> tuple[Coming, ...]:
    """All of it, the nearest first; `soon` within 60 days."""
    found = {
        *_contracts(facts, lines.on, whose),
        *_placements(facts, lines.on, whose),
        *_funding(facts, lines.on, whose),
        *_management(facts, lines.on, whose),
        *_accountabilities(facts, lines.on, whose),
        *_registrations(facts, lines.on, whose),
        *_posts(lines, facts),
        *_holders(lines, facts),
    }
    return tuple(Coming(on, sentence, on - lines.on <= SOON) for on, sentence in sorted(found))


Said = Iterator[tuple[date, str]]


def _contracts(facts: LineFacts, on: date, whose: Whose) -> Said:
    for contract in _current_or_coming(facts.employments, on):
        same = [e for e in facts.employments if e.employment_id == contract.employment_id]
        if contract.starts_on > on and not _goes_on_from(contract, same):
            yield contract.starts_on, f"{whose.Your} employment with {contract.organisation} starts."
        if contract.until is None:
            continue
        following = only_on(same, contract.until)
        if following is None:
            yield last_day(contract.until), f"{whose.Your} employment with {contract.organisation} ends."
        else:
            terms = _new_terms(contract, following)
            yield contract.until, f"{whose.Your} employment with {contract.organisation} changes: {terms}."


def _new_terms(old: EmploymentFact, new: EmploymentFact) -> str:
    return listed(
        text
        for text, changed in (
            (f"{new.contract} contract", new.contract != old.contract),
            (f"{hours(new.hours)} a week", new.hours != old.hours),
            (new.job_title, new.job_title != old.job_title),
        )
        if changed
    )


def _placements(facts: LineFacts, on: date, whose: Whose) -> Said:
    for placement in _current_or_coming(facts.placements, on):
        same = [p for p in facts.placements if p.placement_id == placement.placement_id]
        if placement.starts_on > on and not _goes_on_from(placement, same):
            yield placement.starts_on, f"{whose.Your} placement in {placement.team} starts."
        if placement.until is None:
            continue
        following = only_on(same, placement.until)
        if following is None:
            yield last_day(placement.until), f"{whose.Your} placement in {placement.team} ends."
        else:
            terms = _new_place(placement, following, facts)
            yield placement.until, f"{whose.Your} placement in {placement.team} changes: {terms}."


def _new_place(old: PlacementFact, new: PlacementFact, facts: LineFacts) -> str:
    employers = {e.employment_id: e.organisation for e in facts.employments}
    employer = employers.get(new.employment_id, "another employment")
    profession = new.profession.name if new.profession else "no profession"
    return listed(
        text
        for text, changed in (
            (new.team, new.team_code != old.team_code),
            (new.role, new.role != old.role),
            (f"{hours(new.hours)} a week", new.hours != old.hours),
            (f"employed by {employer}", new.employment_id != old.employment_id),
            (f"profession {profession}", new.profession != old.profession),
            (
                f"funding {new.funding}",
                (new.funding, new.funding_ends_on) != (old.funding, old.funding_ends_on),
            ),
        )
        if changed
    )


def _funding(facts: LineFacts, on: date, whose: Whose) -> Said:
    for placement in true_on(facts.placements, on):
        if placement.funding_ends_on is not None and placement.funding_ends_on >= on:
            what = f"{whose.your} placement in {placement.team}"
            yield placement.funding_ends_on, f"The funding of {what} ends: {placement.funding}."


def _management(facts: LineFacts, on: date, whose: Whose) -> Said:
    teams = {p.placement_id: p.team for p in reversed(_current_or_coming(facts.placements, on))}
    for placement_id, team in teams.items():
        rows = [row for row in facts.management if row.placement_id == placement_id]
        kept_on = [p for p in facts.placements if p.placement_id == placement_id]
        yield from _line(rows, kept_on, f"{whose.Your} management line in {team}", facts, on)


def _accountabilities(facts: LineFacts, on: date, whose: Whose) -> Said:
    for profession in {a.profession for a in facts.accountabilities}:
        rows = [row for row in facts.accountabilities if row.profession == profession]
        yield from _line(
            rows, facts.placements, f"{whose.Your} professional line as {profession.name}", facts, on
        )


def _line(
    rows: Sequence[ManagementFact | AccountabilityFact],
    kept_on: Iterable[Fact],
    what: str,
    facts: LineFacts,
    on: date,
) -> Said:
    """Lines that start or move, and those that end while the placement goes on."""
    for row in rows:
        if row.starts_on > on:
            yield row.starts_on, f"{what} runs to {_title(row.post_id, row.starts_on, facts)}."
        ends = row.until is not None and row.until > on and only_on(rows, row.until) is None
        if ends and row.until is not None and only_on(kept_on, row.until) is not None:
            yield last_day(row.until), f"{what} ends, and none is recorded to follow it."


def _registrations(facts: LineFacts, on: date, whose: Whose) -> Said:
    for registration in true_on(facts.registrations, on):
        expires_on = registration.expires_on
        if registration.number is not None and expires_on is not None and expires_on >= on:
            yield expires_on, f"{whose.Your} registration as {registration.profession.name} expires."


def _posts(lines: Lines, facts: LineFacts) -> Said:
    for post_id in _posts_climbed(lines):
        stretches = facts.posts[post_id]
        post = only_on(stretches, lines.on)
        if post is None or post.until is None:
            continue
        following = only_on(stretches, post.until)
        if following is None:
            yield last_day(post.until), f"The post {post.title} closes."
        elif following.title != post.title:
            yield post.until, f"The post {post.title} is called {following.title}."
        if following is not None and following.reports_to_id != post.reports_to_id:
            yield post.until, f"The post {post.title} {_reports(following, facts)}."


def _reports(post: PostFact, facts: LineFacts) -> str:
    if post.reports_to_id is None:
        return "reports to no other post"
    return f"reports to {_title(post.reports_to_id, post.starts_on, facts)}"


def _holders(lines: Lines, facts: LineFacts) -> Said:
    for post_id in _posts_climbed(lines):
        tenures = facts.tenures.get(post_id, ())
        for tenure in tenures:
            if tenure.starts_on > lines.on:
                title = _title(post_id, tenure.starts_on, facts)
                yield tenure.starts_on, f"{held_by(tenure)} starts to hold the post {title}."
            if tenure.until is not None and tenure.until > lines.on:
                title = _title(post_id, lines.on, facts)
                then = "" if only_on(tenures, tenure.until) else ", and the post is then vacant"
                yield last_day(tenure.until), f"{held_by(tenure)} stops holding the post {title}{then}."


def _posts_climbed(lines: Lines) -> set[int]:
    chains = [line.chain for line in (*lines.management, *lines.professional)]
    return {step.post_id for chain in chains for step in chain.steps}


def _title(post_id: int, on: date, facts: LineFacts) -> str:
    """What the post is called that day; failing that, what it was called last."""
    stretches = facts.posts.get(post_id, ())
    named = only_on(stretches, on) or (stretches[-1] if stretches else None)
    return named.title if named else "a post not in the register"


def _current_or_coming(facts: Iterable[F], on: date) -> list[F]:
    return [fact for fact in facts if fact.until is None or fact.until > on]


def _goes_on_from(fact: Fact, same: Iterable[Fact]) -> bool:
    """Whether another stretch of the same thing ends where this one starts."""
    return any(other.until == fact.starts_on for other in same)
