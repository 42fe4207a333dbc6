"""Each kind of change, in a sentence."""

from datetime import date
from decimal import Decimal

import pytest

from teams.change import Changed, Part, State

ON = date(2026, 7, 1)


def sentence(kind: str, about: str, was: State | None, now: State | None) -> str:
    return Changed(Part.EMPLOYER, kind, ON, 1, "Ada Sample", about, was, now).sentence


def nurse(hours: str = "37.5") -> State:
    return State("Nurse", "substantive", hours=Decimal(hours))


def place(
    role: str = "nurse", hours: str = "30", funding: str = "recurrent", ends: date | None = None
) -> State:
    return State("East", role, "Trust", "District nurse", funding, Decimal(hours), ends)


@pytest.mark.parametrize(
    ("kind", "was", "now", "said"),
    [
        (
            "employment",
            None,
            nurse(),
            "Is employed by Trust as Nurse (substantive, 37.5 hours a week). Was not before.",
        ),
        (
            "employment",
            nurse(),
            None,
            "Is no longer employed by Trust. Was Nurse (substantive, 37.5 hours a week). "
            "The last day was 30 June 2026.",
        ),
        (
            "employment",
            nurse(),
            nurse("30"),
            "Employment with Trust: hours are now 30 hours a week, were 37.5 hours a week.",
        ),
        (
            "placement",
            place(),
            place("matron", funding="winter", ends=date(2026, 12, 31)),
            "Placement in East: role is now matron, was nurse, funding is now winter, was recurrent "
            "and funding now ends on 31 December 2026, ended on no known day.",
        ),
        (
            "placement",
            place(),
            place(),
            "Placement in East: it is now under another contract with the same employer.",
        ),
        (
            "management",
            State("Lead A"),
            State("Lead B"),
            "In Trust answers to Lead B. Answered to Lead A before.",
        ),
        (
            "accountability",
            None,
            State("Lead A"),
            "As Trust answers to Lead A. Had no professional line before.",
        ),
        (
            "tenure",
            State("Bo Sample", "acting"),
            State("Ada Sample", "acting"),
            "Holds the post Trust (acting). Bo Sample held it before.",
        ),
        (
            "post",
            State("Lead", "Trust", "Chief"),
            State("Lead", "Trust", None),
            "The post Trust: the post it reports to is now none, was Chief.",
        ),
    ],
)
def test_sentences(kind: str, was: State | None, now: State | None, said: str) -> None:
    assert sentence(kind, "Trust", was, now) == said


@pytest.mark.parametrize(
    "kind", ["employment", "placement", "management", "accountability", "tenure", "post"]
)
def test_every_kind_can_start_end_and_change(kind: str) -> None:
    was, now = State("a", "b", "c", hours=Decimal(1)), State("d", "e", "f", hours=Decimal(2))
    said = {sentence(kind, "x", *states) for states in ((None, now), (was, None), (was, now))}
    assert len(said) == 3
