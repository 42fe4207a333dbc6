"""Who decides, judged again in the slowest and most obvious way: what the real judge is held against.

Written from the rules alone. It shares nothing with the judge but the facts and the words for a gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from teams.authority.deciding import GapKind
from teams.authority.facts import DayFacts, FunctionFact, MandateFact, PlaceFact, PostFact, Situation, Subject

ANY_FORM = ("section_75", "section_113", "secondment", "honorary", "memorandum", "contract")
NOT_STATUTORY = ("secondment", "honorary", "memorandum", "contract")
BINDING = {
    "council": ANY_FORM,
    "nhs_trust": ANY_FORM,
    "mental_health_trust": ANY_FORM,
    "primary_care": NOT_STATUTORY,
    "care_provider": NOT_STATUTORY,
    "vcf": ("memorandum", "contract"),
    "partnership": (),
}
Whom = tuple[str, str, int | None]
"""What kind of decider, the code of the post or organisation, and the number of whoever holds the post."""


@dataclass(frozen=True)
class Answer:
    """Who decides, or the kind of gap; along whose line, and by which mandate."""

    party: str
    basis: str
    mandate: str | None
    decider: Whom | None
    gap: str | None = None


def answer(facts: DayFacts, subject: Subject, function: FunctionFact) -> Answer:
    """What ought to be ruled."""
    if function.before == "anyone":
        return Answer("anyone", "never_ceded", None, ("anyone", "anyone", None))
    ceding = ceded_by(facts, subject.situation, main_place(subject.situation), function)
    party = function.after if ceding else function.before
    basis = "mandate" if ceding else "never_ceded" if function.cedable == "never" else "default"
    decider, gap = found(facts, subject, party)
    return Answer(party, basis, ceding[0] if ceding else None, decider, gap)


def ceded_by(
    facts: DayFacts, situation: Situation, place: PlaceFact | None, function: FunctionFact
) -> list[str]:
    """The codes of the mandates that cede the function in that place, the one that started first first."""
    if place is None or function.cedable == "never":
        return []
    ceding = [
        (mandate.period.starts_on, mandate.code)
        for mandate in facts.mandates
        if mandate.organisation == situation.organisation
        and mandate.status == "signed"
        and mandate.signed_by_organisation_on
        and mandate.signed_by_partnership_on
        and mandate.period.starts_on <= facts.on
        and (mandate.period.until is None or facts.on < mandate.period.until)
        and mandate.instrument in BINDING[facts.organisations[situation.organisation].kind]
        and ({function.code, "*"} & {*mandate.functions})
        and (function.cedable == "yes" or has_condition(mandate, function.code))
        and ({place.profession, f"job:{situation.job_title}", "*"} & {*mandate.professions})
        and ({place.team, f"neighbourhood:{place.neighbourhood}", "*"} & {*mandate.teams})
    ]
    return [code for _, code in sorted(ceding)]


def has_condition(mandate: MandateFact, code: str) -> bool:
    """Whether the function's own condition is written down, or else one for all functions."""
    own = [condition for condition in mandate.conditions if condition.startswith(f"{code}:")]
    if own:
        return any(condition != f"{code}:" for condition in own)
    return any(":" not in condition for condition in mandate.conditions)


def main_place(situation: Situation) -> PlaceFact | None:
    """The place with most of the hours."""
    return max(situation.places, key=lambda place: place.hours, default=None)


def found(facts: DayFacts, subject: Subject, party: str) -> tuple[Whom | None, str | None]:
    """Who decides on the party's line, or the gap."""
    if party == "employer":
        return ("organisation", subject.situation.organisation, None), None
    post = first_post(subject.situation, party)
    return climbed(facts.posts, post, subject.person_id, []) if post else (None, GapKind.NO_LINE)


def first_post(situation: Situation, party: str) -> int | None:
    """The post that the line runs to."""
    if party == "neighbourhood":
        place = main_place(situation)
        return place.post_id if place else None
    in_order = sorted(situation.places, key=lambda place: -place.hours)
    practised = [place.profession for place in in_order if place.profession]
    lines = dict(situation.lines)
    return lines.get((practised or sorted(lines) or [""])[0])


def climbed(
    posts: Mapping[int, PostFact], post_id: int, about: int, been: list[int]
) -> tuple[Whom | None, str | None]:
    """Who decides at this post or above it."""
    if post_id not in posts:
        return None, GapKind.CHAIN_BROKEN
    if post_id in been:
        return None, GapKind.CIRCLE
    post = posts[post_id]
    if not post.holders:
        return None, GapKind.POST_VACANT
    people = [holder.person_id for holder in post.holders]
    stronger = post.holders[: people.index(about)] if about in people else post.holders
    there = [holder.person_id for holder in stronger if holder.away is None]
    if there:
        return ("post", post.code, there[0]), None
    if post.reports_to_id is None:
        return None, GapKind.OWN_DECISION if about in people else GapKind.HOLDER_AWAY
    return climbed(posts, post.reports_to_id, about, [*been, post_id])
