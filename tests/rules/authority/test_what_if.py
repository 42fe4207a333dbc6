"""What would be decided otherwise if something were so: found for everybody it can touch, and for nobody else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.effective import Period
from people.presence import Away, AwayKind
from teams.authority import supposed
from teams.authority.authority import Authority
from teams.authority.deciding import GapKind
from teams.authority.facts import DayFacts, HolderFact, MandateFact, PlaceFact, PostFact, Situation, Subject
from teams.authority.tally import Tally
from teams.authority.what_if import (
    Difference,
    Kind,
    Move,
    Reach,
    Scratch,
    TeamFact,
    decider_of,
    differences,
    moved,
    reach,
    supposing,
)
from teams.mandate import Instrument, Status
from tests.rules.authority import model
from tests.rules.authority.borough import scheme
from tests.rules.authority.registers import (
    CLOSED,
    FIRST,
    ORGANISATIONS,
    PEOPLE,
    POSTS,
    TEAMS,
    facts,
    subjects,
)

unhurried = settings(deadline=None, max_examples=50)
codes = st.frozensets(st.sampled_from([f"M{number}" for number in range(4)]))
ON = date(2026, 11, 22)
APRIL = Period(date(2026, 4, 1))
LEAD, BOARD, VACANT = 1, 2, 3
JIM = HolderFact(19, "Jim Sample", "substantive")
WENDY = HolderFact(20, "Wendy Sample", "deputy")
CHAIR = HolderFact(21, "Bilal Sample", "substantive")


@st.composite
def scratches(draw: st.DrawFn) -> Scratch:
    """Anything supposed, also of mandates, tenures and people that are not there."""
    return Scratch(
        withdrawn=draw(codes),
        signed=draw(codes),
        ended=frozenset(
            draw(st.lists(st.tuples(st.sampled_from(POSTS), st.sampled_from(PEOPLE)), max_size=3))
        ),
        away=draw(st.frozensets(st.sampled_from(PEOPLE), max_size=3)),
    )


@st.composite
def destinations(draw: st.DrawFn) -> Move:
    """Any team or none, any post or none, a closed one too."""
    team = draw(st.sampled_from([None, *TEAMS]))
    fact = TeamFact(team, f"Sample {team}", TEAMS[team]) if team else None
    return Move("council", "1", fact, draw(st.sampled_from([None, *POSTS, CLOSED])))


def found(before: DayFacts, after: DayFacts, subject: Subject) -> tuple[Difference, ...]:
    return differences(Authority(before).rulings(subject), Authority(after).rulings(subject))


def within(reached: Reach, subject: Subject) -> bool:
    """Whether the subject is of those that a scratch can touch."""
    situation = subject.situation
    posts = {place.post_id for place in situation.places} | {post for _, post in situation.lines}
    return (
        situation.organisation in reached.organisations
        or subject.person_id in reached.people
        or not posts.isdisjoint(reached.posts)
    )


@unhurried
@given(facts(), subjects(), scratches())
def test_every_difference_is_what_ruling_by_hand_before_and_after_says(
    day: DayFacts, subject: Subject, scratch: Scratch
) -> None:
    after = supposing(day, scratch)
    expected = [
        (function.code, was.decider, would.decider)
        for function in day.functions
        if (was := model.answer(day, subject, function)).decider
        != (would := model.answer(after, subject, function)).decider
    ]
    told = [(d.function.code, decider_of(d.before), decider_of(d.after)) for d in found(day, after, subject)]
    assert told == expected


@unhurried
@given(facts(), subjects(st.just("council")), scratches(), st.sampled_from(["M0", "M1"]))
def test_whoever_is_out_of_reach_is_not_touched(
    day: DayFacts, subject: Subject, scratch: Scratch, code: str
) -> None:
    """With a mandate that cedes everything, so that it matters who holds which post."""
    signed = mandate(code, functions=("*",), period=Period(FIRST))
    day = replace(day, mandates=(signed, *(m for m in day.mandates if m.code != code)))
    if not within(reach(day, scratch), subject):
        assert not found(day, supposing(day, scratch), subject)


@unhurried
@given(facts(), scratches())
def test_supposing_nothing_changes_nothing_and_nothing_changes_the_day(
    day: DayFacts, scratch: Scratch
) -> None:
    as_it_is = replace(day, posts=dict(day.posts))
    supposing(day, scratch)
    assert day == as_it_is
    assert supposing(day, Scratch()) == day
    assert reach(day, Scratch()) == Reach(frozenset(), frozenset(), frozenset(), frozenset())


@unhurried
@given(facts(), scratches(), scratches())
def test_one_thing_after_another_is_both_at_once(day: DayFacts, first: Scratch, second: Scratch) -> None:
    """A mandate that is both signed and withdrawn is withdrawn, whichever comes first."""
    second = replace(second, signed=second.signed - first.withdrawn)
    first = replace(first, signed=first.signed - second.withdrawn)
    assert supposing(supposing(day, first), second) == supposing(day, first.also(second))


@unhurried
@given(facts(), subjects(), st.sampled_from([f"M{number}" for number in range(4)]))
def test_a_mandate_withdrawn_is_as_if_it_had_never_been(day: DayFacts, subject: Subject, code: str) -> None:
    without = replace(day, mandates=tuple(m for m in day.mandates if m.code != code))
    assert not found(supposing(day, Scratch(withdrawn=frozenset({code}))), without, subject)


@unhurried
@given(facts(), subjects(), destinations())
def test_there_and_back_again_changes_nothing(day: DayFacts, subject: Subject, move: Move) -> None:
    situation = subject.situation
    if not situation.places:
        assert moved(situation, move) == situation
        return
    main = situation.places[0]
    home = Move("council", "1", TeamFact(main.team, main.team_name, main.neighbourhood), main.post_id)
    back = moved(moved(situation, move), home)
    if main.post_id is not None or move.post_id is None:
        assert back == situation
    there = replace(subject, situation=moved(situation, move))
    before, after = Authority(day).rulings(subject), Authority(day).rulings(there)
    by_hand = [
        model.answer(day, subject, f).decider != model.answer(day, there, f).decider for f in day.functions
    ]
    assert len(differences(before, after)) == sum(by_hand)


def mandate(code: str = "NCA-1", **values: object) -> MandateFact:
    """Everything a council may cede, signed since April."""
    usual: dict[str, object] = {
        "organisation": "council",
        "status": Status.SIGNED,
        "instrument": Instrument.SECTION_75,
        "reference": "REF",
        "functions": ("annual_leave", "study_leave"),
        "professions": ("*",),
        "teams": ("*",),
        "conditions": ("Told the same day",),
        "period": APRIL,
        "signed_by_organisation_on": FIRST,
        "signed_by_partnership_on": FIRST,
    }
    return MandateFact(code, **usual | values)  # pyright: ignore[reportArgumentType]


def today(*mandates: MandateFact, deputy: bool = False) -> DayFacts:
    """Jim leads, with a deputy or without, below a board with a chair; one more post is vacant."""
    posts = {
        LEAD: PostFact(LEAD, "lead", "Lead", "LCO", BOARD, (JIM, WENDY) if deputy else (JIM,), "management"),
        BOARD: PostFact(BOARD, "board", "Board", "LCO", None, (CHAIR,), "management"),
        VACANT: PostFact(VACANT, "vacant", "Vacant lead", "LCO", BOARD, (), "management"),
    }
    return DayFacts(ON, scheme(), ORGANISATIONS, mandates, posts)


def nurse(person_id: int = 1, post_id: int | None = LEAD, organisation: str = "council") -> Subject:
    place = PlaceFact("team_east", "East team", "east", "nurse", Decimal("37.5"), post_id)
    return Subject(person_id, Situation(organisation, "Nurse", (place,), ()))


def changes(day: DayFacts, scratch: Scratch, subject: Subject) -> list[tuple[str, Kind]]:
    """Which decisions change and how, as far as leave goes."""
    told = found(day, supposing(day, scratch), subject)
    return [(d.function.code, d.kind) for d in told if "leave" in d.function.code]


LEAVE = ["annual_leave", "study_leave"]
WITHDRAWN, SIGNED = Scratch(withdrawn=frozenset({"NCA-1"})), Scratch(signed=frozenset({"NCA-1"}))
GONE, AWAY = Scratch(ended=frozenset({(LEAD, 19)})), Scratch(away=frozenset({19}))
DRAFT = mandate(status=Status.DRAFT, signed_by_organisation_on=None, signed_by_partnership_on=None)


@pytest.mark.parametrize(
    ("day", "scratch", "kind"),
    [
        (today(mandate()), WITHDRAWN, Kind.ANOTHER),
        (today(DRAFT), SIGNED, Kind.ANOTHER),
        (today(mandate()), GONE, Kind.GAP),
        (today(mandate(), deputy=True), GONE, Kind.ANOTHER),
        (today(mandate()), AWAY, Kind.ANOTHER),
        (today(mandate()), GONE.also(WITHDRAWN), Kind.ANOTHER),
    ],
)
def test_what_becomes_of_the_leave_of_somebody_jim_leads(day: DayFacts, scratch: Scratch, kind: Kind) -> None:
    assert changes(day, scratch, nurse()) == [(code, kind) for code in LEAVE]


def test_a_gap_is_closed_by_withdrawing_what_ceded_to_a_vacant_post() -> None:
    assert changes(today(mandate()), WITHDRAWN, nurse(post_id=VACANT)) == [(c, Kind.CLOSED) for c in LEAVE]


@pytest.mark.parametrize(
    ("day", "scratch"),
    [
        (today(mandate(), mandate("NCA-2")), WITHDRAWN),
        (today(replace(DRAFT, period=Period(date(2027, 1, 1)))), SIGNED),
        (today(replace(DRAFT, organisation="vcf")), SIGNED),
        (today(mandate(period=Period(date(2025, 1, 1), date(2026, 1, 1)))), WITHDRAWN),
        (today(mandate()), Scratch(ended=frozenset({(LEAD, 21)}))),
        (today(mandate()), Scratch(away=frozenset({21}))),
        (today(), AWAY),
    ],
    ids=[
        "another mandate cedes the same",
        "the draft starts later",
        "unlawful for a charity",
        "ended already",
        "somebody who does not hold that post",
        "a holder whom nobody comes to",
        "nothing is ceded",
    ],
)
def test_what_changes_nothing(day: DayFacts, scratch: Scratch) -> None:
    organisation = day.mandates[0].organisation if day.mandates else "council"
    assert not found(day, supposing(day, scratch), nurse(organisation=organisation))


def test_a_mandate_of_other_days_keeps_them() -> None:
    """Terms that change later: only what is said of the day changes."""
    early = mandate(period=Period(date(2026, 4, 1), date(2027, 1, 1)))
    late = mandate(period=Period(date(2027, 1, 1)), reference="LATER")
    assert supposing(today(late, early), WITHDRAWN).mandates == (
        late,
        replace(early, status=Status.WITHDRAWN, period=Period(ON)),
    )


def test_somebody_away_already_stays_away_for_their_own_reason() -> None:
    ill = replace(JIM, away=Away(AwayKind.AWAY, date(2026, 12, 1)))
    day = replace(today(), posts={LEAD: PostFact(LEAD, "lead", "Lead", "LCO", None, (ill,))})
    assert supposing(day, AWAY) == day


def test_a_move_takes_the_main_placement_only() -> None:
    second = PlaceFact("service", "Service", None, "nurse", Decimal(10), LEAD)
    situation = replace(nurse().situation, places=(*nurse().situation.places, second))
    north = Move("council", "1", TeamFact("team_north", "North team", "north"))
    assert moved(situation, north).places == (
        PlaceFact("team_north", "North team", "north", "nurse", Decimal("37.5"), LEAD),
        second,
    )


def test_a_holder_reaches_whoever_would_come_to_them_and_the_holders_below() -> None:
    """The chair: nobody's decisions pass the lead, but the lead's own do."""
    gone = Scratch(ended=frozenset({(BOARD, 21)}))
    reached = reach(today(mandate()), gone)
    assert (reached.posts, reached.people) == ({BOARD}, {19, 21})
    assert reach(supposing(today(mandate()), AWAY), gone).posts == {LEAD, BOARD}
    assert changes(today(mandate()), gone, nurse(19)) == [(code, Kind.GAP) for code in LEAVE]
    assert reach(today(mandate()), GONE).posts == {LEAD}
    assert reach(today(mandate()), WITHDRAWN).organisations == {"council"}
    assert reach(today(mandate()), Scratch(moves=(Move("council", "7"),))).employments == {("council", "7")}


def tallied(day: DayFacts, scratch: Scratch, *people: tuple[str, Subject]) -> Tally:
    tally, after = Tally(), supposing(day, scratch)
    for name, subject in people:
        tally.add(subject.person_id, name, found(day, after, subject))
    return tally


def test_what_changes_together_is_said_once() -> None:
    people = [("Cy", nurse(1)), ("ada", nurse(2)), ("Bo", nurse(3, post_id=BOARD)), ("Di", nurse(4, None))]
    tally = tallied(today(mandate()), WITHDRAWN, *people)
    (section,) = tally.sections()
    assert [function.code for function in section.functions] == LEAVE
    told = [(c.kind, c.before.decider and c.before.decider.title, c.people) for c in section.changes]
    assert told == [
        (Kind.ANOTHER, "Lead", {2: "ada", 1: "Cy"}),
        (Kind.ANOTHER, "Board", {3: "Bo"}),
        (Kind.CLOSED, None, {4: "Di"}),
    ]
    assert (section.people, tally.people(), tally.functions()) == (4, 4, 2)
    assert (tally.people(Kind.CLOSED), tally.functions(Kind.GAP)) == (1, 0)
    assert section.changes[0].because == (
        "Mandate NCA-1 was withdrawn from 22 November 2026.",
        "Sample council holds the contract.",
    )


def test_a_gap_comes_first_however_few_it_is_about() -> None:
    trust = mandate("NCA-2", organisation="nhs_trust", functions=("annual_leave",))
    people = [("Ada", nurse(1)), ("Bo", nurse(2)), ("Cy", nurse(3, organisation="nhs_trust"))]
    day = today(mandate(), trust)
    tally = tallied(day, Scratch(withdrawn=frozenset({"NCA-1"}), ended=frozenset({(LEAD, 19)})), *people)
    first, second = tally.sections()
    assert [change.kind for change in (*first.changes, *second.changes)] == [Kind.GAP, Kind.ANOTHER]
    gap = first.changes[0].after.gap
    assert gap is not None and gap.kind is GapKind.POST_VACANT
    assert (
        first.changes[0].because[0].startswith("Mandate NCA-2 (section 75 agreement REF) cedes Annual leave")
    )


def test_somebody_with_two_employments_is_one_person() -> None:
    day = today(mandate(), mandate("NCA-2", organisation="nhs_trust"))
    both = Scratch(withdrawn=frozenset({"NCA-1", "NCA-2"}))
    tally = tallied(day, both, ("Ada", nurse(1)), ("Ada", nurse(1, organisation="nhs_trust")))
    assert tally.people() == 1
    assert [c.people for section in tally.sections() for c in section.changes] == [{1: "Ada"}, {1: "Ada"}]


def said(scratch_of: list[supposed.Supposed], day: DayFacts, *people: tuple[str, Subject]) -> str:
    scratch = Scratch()
    for each in scratch_of:
        scratch = scratch.also(each.scratch)
    return supposed.summary(scratch_of, ON, tallied(day, scratch, *people), None)


def test_the_sentence_sums_it_up() -> None:
    day = today(mandate())
    withdrawing, leaving = supposed.withdrawals(day)["NCA-1"], supposed.departures(day)["lead:19"]
    ada = ("Ada", nurse())
    assert said([withdrawing], day, ada) == (
        "Withdrawing mandate NCA-1 on 22 November 2026 would change 2 decisions about 1 person; "
        "none would be left with nobody to decide."
    )
    assert said([leaving], day, ada) == (
        "Jim Sample giving up the post Lead on 22 November 2026 would change 2 decisions about 1 person; "
        "2 would be left with nobody to decide, about 1 person."
    )
    assert said([withdrawing], day, ("Di", nurse(post_id=VACANT))).endswith(
        "none would be left with nobody to decide; 2 would get a decider where there is none now."
    )
    assert said([withdrawing, leaving], day) == (
        "Withdrawing mandate NCA-1 and Jim Sample giving up the post Lead on 22 November 2026 "
        "would change nobody’s decisions."
    )


@pytest.mark.parametrize(
    ("draft", "because"),
    [
        (DRAFT, "Nobody of the staff that NCA-1 names works in its teams that day, another mandate cedes"),
        (
            replace(DRAFT, period=Period(date(2027, 1, 1))),
            "NCA-1 would start only on 1 January 2027. Ask about a day from then on.",
        ),
        (
            replace(DRAFT, period=Period(date(2026, 1, 1), date(2026, 2, 1))),
            "NCA-1 would have ended on 31 January 2026. Ask about a day up to then.",
        ),
        (replace(DRAFT, organisation="vcf"), "A section 75 agreement cannot bind Sample vcf"),
    ],
)
def test_why_signing_may_change_nothing(draft: MandateFact, because: str) -> None:
    assert supposed.signings(today(draft))["NCA-1"].otherwise.startswith(because)


def test_only_what_is_so_on_the_day_is_offered() -> None:
    ended = mandate("OLD", period=Period(date(2025, 1, 1), date(2026, 1, 1)))
    ahead = mandate("AHEAD", period=Period(date(2027, 1, 1)))
    day = today(mandate(), ended, ahead, replace(DRAFT, code="DRAFT"), deputy=True)
    assert list(supposed.withdrawals(day)) == ["NCA-1"]
    assert list(supposed.signings(day)) == ["DRAFT"]
    assert {key: each.label for key, each in supposed.departures(day).items()} == {
        "board:21": "Board, LCO: Bilal Sample, substantive",
        "lead:19": "Lead, LCO: Jim Sample, substantive",
        "lead:20": "Lead, LCO: Wendy Sample, deputy",
    }
    assert [each.label for each in supposed.absences(day).values()] == [
        "Bilal Sample, Board",
        "Jim Sample, Lead",
        "Wendy Sample, Lead",
    ]
    assert supposed.management_posts(day)["vacant"] == (VACANT, "Vacant lead: vacant")


def test_a_move_says_what_it_takes_along() -> None:
    north = TeamFact("team_north", "North team", "north")
    only_team = supposed.move("Ada", nurse().situation, Move("council", "1", north), today())
    both = supposed.move("Ada", nurse().situation, Move("council", "1", north, BOARD), today())
    assert only_team.doing == "moving Ada to North team"
    assert only_team.note.endswith(
        "in East team; its management line stays where it is, unless you also choose a post."
    )
    assert both.doing == "moving Ada to North team and to answer to Board"
    assert both.note == "What moves is their placement of 37.5 hours a week in East team."
