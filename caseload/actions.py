"""Importing a case list: all of it or none."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert

from accounts import audit
from caseload.case import Case, Resident
from caseload.case_checks import CheckedList, read_case_list
from caseload.case_list import CaseList
from caseload.queries.held import EVERYWHERE, HeldCase, cases_of, open_references, residents_of
from foundation.acts import table_of
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
    fresh = {} if dry_run else _add_new(checked, on)
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


def _add_new(checked: CheckedList, on: date) -> dict[str, HeldCase]:
    """Residents and cases that are not in the register yet; their numbers, and nothing said of them.

    Inserted many at a time and looked up again: asking SQLite for each number takes a statement a row.
    """
    strangers = [row.nhs_number for row in checked.rows if row.nhs_number not in checked.residents]
    _insert(Resident, [{"nhs_number": number} for number in strangers])
    residents = checked.residents | residents_of(strangers, on)
    new = [row for row in checked.rows if row.local_reference not in checked.held]
    cases = [
        {
            "local_reference": row.local_reference,
            "resident_id": residents[row.nhs_number].id,
            "referred_on": row.referred_on,
            "referred_by": row.referred_by,
        }
        for row in new
    ]
    _insert(Case, cases)
    return cases_of(row.local_reference for row in new)


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table_of(model)), rows)
