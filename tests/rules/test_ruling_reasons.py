"""What a page takes from a ruling's reasons: the one sentence, and what stands apart from the rest."""

from datetime import date
from decimal import Decimal

from foundation.effective import Period
from teams.authority.authority import Authority
from teams.authority.facts import (
    Cedable,
    DayFacts,
    FunctionFact,
    HolderFact,
    MandateFact,
    OrganisationFact,
    Party,
    PlaceFact,
    PostFact,
    Situation,
    Subject,
)
from teams.authority.ruling import Ruling

DAY = date(2026, 11, 22)
LEAVE = FunctionFact("leave", 1, "Leave", Party.EMPLOYER, Party.NEIGHBOURHOOD, Cedable.YES)
ADA = HolderFact(3, "Ada Sample", "substantive")


def mandate(code: str, starts_on: date, professions: tuple[str, ...] = ("*",)) -> MandateFact:
    signed = (starts_on, starts_on)
    period = Period(starts_on, None)
    return MandateFact(
        code, "nca", "signed", "section_75", "S75/1", ("leave",), professions, ("*",), (), period, *signed
    )


def ruled(*mandates: MandateFact, holders: tuple[HolderFact, ...] = ()) -> Ruling:
    """Who decides leave about a nurse in the East team, whose line runs to the lead of the east."""
    lead = PostFact(1, "lead", "Lead of the east", "Partnership", None, holders)
    place = PlaceFact("team_east", "East team", "east", "nurse", Decimal(30), 1)
    nca = OrganisationFact("nca", "NCA", "nhs_trust")
    facts = DayFacts(DAY, (LEAVE,), {"nca": nca}, mandates, {1: lead})
    return Authority(facts).ruling(Subject(7, Situation("nca", "Nurse", (place,), ())), "leave")


def test_where_somebody_decides_the_one_sentence_is_the_rule() -> None:
    assert ruled().reason == "Until it is ceded, the employer decides: Leave."


def test_where_nobody_decides_the_one_sentence_says_why() -> None:
    ruling = ruled(mandate("M1", date(2026, 4, 1)))
    assert ruling.reason == "Nobody holds Lead of the east, so nobody can decide until it is filled."


def test_the_posts_asked_stand_apart_from_the_grounds() -> None:
    ruling = ruled(mandate("M1", date(2026, 4, 1)), holders=(ADA,))
    assert ruling.grounds == (
        "Mandate M1 (section 75 agreement S75/1) cedes Leave, since 1 Apr 2026.",
        "The placement in East team answers to Lead of the east.",
    )
    assert ruling.reached.because == ("Ada Sample holds Lead of the east.",)


def test_a_mandate_that_does_not_apply_is_said_whether_or_not_another_does() -> None:
    later, others = mandate("M2", date(2027, 1, 1)), mandate("M3", date(2026, 1, 1), ("social_worker",))
    refused = (
        "Mandate M3 cedes it for other staff: social worker.",
        "Mandate M2 starts only on 1 January 2027.",
    )
    assert ruled(later, others).refusals == refused
    assert ruled(later, others, mandate("M1", DAY), holders=(ADA,)).refusals == refused
