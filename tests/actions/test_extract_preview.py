"""What is previewed is what is applied, or nothing is; and where much would end, two people look."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from people.organisation import Profession
from teams.extract import comparing
from teams.extract.actions import HAS_MOVED_ON, apply_extract, drop_extract, receive_extract
from teams.extract_import import ExtractImport
from tests.actions.extract_ground import (
    APRIL,
    JUNE,
    MAY,
    Ground,
    everything,
    lay_ground,
    look,
    nine,
    take,
)
from tests.databases import Scratch
from tests.rules.extract.written import FILE, Row, csv_of, row


@pytest.fixture
def g(session: scoped_session[Session]) -> Ground:
    return lay_ground()


def staff(number: int) -> list[Row]:
    return [
        row(assignment_number=str(n), given_name=f"Ada{n}", email=f"{n}@example.test", registration_number=f"00A{n:04}A")
        for n in range(number)
    ]  # fmt: skip


def receive(g: Ground, rows: Sequence[Row], on: date = MAY) -> ExtractImport:
    db.session.commit()
    begin_writing()
    kept = receive_extract(FILE, csv_of(rows), employer="nca", on=on, at=nine(on), by=g.office)
    db.session.commit()
    return kept


def apply(kept: ExtractImport, by: int, on: date = MAY) -> bool:
    """As the route does: kept when it ends well, else taken back."""
    db.session.commit()
    begin_writing()
    try:
        done = apply_extract(kept, by=by, at=nine(on) + timedelta(hours=1))
    except RuleBroken:
        db.session.rollback()
        raise
    db.session.commit()
    return done


# The preview


Edit = Callable[[Row], Row | None]
EDITS: dict[str, Edit] = {
    "stays": lambda said: said,
    "goes": lambda _: None,
    "leaves": lambda said: said | {"employment_ends_on": "2026-06-30"},
    "hours": lambda said: said | {"contracted_hours": "30", "placement_hours": "30"},
    "line": lambda said: said | {"management_post": "lead_west"},
    "no line": lambda said: said | {"management_post": "", "professional_post": ""},
    "name": lambda said: said | {"family_name": "Married"},
    "team": lambda said: said | {"team": "west", "placement_starts_on": "2026-05-01"},
    "earlier": lambda said: (
        said | {"employment_starts_on": "2024-01-01", "placement_starts_on": "2024-01-01"}
    ),
    "later": lambda said: said | {"employment_starts_on": "2026-06-01", "placement_starts_on": "2026-06-01"},
    "number": lambda said: said | {"assignment_number": "9" + said["assignment_number"]},
    "post": lambda said: said | {"post_held": "chief", "post_holding": "acting"},
    "registration": lambda said: said | {"registration_expires_on": "2030-01-01"},
}
edits = st.lists(st.sampled_from(sorted(EDITS)), min_size=4, max_size=4)


def edited(names: Sequence[str]) -> list[Row]:
    """Four people, each after an edit. Only the first who would hold a post does."""
    rows = [EDITS[name](said) for said, name in zip(staff(4), names, strict=True)]
    taken = [n for n, name in enumerate(names) if name == "post"][1:]
    kept = [
        said if n not in taken else said and said | {"post_held": "", "post_holding": ""}
        for n, said in enumerate(rows)
    ]
    return [said for said in kept if said is not None]


@settings(max_examples=8, deadline=None)
@given(st.lists(edits, min_size=2, max_size=3))
def test_what_is_previewed_is_what_is_applied(app: Flask, database: Scratch, steps: list[list[str]]) -> None:
    """Also where the file is taken in pieces, and people of one piece touch those of another."""
    database.restore(app)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "CHUNK", 1)
        g = lay_ground()
        take(g, staff(4), APRIL)
        for number, names in enumerate(steps):
            on = MAY + number * timedelta(days=1)
            before = everything()
            kept = receive(g, edited(names), on)
            assert everything() == before
            if not apply(kept, g.office, on):
                assert apply(kept, g.second, on)
            assert look(g, edited(names), on).effects == []


def test_a_preview_counts_what_the_import_then_counts(g: Ground) -> None:
    take(g, staff(4), APRIL)
    rows = edited(["goes", "team", "line", "stays"])
    before = look(g, rows, MAY)
    after = take(g, rows, MAY)
    assert (before.counts, before.ending) == (after.counts, after.ending)
    assert before.counts["ended"] == 2  # a person, and a placement moved from


def test_a_preview_names_everything_that_starts(g: Ground) -> None:
    assert {(effect.verb, effect.what) for effect in look(g, staff(1), APRIL).effects} == {
        ("start", what)
        for what in (
            "employment", "name or contact", "placement", "management line", "registration", "professional line"
        )
    }  # fmt: skip


def test_a_successor_in_another_piece_of_the_file_is_previewed_truly(
    g: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody takes the post of one who is gone: those gone come last, in another piece."""
    monkeypatch.setattr(comparing, "CHUNK", 1)
    one, two = staff(2)
    held = {"post_held": "chief", "post_holding": "substantive"}
    take(g, [one, two | held], APRIL)
    kept = receive(g, [one | held])
    assert not apply(kept, g.office)
    assert apply(kept, g.second)


def test_two_numbers_of_one_person_in_two_pieces_of_the_file(
    g: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "CHUNK", 1)
    kept = receive(
        g, [row(placement_hours="20"), row(assignment_number="101", placement_hours="17.5", team="west")]
    )
    assert apply(kept, g.office)


# A register that has moved on


def test_a_stale_preview_is_refused_and_changes_nothing(g: Ground) -> None:
    take(g, staff(1), APRIL)
    kept = receive(g, [staff(1)[0] | {"contracted_hours": "30"}])
    take(g, [staff(1)[0] | {"contracted_hours": "25"}], MAY)
    before = everything()
    with pytest.raises(RuleBroken, match=HAS_MOVED_ON[:40]):
        apply(kept, g.office)
    assert everything() == before


def test_a_code_withdrawn_since_the_preview_is_refused_in_words(g: Ground) -> None:
    """The file would now have bad rows; its uploader reads a sentence, not an error page."""
    kept = receive(g, staff(1))
    nurse = db.session.scalars(select(Profession).where(Profession.code == "district_nurse")).one()
    nurse.code = "renamed"
    db.session.commit()
    with pytest.raises(RuleBroken, match=HAS_MOVED_ON[:40]):
        apply(kept, g.office)


# Settling


def test_an_import_is_settled_once(g: Ground) -> None:
    kept = receive(g, staff(1))
    assert apply(kept, g.office)
    with pytest.raises(RuleBroken, match="already been settled"):
        apply(kept, g.office)
    with pytest.raises(RuleBroken, match="already been settled"):
        drop_extract(kept, by=g.office, at=nine(MAY))


def test_a_dropped_import_changes_nothing_and_stays_dropped(g: Ground) -> None:
    before = everything()
    kept = receive(g, staff(1))
    drop_extract(kept, by=g.office, at=nine(MAY))
    with pytest.raises(RuleBroken, match="already been settled"):
        apply(kept, g.office)
    assert everything() == before


def test_the_names_in_an_upload_are_let_go_of_once_it_is_settled(g: Ground) -> None:
    kept = receive(g, staff(1))
    assert kept.content is not None
    assert "Ada0" in (kept.shown or "")
    apply(kept, g.office)
    assert (kept.content, kept.shown) == (None, None)


# A second account


def test_where_much_would_end_a_second_account_confirms(g: Ground) -> None:
    take(g, staff(4), APRIL)
    before = everything()
    kept = receive(g, staff(3))
    assert apply(kept, g.office) is False
    assert everything() == before
    with pytest.raises(RuleBroken, match="end 1 of 4 people, so somebody other than"):
        apply(kept, g.office)
    assert apply(kept, g.second)
    assert everything() != before


def test_where_little_ends_one_account_is_enough(g: Ground) -> None:
    take(g, staff(50), APRIL)
    assert apply(receive(g, staff(49)), g.office)
    assert apply(receive(g, staff(49), JUNE), g.office, JUNE)


@pytest.mark.parametrize("said", [{"employment_ends_on": "2026-06-30"}, {"employment_ends_on": "2026-04-30"}])
def test_a_stated_last_day_is_an_ending_too(g: Ground, said: Row) -> None:
    take(g, staff(4), APRIL)
    assert look(g, [*staff(3), staff(4)[3] | said], MAY).needs_second


def test_an_empty_extract_is_the_end_of_everybody_and_needs_a_second_account(g: Ground) -> None:
    take(g, staff(4), APRIL)
    outcome = look(g, [], MAY)
    assert (outcome.needs_second, len(outcome.ending), outcome.staff) == (True, 4, 4)


def test_each_step_leaves_one_entry_and_no_name(g: Ground) -> None:
    take(g, staff(2), APRIL)
    kept = receive(g, staff(1))
    apply(kept, g.office)
    apply(kept, g.second)
    entries = db.session.execute(
        select(AuditEntry.act, AuditEntry.account_id, AuditEntry.after)
        .where(AuditEntry.subject == "extract_import", AuditEntry.subject_id == kept.id)
        .order_by(AuditEntry.id)
    ).all()
    assert [(entry.act, entry.account_id) for entry in entries] == [
        ("extract.receive", g.office), ("extract.ask_second", g.office), ("extract.apply", g.second)
    ]  # fmt: skip
    assert "Ada" not in repr(entries)
