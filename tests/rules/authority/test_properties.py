"""What holds of every ruling, whatever the register and whatever has been signed.

Random registers, with vacant posts, circles and anybody away; random mandates, lawful and not. Held against
`tests.rules.authority.model`, a slow judge that was written apart.
"""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foundation.effective import Period
from people.presence import Away, AwayKind
from teams.authority.authority import Authority, only_in
from teams.authority.conflicts import MOST_HOURS, NO_PROFESSION_NAMED, PROFESSION_OF_MOST_HOURS
from teams.authority.deciding import Decider
from teams.authority.facts import Cedable, DayFacts, MandateFact, Party, Situation, Subject
from teams.authority.ruling import Basis, Ruling
from teams.mandate import Instrument, Status
from tests.rules.authority import model
from tests.rules.authority.registers import (
    DAYS,
    FIRST,
    FUNCTIONS,
    NAMED,
    facts,
    name_of,
    situations,
    subjects,
)

unhurried = settings(deadline=None, max_examples=50)
long = settings(deadline=None, max_examples=200)
council = st.just("council")

ONE_DAY = timedelta(days=1)
STATUTORY = (Instrument.SECTION_75, Instrument.SECTION_113)
CEDABLE = [function for function in FUNCTIONS if function.cedable is not Cedable.NEVER]


def rulings(facts: DayFacts, subject: Subject) -> tuple[Ruling, ...]:
    return Authority(facts).rulings(subject)


def decides(decider: Decider | None) -> model.Whom | None:
    if decider is None:
        return None
    return decider.kind, decider.code, decider.holder.person_id if decider.holder else None


def outcome(ruling: Ruling) -> model.Answer:
    gap = ruling.gap.kind if ruling.gap else None
    mandate = ruling.mandate.code if ruling.mandate else None
    return model.Answer(ruling.party, ruling.basis, mandate, decides(ruling.decider), gap)


def outcomes(facts: DayFacts, subject: Subject) -> list[model.Answer]:
    return [outcome(ruling) for ruling in rulings(facts, subject)]


def everything(organisation: str, period: Period, **changes: object) -> MandateFact:
    """A lawful agreement that cedes all that may be ceded, for everybody everywhere."""
    conditions = ("always in writing",)
    whole = MandateFact(
        "ALL", organisation, Status.SIGNED, Instrument.MEMORANDUM, "REF", ("*",), ("*",), ("*",), conditions,
        period, FIRST, FIRST,
    )  # fmt: skip
    return replace(whole, **changes)


@long
@given(facts(), subjects())
def test_every_ruling_is_what_the_slow_judge_says(facts: DayFacts, subject: Subject) -> None:
    expected = [model.answer(facts, subject, function) for function in facts.functions]
    assert outcomes(facts, subject) == expected


@unhurried
@given(facts(), subjects())
def test_one_decider_or_one_named_gap_for_each_function(facts: DayFacts, subject: Subject) -> None:
    ruled = rulings(facts, subject)
    assert [ruling.function for ruling in ruled] == list(facts.functions)
    for ruling in ruled:
        assert (ruling.decider is None) != (ruling.gap is None)
        assert ruling.gap is None or ruling.gap.reason in ruling.because
        assert (ruling.basis is Basis.MANDATE) == (ruling.mandate is not None)


@unhurried
@given(facts(), subjects())
def test_what_can_never_be_ceded_is_never_with_the_neighbourhood(facts: DayFacts, subject: Subject) -> None:
    named = everything(subject.situation.organisation, Period(FIRST), functions=("*", *NAMED))
    for ruling in rulings(replace(facts, mandates=(*facts.mandates, named)), subject):
        if ruling.function.cedable is Cedable.NEVER:
            assert ruling.party is ruling.function.before
            assert ruling.basis is Basis.NEVER_CEDED


@unhurried
@given(facts(STATUTORY), subjects(st.just("vcf")))
def test_neither_section_75_nor_113_ever_binds_the_voluntary_sector(
    facts: DayFacts, subject: Subject
) -> None:
    whole = tuple(everything("vcf", Period(FIRST), code=form, instrument=form) for form in STATUTORY)
    ruled = rulings(replace(facts, mandates=(*facts.mandates, *whole)), subject)
    assert Basis.MANDATE not in {ruling.basis for ruling in ruled}


@unhurried
@given(facts(), subjects(council), st.integers(1, 5), st.integers(1, 3))
def test_a_mandate_has_no_effect_outside_its_days(
    facts: DayFacts, subject: Subject, first: int, length: int
) -> None:
    assume(subject.situation.places)
    period = Period(DAYS[first], DAYS[first] + length * ONE_DAY)
    signed = (*facts.mandates, everything("council", period))

    def effect(on: date) -> set[str]:
        """The functions that it changes the answer about."""
        without, with_it = replace(facts, on=on), replace(facts, on=on, mandates=signed)
        pairs = zip(outcomes(without, subject), outcomes(with_it, subject), facts.functions, strict=True)
        return {function.code for before, after, function in pairs if before != after}

    assert effect(period.starts_on - ONE_DAY) == set()
    assert effect(period.end) == set()
    alone = replace(facts, on=period.starts_on, mandates=signed[-1:])
    ceded = {ruling.function.code for ruling in rulings(alone, subject) if ruling.mandate}
    assert ceded == {function.code for function in CEDABLE}


@unhurried
@given(
    facts(),
    subjects(council),
    st.sampled_from([{"professions": ("other",)}, {"teams": ("other",)}, {"organisation": "nhs_trust"}]),
)
def test_a_mandate_has_no_effect_on_other_staff_teams_and_employers(
    facts: DayFacts, subject: Subject, changes: dict[str, object]
) -> None:
    other = everything(**{"organisation": "council", "period": Period(FIRST)} | changes)  # pyright: ignore[reportArgumentType]
    with_it = replace(facts, mandates=(*facts.mandates, other))
    assert outcomes(with_it, subject) == outcomes(facts, subject)


@unhurried
@given(facts(), subjects())
def test_nobody_decides_about_themselves_nor_is_named(facts: DayFacts, subject: Subject) -> None:
    for ruling in rulings(facts, subject):
        asked = [ruling.decider, *(consulted.decider for consulted in ruling.consult)]
        held = [decider.holder for decider in asked if decider and decider.holder]
        assert subject.person_id not in {holder.person_id for holder in held}
        assert name_of(subject.person_id) not in " ".join(ruling.because)


@unhurried
@given(facts(), subjects())
def test_no_post_is_asked_twice(facts: DayFacts, subject: Subject) -> None:
    for ruling in rulings(facts, subject):
        codes = [step.code for step in ruling.steps]
        assert len(codes) == len(set(codes)) <= len(facts.posts)


@unhurried
@given(facts(), subjects(), st.data())
def test_an_absence_never_changes_which_line_decides(
    facts: DayFacts, subject: Subject, data: st.DataObject
) -> None:
    post = facts.posts[data.draw(st.sampled_from(sorted(facts.posts)))]
    gone = tuple(replace(holder, away=Away(AwayKind.AWAY)) for holder in post.holders)
    away = replace(facts, posts={**facts.posts, post.post_id: replace(post, holders=gone)})
    for before, after in zip(rulings(facts, subject), rulings(away, subject), strict=True):
        assert (before.party, before.basis, before.mandate) == (after.party, after.basis, after.mandate)


@unhurried
@given(facts(), st.lists(subjects(st.sampled_from(["council", "vcf"])), min_size=2, max_size=6))
def test_people_asked_about_together_get_what_each_gets_alone(
    facts: DayFacts, subjects: list[Subject]
) -> None:
    shared = Authority(facts)
    for subject in [*subjects, *subjects]:
        alone = tuple(Authority(facts).ruling(subject, function.code) for function in facts.functions)
        assert shared.rulings(subject) == Authority(facts).rulings(subject) == alone


@unhurried
@given(facts(), st.lists(situations(council), min_size=1, max_size=2))
def test_people_in_one_situation_share_only_what_is_not_about_themselves(
    facts: DayFacts, situations: list[Situation]
) -> None:
    shared = Authority(facts)
    for person in range(1, 9):
        for situation in situations:
            subject = Subject(person, situation)
            assert shared.rulings(subject) == Authority(facts).rulings(subject)


@unhurried
@given(facts(), st.lists(subjects(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_mandates_and_of_people_makes_no_difference(
    facts: DayFacts, subjects: list[Subject], chance: object
) -> None:
    mandates, people = list(facts.mandates), list(subjects)
    chance.shuffle(mandates)  # pyright: ignore[reportAttributeAccessIssue]
    chance.shuffle(people)  # pyright: ignore[reportAttributeAccessIssue]
    first, second = Authority(facts), Authority(replace(facts, mandates=tuple(mandates)))
    answers = {subject: first.rulings(subject) for subject in subjects}
    assert {subject: second.rulings(subject) for subject in people} == answers


@unhurried
@given(facts(), subjects(council))
def test_two_mandates_are_a_conflict_and_the_outcome_is_the_one_that_cedes(
    facts: DayFacts, subject: Subject
) -> None:
    place = model.main_place(subject.situation)
    for ruling in rulings(facts, subject):
        codes = model.ceded_by(facts, subject.situation, place, ruling.function)
        claims = [f"Mandate {code}" for code in codes]
        shown = [
            conflict
            for conflict in ruling.conflicts
            if all(claimant.title.startswith("Mandate") for claimant in conflict.claimants)
        ]
        assert len(shown) == (len(claims) > 1)
        for conflict in shown:
            assert [claimant.title for claimant in conflict.claimants] == claims
            assert ruling.mandate is not None
            assert (conflict.outcome, conflict.on) == (f"Mandate {ruling.mandate.code}", facts.on)


@unhurried
@given(facts(), subjects(apart=True))
def test_two_teams_with_different_deciders_are_a_conflict_and_the_outcome_decides(
    facts: DayFacts, subject: Subject
) -> None:
    places = subject.situation.places
    for ruling in rulings(facts, subject):
        seen_from_each = [
            model.answer(facts, in_team(subject, place.team), ruling.function).decider for place in places
        ]
        shown = [conflict for conflict in ruling.conflicts if conflict.because == MOST_HOURS]
        two_decide = ruling.function in CEDABLE and len({whom(decider) for decider in seen_from_each}) > 1
        assert len(shown) == two_decide
        for conflict in shown:
            assert conflict.outcome == (ruling.decider.title if ruling.decider else "Nobody")
            assert len(conflict.claimants) == len(places)


def in_team(subject: Subject, team: str) -> Subject:
    return replace(subject, situation=only_in(subject.situation, team))


def whom(decider: model.Whom | None) -> tuple[str, str] | None:
    return decider and decider[:2]


@unhurried
@given(facts(), subjects())
def test_two_professions_with_different_posts_are_a_conflict_and_the_outcome_decides(
    facts: DayFacts, subject: Subject
) -> None:
    lines = dict(subject.situation.lines)
    practised = {place.profession for place in subject.situation.places if place.profession}
    deciders: set[object] = set()
    for code in practised or lines:
        post = lines.get(code)
        decider = model.climbed(facts.posts, post, subject.person_id, [])[0] if post else None
        deciders.add(whom(decider))
    for ruling in rulings(facts, subject):
        shown = [c for c in ruling.conflicts if c.because in (PROFESSION_OF_MOST_HOURS, NO_PROFESSION_NAMED)]
        assert len(shown) == (ruling.party is Party.PROFESSIONAL and len(deciders) > 1)
        outcomes = {ruling.decider.title if ruling.decider else "Nobody"}
        assert {conflict.outcome for conflict in shown} <= outcomes
