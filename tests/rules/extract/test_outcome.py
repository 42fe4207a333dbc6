"""When an import needs a second account, and when two runs would do the same."""

import pytest

from teams.extract.outcome import Effect, Outcome


@pytest.mark.parametrize(
    ("ending", "staff", "second"),
    [
        (0, 0, False), (0, 10, False), (1, 49, True), (1, 50, False), (2, 100, False), (3, 100, True),
        (20, 1000, False), (20, 999, True), (21, 100_000, True), (20, 100_000, False),
    ],
)  # fmt: skip
def test_more_than_20_endings_or_2_percent_need_a_second_account(
    ending: int, staff: int, second: bool
) -> None:
    assert Outcome(ending=set(range(ending)), staff=staff).needs_second is second


def outcome(*sentences: str) -> Outcome:
    made = Outcome()
    made.add(Effect("100", "Ada Sample", "employment", "start", sentence) for sentence in sentences)
    return made


def test_the_fingerprint_tells_any_two_sets_of_effects_apart() -> None:
    prints = {outcome(*said).fingerprint for said in ((), ("a",), ("a", "b"), ("b", "a"), ("ab",))}
    assert len(prints) == 5
    assert outcome("a", "b").fingerprint == outcome("a", "b").fingerprint
