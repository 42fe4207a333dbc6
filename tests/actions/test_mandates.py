"""A mandate from draft to its end: every step dated and kept, every other way refused in words."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from foundation.acts import Act
from foundation.database import begin_writing, db
from foundation.errors import NotThere, RuleBroken
from people.deeds import ALREADY, doing
from people.organisation import Organisation
from teams.mandate import Mandate, MandateTerms, Status
from teams.mandates.actions import (
    change_draft,
    correct,
    end_mandate,
    new_mandate,
    sign,
    start_draft,
    withdraw,
)
from teams.mandates.checks import Refused
from teams.mandates.terms import Days, Signatures, Stated, Terms
from tests.actions.mandates import Ceding, believed, ceding_borough, keeping
from tests.small_borough import NOW

Db = scoped_session[Session]
TODAY = NOW.date()
START, LAST, OUT = date(2026, 12, 1), date(2027, 11, 30), date(2027, 12, 1)
DAYS = Days(START, LAST)
TERMS = Terms(
    instrument="section_75",
    reference="S75-1",
    functions=("direct_work", "rota"),
    professions=("district_nurse",),
    teams=("neighbourhood:east",),
    conditions=("rota: the trust is consulted",),
)
SIGNED = Signatures(
    signed_by_organisation="Orla Invented",
    signed_by_organisation_on=date(2026, 11, 2),
    signed_by_partnership="Pat Madeup",
    signed_by_partnership_on=date(2026, 11, 9),
)
STATED = Stated(TERMS.with_signatures(SIGNED), Status.SIGNED, DAYS)


@pytest.fixture
def b(session: Db) -> Iterator[Ceding]:
    made = ceding_borough()
    session.commit()
    yield made
    session.rollback()


def drafted(b: Ceding, code: str = "NCA-1", *, terms: Terms = TERMS, days: Days = DAYS) -> int:
    with keeping(b.office) as act:
        mandate_id = new_mandate(code, b.trust.id).id
        start_draft(act, mandate_id, terms, days, on=TODAY)
    return mandate_id


def signed(b: Ceding, code: str = "NCA-1", *, terms: Terms = TERMS, days: Days = DAYS) -> int:
    mandate_id = drafted(b, code, terms=terms, days=days)
    with keeping(b.office) as act:
        sign(act, mandate_id, SIGNED, on=TODAY)
    return mandate_id


def withdrawn(b: Ceding, on: date) -> int:
    mandate_id = signed(b)
    with keeping(b.office) as act:
        withdraw(act, mandate_id, on)
    return mandate_id


@contextmanager
def refusing(b: Ceding, sentence: str, *, because: str | None = None) -> Iterator[Act]:
    """An act that a rule refuses with these words among others."""
    with pytest.raises(RuleBroken) as refusal, keeping(b.office, because=because) as act:
        yield act
    assert sentence in str(refusal.value)


def text_of(mandate_id: int) -> tuple[str, ...]:
    found = select(MandateTerms.functions).where(
        MandateTerms.mandate_id == mandate_id, MandateTerms.superseded_at.is_(None)
    )
    return db.session.scalars(found).one()


def test_a_draft_is_signed_and_in_force_on_its_days(b: Ceding) -> None:
    mandate_id = drafted(b)
    assert believed("NCA-1") == [("draft", START, OUT)]
    with keeping(b.office) as act:
        sign(act, mandate_id, SIGNED, on=TODAY)
    assert believed("NCA-1") == [("signed", START, OUT)]


def test_every_change_is_kept_as_it_was_known(b: Ceding) -> None:
    noon, evening = NOW + timedelta(hours=3), NOW + timedelta(hours=9)
    mandate_id = drafted(b)
    with keeping(b.office, at=noon) as act:
        sign(act, mandate_id, SIGNED, on=TODAY)
    with keeping(b.office, at=evening) as act:
        withdraw(act, mandate_id, date(2027, 3, 1))
    assert believed("NCA-1", NOW) == [("draft", START, OUT)]
    assert believed("NCA-1", noon) == [("signed", START, OUT)]
    assert believed("NCA-1", evening) == [
        ("signed", START, date(2027, 3, 1)),
        ("withdrawn", date(2027, 3, 1), None),
    ]


def test_a_draft_may_be_changed_also_to_other_days(b: Ceding) -> None:
    mandate_id = drafted(b)
    with keeping(b.office) as act:
        later = Days(date(2027, 1, 1))
        change_draft(
            act, mandate_id, replace(TERMS, functions=("allocate_work",), conditions=()), later, on=TODAY
        )
    assert believed("NCA-1") == [("draft", date(2027, 1, 1), None)]
    assert text_of(mandate_id) == ("allocate_work",)


def test_saying_the_same_again_is_told(b: Ceding) -> None:
    mandate_id = drafted(b)
    with refusing(b, ALREADY) as act:
        change_draft(act, mandate_id, TERMS, DAYS, on=TODAY)


def test_a_code_belongs_to_one_mandate(b: Ceding) -> None:
    drafted(b)
    with pytest.raises(RuleBroken, match="There is a mandate NCA-1 already"):
        new_mandate("NCA-1", b.council.id)


@pytest.mark.parametrize("verb", ["change", "sign", "withdraw", "end", "correct"])
def test_a_mandate_that_is_not_there(b: Ceding, verb: str) -> None:
    with pytest.raises(NotThere), keeping(b.office, because="why") as act:
        {
            "change": lambda: change_draft(act, 99, TERMS, DAYS, on=TODAY),
            "sign": lambda: sign(act, 99, SIGNED, on=TODAY),
            "withdraw": lambda: withdraw(act, 99, TODAY),
            "end": lambda: end_mandate(act, 99, LAST),
            "correct": lambda: correct(act, 99, STATED, on=TODAY),
        }[verb]()


# What cannot be signed, or even drafted: one case for each kind of check; the rest are in tests/rules/mandates.


@pytest.mark.parametrize(
    ("terms", "days", "rule"),
    [
        (replace(TERMS, functions=("dismiss",)), DAYS, "no function “dismiss”"),
        (replace(TERMS, functions=("safe_workload",), conditions=()), DAYS, "can never be ceded"),
        (replace(TERMS, conditions=()), DAYS, "none is recorded for Rota"),
        (replace(TERMS, professions=("wizard",)), DAYS, "no profession of the register"),
        (replace(TERMS, teams=("neighbourhood:west",)), DAYS, "no neighbourhood “west”"),
        (TERMS, Days(START, date(2026, 11, 30)), "is before its first"),
    ],
)
def test_what_breaks_a_rule_is_not_even_drafted(b: Ceding, terms: Terms, days: Days, rule: str) -> None:
    with pytest.raises(Refused, match=rule):
        drafted(b, terms=terms, days=days)
    assert db.session.scalars(select(Mandate.id)).all() == []


@pytest.mark.parametrize(("code", "instrument"), [("vcfa", "section_75"), ("vcfa", "secondment")])
def test_an_instrument_must_be_lawful_for_the_organisation(b: Ceding, code: str, instrument: str) -> None:
    organisation_id = db.session.scalars(select(Organisation.id).where(Organisation.code == code)).one()
    with refusing(b, "memorandum of understanding or") as act:
        mandate_id = new_mandate("VCFA-1", organisation_id).id
        start_draft(act, mandate_id, replace(TERMS, instrument=instrument), DAYS, on=TODAY)


@pytest.mark.parametrize(
    ("signatures", "rule"),
    [
        (replace(SIGNED, signed_by_partnership=None), "the name of who signed for the partnership"),
        (replace(SIGNED, signed_by_organisation_on=None), "until both have signed, the employer decides"),
        (replace(SIGNED, signed_by_organisation_on=date(2026, 12, 2)), "after its first day"),
        (replace(SIGNED, signed_by_partnership_on=TODAY + timedelta(days=1)), "has not come yet"),
    ],
)
def test_a_draft_is_not_in_force_until_both_have_signed(b: Ceding, signatures: Signatures, rule: str) -> None:
    mandate_id = drafted(b)
    with refusing(b, rule) as act:
        sign(act, mandate_id, signatures, on=TODAY)
    assert believed("NCA-1") == [("draft", START, OUT)]


def test_what_is_signed_is_neither_edited_nor_signed_again(b: Ceding) -> None:
    mandate_id = signed(b)
    with refusing(b, "correct it and say why. If something else is agreed now, end it") as act:
        change_draft(act, mandate_id, replace(TERMS, functions=("*",)), DAYS, on=TODAY)
    with refusing(b, "Both have signed mandate NCA-1") as act:
        sign(act, mandate_id, SIGNED, on=TODAY)


# Two deciders.


def test_two_mandates_that_would_give_a_function_two_deciders_are_refused_by_name(b: Ceding) -> None:
    signed(b, "NCA-1")
    other = drafted(b, "NCA-2", terms=replace(TERMS, teams=("team_east",)), days=Days(date(2027, 6, 1)))
    with pytest.raises(RuleBroken) as refusal, keeping(b.office) as act:
        sign(act, other, SIGNED, on=TODAY)
    assert str(refusal.value).startswith(
        "Mandates NCA-1 and NCA-2 would both cede Day-to-day direction and Rota (1 Jun 2027 to 30 Nov 2027) for"
    )
    assert believed("NCA-2") == [("draft", date(2027, 6, 1), None)]


def test_one_may_follow_the_day_after_the_other_ends(b: Ceding) -> None:
    signed(b, "NCA-1")
    signed(b, "NCA-2", days=Days(OUT))
    assert believed("NCA-2") == [("signed", OUT, None)]


def test_one_may_follow_another_that_is_withdrawn(b: Ceding) -> None:
    withdrawn(b, date(2027, 3, 1))
    signed(b, "NCA-2", days=Days(date(2027, 3, 1)))
    assert believed("NCA-2") == [("signed", date(2027, 3, 1), None)]


def test_another_organisation_may_cede_the_same(b: Ceding) -> None:
    signed(b, "NCA-1")
    with keeping(b.office) as act:
        mandate_id = new_mandate("COUNCIL-1", b.council.id).id
        start_draft(act, mandate_id, TERMS, DAYS, on=TODAY)
        sign(act, mandate_id, SIGNED, on=TODAY)
    assert believed("COUNCIL-1") == [("signed", START, OUT)]


def test_two_who_sign_at_once_leave_one_signed_and_one_told(app: Flask, b: Ceding) -> None:
    mandates = {code: drafted(b, code) for code in ("NCA-1", "NCA-2")}
    office, together, said = b.office.id, threading.Barrier(2), list[str]()
    db.session.commit()

    def act_of(mandate_id: int) -> None:
        with app.app_context():
            together.wait(30)
            begin_writing()
            try:
                with doing("mandate.sign", "mandate", mandate_id, by=office, at=NOW) as act:
                    sign(act, mandate_id, SIGNED, on=TODAY)
                db.session.commit()
                said.append("done")
            except RuleBroken as refusal:
                db.session.rollback()
                said.append(str(refusal)[:40])

    threads = [threading.Thread(target=act_of, args=(mandate_id,)) for mandate_id in mandates.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "a writer hangs"
    db.session.rollback()
    assert sorted(said) == ["Mandates NCA-1 and NCA-2 would both cede", "done"]
    assert sorted(believed(code)[0][0] for code in mandates) == ["draft", "signed"]


# Withdrawing.


def test_a_draft_is_withdrawn_wholly(b: Ceding) -> None:
    mandate_id = drafted(b)
    with keeping(b.office) as act:
        withdraw(act, mandate_id, date(2027, 3, 1))
    assert believed("NCA-1") == [("withdrawn", START, OUT)]


def test_one_that_has_not_started_is_withdrawn_from_its_first_day(b: Ceding) -> None:
    withdrawn(b, TODAY)
    assert believed("NCA-1") == [("withdrawn", START, None)]


def test_on_its_last_day_it_can_still_be_withdrawn_and_not_after(b: Ceding) -> None:
    mandate_id = signed(b)
    with refusing(b, "ends on 30 November 2027, so there is nothing left to withdraw") as act:
        withdraw(act, mandate_id, OUT)
    with keeping(b.office) as act:
        withdraw(act, mandate_id, LAST)
    assert believed("NCA-1") == [("signed", START, LAST), ("withdrawn", LAST, None)]


@pytest.mark.parametrize("verb", ["change", "sign", "withdraw", "end"])
def test_what_is_withdrawn_stays_so(b: Ceding, verb: str) -> None:
    mandate_id = withdrawn(b, date(2027, 3, 1))
    with refusing(b, "was withdrawn from 1 March 2027, and stays so") as act:
        {
            "change": lambda: change_draft(act, mandate_id, TERMS, DAYS, on=TODAY),
            "sign": lambda: sign(act, mandate_id, SIGNED, on=TODAY),
            "withdraw": lambda: withdraw(act, mandate_id, date(2027, 2, 1)),
            "end": lambda: end_mandate(act, mandate_id, date(2027, 2, 1)),
        }[verb]()


# Ending.


def test_the_last_day_is_brought_forward_without_a_reason(b: Ceding) -> None:
    mandate_id = signed(b)
    with keeping(b.office) as act:
        end_mandate(act, mandate_id, date(2027, 1, 31))
    assert believed("NCA-1") == [("signed", START, date(2027, 2, 1))]


def test_one_without_an_end_is_given_one(b: Ceding) -> None:
    mandate_id = signed(b, days=Days(START))
    with keeping(b.office) as act:
        end_mandate(act, mandate_id, START)
    assert believed("NCA-1") == [("signed", START, START + timedelta(days=1))]


def ended_early(b: Ceding) -> int:
    mandate_id = signed(b)
    with keeping(b.office) as act:
        end_mandate(act, mandate_id, date(2027, 1, 31))
    return mandate_id


def test_with_a_reason_it_runs_on_up_to_the_day_both_signed_for(b: Ceding) -> None:
    mandate_id = ended_early(b)
    with refusing(b, "needs a reason") as act:
        end_mandate(act, mandate_id, LAST)
    with refusing(
        b, "until 30 November 2027. To go on for longer, sign another", because="Agreed on the telephone"
    ) as act:
        end_mandate(act, mandate_id, OUT)
    with keeping(b.office, because="The board asked for it") as act:
        end_mandate(act, mandate_id, LAST)
    assert believed("NCA-1") == [("signed", START, OUT)]


def test_it_does_not_run_on_into_another(b: Ceding) -> None:
    mandate_id = ended_early(b)
    signed(b, "NCA-2", days=Days(date(2027, 2, 1)))
    with refusing(b, "Mandates NCA-1 and NCA-2 would both cede", because="The board asked for it") as act:
        end_mandate(act, mandate_id, LAST)


def test_a_last_day_before_the_first_is_a_withdrawal(b: Ceding) -> None:
    mandate_id = signed(b)
    with refusing(b, "starts only on 1 December 2026. Withdraw it instead") as act:
        end_mandate(act, mandate_id, date(2026, 11, 30))


def test_a_draft_has_no_last_day_in_force(b: Ceding) -> None:
    mandate_id = drafted(b)
    with refusing(b, "is a draft, which is never in force") as act:
        end_mandate(act, mandate_id, date(2027, 1, 31))


# Correcting.


def test_a_correction_holds_from_the_first_day_and_keeps_what_was_believed(b: Ceding) -> None:
    later, mandate_id = NOW + timedelta(days=1), signed(b)
    right = replace(STATED, terms=replace(STATED.terms, functions=("direct_work",), conditions=()))
    with keeping(b.office, because="The schedule was misread", at=later) as act:
        correct(act, mandate_id, right, on=TODAY)
    assert text_of(mandate_id) == ("direct_work",)
    rows = db.session.execute(
        select(MandateTerms.functions, MandateTerms.because, MandateTerms.superseded_at)
        .where(MandateTerms.status == "signed")
        .order_by(MandateTerms.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        (("direct_work", "rota"), None, later),
        (("direct_work",), "The schedule was misread", None),
    ]


def test_a_correction_needs_a_reason(b: Ceding) -> None:
    mandate_id = signed(b)
    with refusing(b, "A correction needs a reason", because=" ") as act:
        correct(act, mandate_id, replace(STATED, days=Days(START)), on=TODAY)


def test_a_correction_is_checked_like_a_signing(b: Ceding) -> None:
    mandate_id = signed(b, "NCA-1", days=Days(START, date(2027, 1, 31)))
    signed(b, "NCA-2", days=Days(date(2027, 2, 1)))
    with refusing(b, "after its first day", because="why") as act:
        correct(act, mandate_id, replace(STATED, days=Days(date(2026, 10, 1), LAST)), on=TODAY)
    with refusing(b, "Mandates NCA-1 and NCA-2", because="why") as act:
        correct(act, mandate_id, STATED, on=TODAY)


def test_a_withdrawal_on_the_wrong_day_is_corrected(b: Ceding) -> None:
    mandate_id = withdrawn(b, date(2027, 3, 1))
    right = replace(STATED, status=Status.WITHDRAWN, days=Days(START, date(2027, 3, 31)))
    with keeping(b.office, because="The notice said the end of March") as act:
        correct(act, mandate_id, right, on=TODAY)
    assert believed("NCA-1") == [
        ("signed", START, date(2027, 4, 1)),
        ("withdrawn", date(2027, 4, 1), None),
    ]


def test_a_draft_is_changed_and_not_corrected(b: Ceding) -> None:
    mandate_id = drafted(b)
    with refusing(b, "is a draft: change it, sign it or withdraw it", because="why") as act:
        correct(act, mandate_id, STATED, on=TODAY)


def test_a_draft_withdrawn_by_mistake_is_corrected_to_a_draft_and_never_straight_to_signed(b: Ceding) -> None:
    mandate_id = drafted(b)
    with keeping(b.office) as act:
        withdraw(act, mandate_id, TODAY)
    with refusing(b, "correct it to a draft, and sign that", because="The wrong one") as act:
        correct(act, mandate_id, STATED, on=TODAY)
    with keeping(b.office, because="The wrong one") as act:
        correct(act, mandate_id, Stated(TERMS, Status.DRAFT, DAYS), on=TODAY)
    assert believed("NCA-1") == [("draft", START, OUT)]


def test_the_audit_holds_codes_and_days_and_no_names(b: Ceding) -> None:
    signed(b)
    entry = db.session.scalars(select(AuditEntry.after).order_by(AuditEntry.id.desc()).limit(1)).one() or ""
    assert '"status":"signed"' in entry
    assert '"functions":["direct_work","rota"]' in entry
    assert '"signed_by_partnership_on":"2026-11-09"' in entry
    assert not any(words in entry for words in ("Orla", "Pat", "S75-1", "consulted"))
