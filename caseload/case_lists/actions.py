"""Importing a case list: all of it or none."""

import secrets
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert

from accounts import audit
from caseload.case_lists.case_file import CaseRow
from caseload.case_lists.case_list import CaseList
from caseload.case_lists.checks import CheckedList, read_case_list
from caseload.cases.case import UNCONFIRMED, Case, PossibleSame, Resident, SameBy
from caseload.keeping.telling import tell_the_named
from caseload.queries.held import EVERYWHERE, HeldCase, cases_of, open_references, residents_of
from foundation.acts import Act, table_of
from foundation.clock import LONDON
from foundation.database import db
from foundation.model import Model
from people.files import Counts, Outcome


def import_cases(
    name: str,
    content: bytes,
    *,
    by: int,
    at: datetime,
    on: date,
    dry_run: bool = False,
    within: Collection[str] = EVERYWHERE,
) -> Counts:
    """Make the register say of each case what the list says, from the day `on`.

    A new case is open from its acceptance. A case that the list leaves out is left as it is and counted.
    `within` are the codes of the neighbourhoods the list may be about ("": all). Raises BadFile; commits
    nothing.
    """
    checked = read_case_list(name, content, on=on, within=within)
    left = len(open_references(on, within) - {row.local_reference for row in checked.rows})
    fresh = {} if dry_run else _add_new(checked, Act(by=by, at=at))
    case_list = CaseList(checked.codes, checked.people, checked.held | fresh, by=by, at=at, on=on)
    known = case_list.state([row for row in checked.rows if row.local_reference in checked.held])
    started = [Outcome.STARTED] * (len(checked.rows) - len(known))
    counts = Counts.of([*known, *started], not_in_file=left)
    if not dry_run:
        case_list.state([row for row in checked.rows if row.local_reference in fresh])
        # The rows keep who said what and when; the audit keeps the act, with nothing about a resident.
        audit.record("cases.import", "case_list", None, by=by, after=counts.as_json())
        case_list.write()
    return counts


def _add_new(checked: CheckedList, act: Act) -> dict[str, HeldCase]:
    """Residents and cases that are not in the register yet; their numbers, and nothing said of them.

    Inserted many at a time and looked up again: asking SQLite for each number takes a statement a row.
    """
    new = [row for row in checked.rows if row.local_reference not in checked.held]
    numbers = {row.nhs_number: _number_for(row, checked) for row in checked.rows}
    strangers = [number for number in numbers.values() if number not in checked.residents]
    _insert(Resident, [{"nhs_number": number} for number in strangers])
    residents = checked.residents | residents_of(strangers, act.at.astimezone(LONDON).date())
    cases = [
        {
            "local_reference": row.local_reference,
            "resident_id": residents[numbers[row.nhs_number]].id,
            "referred_on": row.referred_on,
            "referred_by": row.referred_by,
        }
        for row in new
    ]
    _insert(Case, cases)
    pairs = {residents[number].id: residents[own].id for own, number in numbers.items() if own != number}
    _insert(PossibleSame, [_alike(newer, older, act) for newer, older in pairs.items()])
    tell_the_named(act, strangers)
    return cases_of(row.local_reference for row in new)


def _number_for(row: CaseRow, checked: CheckedList) -> str:
    """Of a resident recorded elsewhere nothing is said: the row is taken for somebody new, with a mark in place of
    the number, and whoever may see both says whether they are one person."""
    if row.nhs_number not in checked.elsewhere or row.local_reference in checked.held:
        return row.nhs_number
    return f"{UNCONFIRMED}{secrets.token_hex(16)}"


def _alike(newer_id: int, older_id: int, act: Act) -> dict[str, Any]:
    found = {"found_by": SameBy.NHS_NUMBER.value, "found_at": act.at}
    return {"newer_id": newer_id, "older_id": older_id} | found


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table_of(model)), rows)
