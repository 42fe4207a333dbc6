"""What hangs on one post or one person, and what would come of it if something were so."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from people.post import Holding
from teams.authority.facts import Cedable, DayFacts, FunctionFact, OrganisationFact, Party
from teams.coverage.dated import Contract, DatedPractice, Spell
from teams.coverage.facts import (
    Apex,
    CoverageFacts,
    HolderFact,
    PostFact,
    PracticeFact,
    ProfessionFact,
    Registered,
)
from teams.coverage.failing import Failing, Failings
from teams.coverage.judging import GapKind, Judge
from teams.coverage.stalling import NOTHING, Decided, Stall, decided, posts_deciding
from teams.coverage.supposing import Loss, Supposition, Unfunded, funds, losses, outcome

ON = date(2026, 11, 22)
START = date(2025, 1, 1)
NURSE = ProfessionFact("nurse", "Nurse", "NMC", led_by=("nurse",))
AIDE = ProfessionFact("aide", "Aide")
MATRON, WARD, CHIEF = 1, 2, 3
NMC = (Registered("nurse", START, "00A0000A"),)
ADA = PracticeFact(
    person_id=41, name="Ada Sample", employer="nca", assignment="A1", team="team_east", neighbourhood="east",
    profession="nurse", hours=Decimal(30), full_time_hours=Decimal("37.5"), placed_since=START,
    post_id=MATRON, line_since=START, registered=NMC[0], funding="recurrent",
)  # fmt: skip
BEA = replace(ADA, person_id=42, name="Bea Sample", assignment="B1", post_id=WARD)
CAT = replace(ADA, person_id=43, name="Cat Sample", assignment="C1", profession="aide", registered=None)
DOT = replace(BEA, person_id=44, name="Dot Sample", assignment="D1", registered=None)
EVERYBODY = [ADA, BEA, CAT, DOT]
UNDECIDED = Decided({}, {})


def holder(person_id: int, name: str, holding: str = "substantive", *, nurse: bool = True) -> HolderFact:
    return HolderFact(person_id, name, holding, START, registrations=NMC if nurse else ())


MORA, WILF, CLEO = holder(1, "Mora"), holder(2, "Wilf"), holder(3, "Cleo")


def judge(
    matron: tuple[HolderFact, ...] = (MORA,),
    ward: tuple[HolderFact, ...] = (WILF,),
    chief: tuple[HolderFact, ...] = (CLEO,),
) -> Judge:
    """Both the matron's post and the ward's report to the chief's."""
    posts: Mapping[int, PostFact] = {
        MATRON: PostFact(MATRON, "matron", "Matron", CHIEF, START, holders=matron),
        WARD: PostFact(WARD, "ward", "Ward lead", CHIEF, START, holders=ward),
        CHIEF: PostFact(CHIEF, "chief", "Chief Nurse", None, START, holders=chief),
    }
    apexes = {(profession, "nca"): Apex("matron", "chief") for profession in ("nurse", "aide")}
    return Judge(CoverageFacts(ON, {"nurse": NURSE, "aide": AIDE}, posts, apexes))


def names(failing: Failing) -> list[str]:
    return sorted(name.split()[0] for name in failing.losing.values())


def test_every_post_with_those_who_would_lose_cover_the_most_first() -> None:
    found = Failings(EVERYBODY, judge(), UNDECIDED).posts()
    assert [(f.title, names(f), f.below) for f in found] == [
        ("Chief Nurse", ["Ada", "Bea", "Cat"], 4), ("Matron", ["Ada", "Cat"], 2), ("Ward lead", ["Bea"], 2),
    ]  # fmt: skip
    assert found[0].holders == ("Cleo",)
    assert [(f.deputies, f.left) for f in found] == [((), 3), ((), 2), ((), 1)]


def test_a_person_is_told_with_all_the_posts_that_they_hold() -> None:
    both = replace(MORA, registrations=NMC)
    found = Failings(EVERYBODY, judge(ward=(both,)), UNDECIDED).people()
    assert [(f.name, [p.code for p in f.posts], names(f)) for f in found] == [
        ("Cleo", ["chief"], ["Ada", "Bea", "Cat"]), ("Mora", ["matron", "ward"], ["Ada", "Bea", "Cat"]),
    ]  # fmt: skip


def test_whoever_goes_does_not_lose_their_own_cover() -> None:
    own = replace(ADA, person_id=1, name="Mora")
    [cleo, mora, _] = sorted(
        Failings([ADA, own, BEA], judge(), UNDECIDED).people(), key=lambda f: f.posts[0].code
    )
    assert names(mora) == ["Ada"]
    assert names(cleo) == ["Ada", "Bea", "Mora"]


def test_a_deputy_does_not_hold_the_post_but_may_stand_ready() -> None:
    deputy = holder(5, "Dee", Holding.DEPUTY)
    matron = _post(Failings(EVERYBODY, judge((MORA, deputy)), UNDECIDED), "Matron")
    assert (names(matron), matron.deputies, matron.left) == (["Ada", "Cat"], ("Dee",), 0)


def test_a_deputy_who_may_not_lead_the_profession_leaves_it_uncovered() -> None:
    deputy = holder(5, "Dee", Holding.DEPUTY, nurse=False)
    matron = _post(Failings(EVERYBODY, judge((MORA, deputy)), UNDECIDED), "Matron")
    assert (matron.deputies, matron.left) == (("Dee",), 1)


def test_the_only_one_of_two_holders_who_may_lead() -> None:
    unfit = holder(5, "Dee", Holding.ACTING, nurse=False)
    found = {f.name: f for f in Failings(EVERYBODY, judge((MORA, unfit)), UNDECIDED).people()}
    assert names(found["Mora"]) == ["Ada"]
    assert found["Mora"].only_fit
    assert "Dee" not in found
    assert not found["Cleo"].only_fit


def test_a_second_fit_holder_leaves_nothing_hanging_on_either() -> None:
    found = Failings(EVERYBODY, judge((MORA, holder(5, "Dee", Holding.ACTING))), UNDECIDED).people()
    assert [f.name for f in found] == ["Cleo", "Wilf"]


def test_a_vacant_post_can_fail_no_more() -> None:
    found = Failings(EVERYBODY, judge(ward=()), UNDECIDED).posts()
    assert [f.title for f in found] == ["Chief Nurse", "Matron"]


def test_what_stalls_is_told_even_where_nobody_would_lose_cover() -> None:
    stalled = Decided({"matron": Stall(38, 1)}, {1: Stall(38, 1)})
    lapsed = [replace(ADA, registered=None)]
    [post] = Failings(lapsed, judge(), stalled).posts()
    [person] = Failings(lapsed, judge(), stalled).people()
    assert (post.title, post.losing, post.stall) == ("Matron", {}, Stall(38, 1))
    assert (person.name, person.stall) == ("Mora", Stall(38, 1))


def test_decisions_are_counted_once_for_each_function_and_person() -> None:
    functions = tuple(
        FunctionFact(f"f{n}", n, f"Function {n}", Party.PROFESSIONAL, Party.PROFESSIONAL, Cedable.NEVER)
        for n in (1, 2)
    )
    given = [ADA, replace(ADA, team="team_north", hours=Decimal(5)), BEA]
    practices = [_dated(*given[:2]), _dated(given[2])]
    trust = OrganisationFact("nca", "Sample Trust", "nhs_trust")
    day = DayFacts(ON, functions, {"nca": trust}, (), posts_deciding(judge().facts.posts))
    found = decided(practices, day)
    assert found.by_post("matron") == Stall(2, 1)
    assert found.by_person(2) == Stall(2, 1)
    assert found.by_post("chief") == NOTHING


def test_a_post_that_is_cut_is_lost_by_all_below_it() -> None:
    found = outcome(EVERYBODY, judge(), Supposition(cut=frozenset({CHIEF})))
    assert (found.before.covered, found.after.covered, found.newly, found.already) == (3, 0, 3, 1)
    assert [(loss.kind, loss.owner, list(loss.people.values())) for loss in losses(found, {"chief"})] == [
        (GapKind.CHAIN_BROKEN, "matron", ["Ada Sample", "Cat Sample"]),
        (GapKind.CHAIN_BROKEN, "ward", ["Bea Sample", "Dot Sample"]),
    ]


def test_a_first_post_that_is_cut_owns_nothing_any_more() -> None:
    found = outcome([ADA], judge(), Supposition(cut=frozenset({MATRON})))
    assert losses(found, {"matron"}) == [
        Loss(GapKind.CHAIN_BROKEN, "The line runs to a post that is closed.", "", {41: "Ada Sample"})
    ]


def test_a_lead_who_gives_up_a_post_stays_and_one_who_leaves_does_not() -> None:
    own = replace(BEA, person_id=1, name="Mora")
    gives_up = outcome([ADA, own], judge(), Supposition(ended=frozenset({(MATRON, 1)})))
    assert (gives_up.newly, gives_up.leavers, gives_up.after.people) == (1, 0, 2)
    leaves = outcome([ADA, own], judge(), Supposition(gone=frozenset({1})))
    assert (leaves.newly, leaves.leavers, leaves.leaving) == (1, 1, (own,))
    assert (leaves.before.wte, leaves.after.wte) == (Decimal("1.6"), Decimal("0.8"))


def test_funding_of_one_name_or_all_that_ends_by_a_day() -> None:
    winter = replace(ADA, funding="Winter fund", funding_ends_on=date(2027, 3, 31))
    pilot = replace(BEA, funding="Pilot", funding_ends_on=date(2027, 6, 30))
    undated = replace(CAT, funding="Gift")
    given = [winter, pilot, undated, DOT]
    assert funds(given) == ["Gift", "Pilot", "Winter fund"]

    def leaving(unfunded: Unfunded) -> list[str]:
        found = outcome(given, judge(), Supposition(unfunded=(unfunded,)))
        assert not found.losing
        return [practice.name for practice in found.leaving]

    assert leaving(Unfunded("Pilot")) == ["Bea Sample"]
    assert leaving(Unfunded("Gift")) == ["Cat Sample"]
    assert leaving(Unfunded(by=date(2027, 3, 30))) == []
    assert leaving(Unfunded(by=date(2027, 3, 31))) == ["Ada Sample"]
    assert leaving(Unfunded(by=date(2027, 12, 31))) == ["Ada Sample", "Bea Sample"]


def test_what_is_supposed_of_what_is_not_there_makes_no_difference() -> None:
    nothing = Supposition(frozenset({(MATRON, 99)}), frozenset({99}), frozenset({99}), frozenset({(99, 1)}))
    found = outcome(EVERYBODY, judge(), nothing)
    assert found.before == found.after
    assert (found.losing, found.leaving) == ((), ())


def _post(failings: Failings, title: str) -> Failing:
    return next(f for f in failings.posts() if f.title == title)


def _dated(*placed: PracticeFact) -> DatedPractice:
    first = placed[0]
    trust = OrganisationFact("nca", "Sample Trust", "nhs_trust")
    return DatedPractice(
        tuple(Spell(START, None, each) for each in placed),
        {},
        (Spell(START, None, first.post_id or 0),),
        (Spell(START, None, NMC[0]),),
        {("nca", first.assignment): Contract(trust, "Nurse")},
    )
