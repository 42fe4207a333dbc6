"""A sealed position: the same bytes for the same facts, and no change of any byte that is not found."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.coverage.judging import GapKind
from teams.positions.findings import Cause, Figures, Findings, Whose, differences
from teams.positions.sealing import (
    Signed,
    digest_of,
    fingerprint,
    from_bytes,
    key_of,
    sealed,
    to_bytes,
    verify,
)
from teams.positions.words import Called, in_words

ADA, BEA = Whose("nca", "A1", "nurse"), Whose("nca", "B1", "nurse")
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
VACANT = Cause(
    GapKind.POST_VACANT, "Nobody holds Matron.", "chief", "matron", 2, {ADA: JUNE, BEA: JULY}, "An advert is out"
)  # fmt: skip
OVERDUE = Cause(GapKind.SUPERVISION_OVERDUE, "Overdue.", "matron", None, 1, {BEA: JULY})
FIGURES = Figures(2, 0, Decimal("1.5"), Decimal("0.0"))
FINDINGS = Findings(
    FIGURES, {("nurse", "nca", "east"): FIGURES, ("nurse", "nca", None): FIGURES}, (VACANT, OVERDUE)
)
MOMENT = datetime(2026, 11, 22, 12, 30, 0, 123456, tzinfo=UTC)
SIGNED = Signed(
    7, "chief", date(2026, 11, 22), MOMENT, 3, "Zoë Sample", MOMENT, "All said.\nTwice: “so”.", FINDINGS,
    {"post": {"chief": "Chief Nurse", "matron": "Matron"}, "profession": {"nurse": "Nurse"}, "employer": {}},
)  # fmt: skip
CONTENT = to_bytes(SIGNED)
FILE = sealed(CONTENT)
CALLED = Called((SIGNED.called,))

words = st.text(max_size=40)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
counts = st.integers(0, 10_000)
tenths = st.decimals(0, 10_000, places=1)
figures = st.builds(Figures, counts, counts, tenths, tenths)
whose = st.builds(Whose, words, words, words)
causes = st.builds(
    Cause, st.sampled_from(GapKind), words, words, st.none() | words, counts,
    st.dictionaries(whose, days, min_size=1, max_size=3), words,
)  # fmt: skip
places = st.tuples(words, words, st.none() | st.text(min_size=1))
findings = st.builds(
    Findings, figures, st.dictionaries(places, figures, max_size=4), st.lists(causes, max_size=4).map(tuple)
)
moments = st.datetimes(timezones=st.just(UTC))
positions = st.builds(
    Signed, counts, words, days, moments, counts, words, moments, words, findings,
    st.dictionaries(words, st.dictionaries(words, words, max_size=3), max_size=3),
)  # fmt: skip


@given(positions)
def test_what_is_sealed_is_read_back_equal_and_whole(position: Signed) -> None:
    content = to_bytes(position)
    assert from_bytes(content) == position
    assert to_bytes(from_bytes(content)) == content
    assert verify(sealed(content), digest_of(content)) == []


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_found(place: int, flip: int) -> None:
    changed = bytearray(FILE)
    changed[place] ^= flip
    assert verify(bytes(changed))


@given(st.integers(0, len(FILE) - 1))
def test_a_file_cut_short_or_added_to_is_found(length: int) -> None:
    assert verify(FILE[:length])
    assert verify(FILE + FILE[:length] if length else FILE + b"\n")
    assert verify(FILE[:length] + b" " + FILE[length:])


@given(st.data())
def test_the_order_of_dictionaries_does_not_matter(data: st.DataObject) -> None:
    def shuffled(said: Any) -> Any:
        return dict(data.draw(st.permutations(list(said.items()))))

    other = replace(
        SIGNED,
        findings=replace(
            FINDINGS,
            cells=shuffled(FINDINGS.cells),
            causes=tuple(replace(cause, whose=shuffled(cause.whose)) for cause in FINDINGS.causes),
        ),
        called={kind: shuffled(names) for kind, names in shuffled(SIGNED.called).items()},
    )
    assert to_bytes(other) == CONTENT


def test_the_file_is_two_lines_of_plain_json_without_anybody_but_the_signer() -> None:
    first, second = FILE.decode("ascii").splitlines()
    said = json.loads(first)
    assert said["format"] == "coverage-position/1"
    assert said["statement"] == SIGNED.statement
    assert said["signed_by"] == {"account": 3, "name": "Zoë Sample"}
    assert list(said) == sorted(said)
    assert json.loads(second) == {"sha256": digest_of(CONTENT)}
    assert said["causes"][0]["gaps"] == [
        {"employer": "nca", "assignment": "A1", "profession": "nurse", "since": "2026-06-01"},
        {"employer": "nca", "assignment": "B1", "profession": "nurse", "since": "2026-07-01"},
    ]


def test_content_changed_and_sealed_again_has_another_digest() -> None:
    forged = sealed(CONTENT.replace(b'"covered":0', b'"covered":2'))
    assert verify(forged) == []
    assert "does not have the digest" in verify(forged, digest_of(CONTENT))[0]


def test_content_that_is_sealed_but_not_written_as_ours_is_found() -> None:
    spaced = CONTENT.replace(b'"number":7', b'"number": 7')
    assert verify(sealed(spaced)) == ["The content is not written as a sealed position is."]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}\n", b"[]\n", b"7\n", b"not json\n", b"\xff\n", CONTENT.replace(b"position/1", b"position/2"),
     CONTENT.replace(b"2026-11-22", b"2026-22-11"), b"[" * 100_000 + b"\n"],
)  # fmt: skip
def test_what_is_no_position_is_said_to_be_none(content: bytes) -> None:
    assert "not a sealed position" in verify(sealed(content))[-1]


def test_a_fingerprint_tells_other_findings_and_leaves_out_what_is_accepted() -> None:
    accepted = replace(FINDINGS, causes=(replace(VACANT, accepted=""), replace(OVERDUE, accepted="Agreed")))
    assert fingerprint(accepted) == fingerprint(FINDINGS)
    assert fingerprint(replace(FINDINGS, causes=(VACANT,))) != fingerprint(FINDINGS)
    later = replace(VACANT, whose={**VACANT.whose, ADA: JULY})
    assert fingerprint(replace(FINDINGS, causes=(later, OVERDUE))) != fingerprint(FINDINGS)


def test_a_cause_keeps_its_key_while_it_has_the_same_mend() -> None:
    assert key_of(replace(VACANT, whose={BEA: JULY}, people=1)) == key_of(VACANT)
    assert key_of(replace(OVERDUE, whose={ADA: JULY})) != key_of(OVERDUE)


def test_the_same_findings_do_not_differ() -> None:
    assert not differences(FINDINGS, FINDINGS)
    assert in_words(differences(FINDINGS, FINDINGS), CALLED) == []


def test_each_difference_in_words() -> None:
    one = Figures(3, 2, Decimal("2.5"), Decimal("1.5"))
    now = Findings(
        one,
        {("nurse", "nca", None): FIGURES, ("nurse", "nca", "west"): one},
        (replace(OVERDUE, whose={ADA: JUNE, BEA: JUNE}),),
    )
    assert [(each.what, each.was, each.now) for each in in_words(differences(FINDINGS, now), CALLED)] == [
        ("People covered", "0 of 2", "2 of 3"),
        ("Whole-time equivalents covered", "0.0 of 1.5", "1.5 of 2.5"),
        ("Nurse, nca, east", "0 of 2 people, 0.0 of 1.5 whole-time", "Nobody there"),
        ("Nurse, nca, west", "Nobody there", "2 of 3 people, 1.5 of 2.5 whole-time"),
        (
            "Nurse, nca, A1: first post vacant. Nobody holds Matron.",
            "Gap since 1 Jun 2026, owned by Chief Nurse", "No gap",
        ),
        ("Nurse, nca, A1: supervision overdue. Overdue.", "No gap", "Gap since 1 Jun 2026, owned by Matron"),
        (
            "Nurse, nca, B1: first post vacant. Nobody holds Matron.",
            "Gap since 1 Jul 2026, owned by Chief Nurse", "No gap",
        ),
        (
            "Nurse, nca, B1: supervision overdue. Overdue.",
            "Gap since 1 Jul 2026, owned by Matron", "Gap since 1 Jun 2026, owned by Matron",
        ),
    ]  # fmt: skip
