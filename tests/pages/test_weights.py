"""The weights: who reads them, drafts, what they would change, adopting them, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from accounts.audit import AuditEntry
from accounts.permissions import Role
from caseload.capacity.weighting import WeightSet
from caseload.capacity.weights import PROVISIONAL
from caseload.case_lists.actions import import_cases
from caseload.queries.weights import get_version, list_versions
from caseload.queries.workloads import weights_on, workloads_of
from foundation import clock
from tests import builders
from tests.pages.client import CheckedClient, statements
from tests.small_borough import NOW, TODAY, Borough, case_list, small_borough

Db = scoped_session[Session]
WEIGHTS = "/workload/weights"
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.pretending(NOW):
        yield


@pytest.fixture
def borough(session: Db) -> Borough:
    """N1 holds three intensive cases in East: 2,400 of 2,176 points."""
    borough = small_borough()
    import_cases("cases.csv", case_list({}, {}, {}), by=borough.by, at=NOW, on=TODAY)
    session.commit()
    return borough


@pytest.fixture
def office(client: CheckedClient, borough: Borough) -> CheckedClient:
    client.sign_in(builders.account(Role.OFFICE))
    return client


def draft(office: CheckedClient, name: str = "Autumn 2026") -> int:
    """A draft made on the page; its number."""
    office.post(f"{WEIGHTS}/new", data={"name": name})
    return next(version.id for version in list_versions() if version.weights.name == name)


def fields(version_id: int, **changed: Any) -> dict[str, Any]:
    """What the page's form sends back for a draft, with some answers changed."""
    version = get_version(version_id)
    says = version.weights
    tables = {
        f"{table}_{code}": n
        for table in ("tier", "kind", "role", "stage")
        for code, n in getattr(says, table).items()
    }
    plain = {name: getattr(says, name) for name in ("name", "full_time", "paused", "travel", "statutory")}
    return {"was": version.text, **plain, **tables, **changed}


def change(office: CheckedClient, version_id: int, **changed: Any) -> Any:
    return office.post(f"{WEIGHTS}/{version_id}/change", data=fields(version_id, **changed))


def adopt(office: CheckedClient, version_id: int, on: date, because: str = "") -> Any:
    return office.post(f"{WEIGHTS}/{version_id}/adopt", data={"on": on.isoformat(), "because": because})


def test_what_counts_is_provisional_until_weights_are_adopted(
    client: CheckedClient, borough: Borough
) -> None:
    client.sign_in(builders.account(Role.STAFF))
    page = client.get(WEIGHTS)
    assert "Provisional" in page.text
    assert "37.5 hours" in page.text  # the conversion of the one employer there is
    assert "1,741" in page.text  # points for 30 hours of 37.5
    assert "Make a draft" not in page.text


def test_a_draft_is_a_copy_and_counts_nowhere(office: CheckedClient) -> None:
    version = get_version(draft(office))
    assert version.weights.tier == PROVISIONAL.tier
    assert not version.adopted
    assert weights_on(TODAY) is PROVISIONAL


def test_a_draft_is_seen_by_the_office_only(office: CheckedClient) -> None:
    made = draft(office)
    assert office.get(f"{WEIGHTS}/{made}").status_code == 200
    assert "Autumn 2026" in office.get(WEIGHTS).text
    office.sign_in(builders.account(Role.LEAD, "east"))
    assert office.get(f"{WEIGHTS}/{made}").status_code == 404
    assert "Autumn 2026" not in office.get(WEIGHTS).text


def test_two_drafts_have_two_names(office: CheckedClient) -> None:
    draft(office)
    again = office.post(f"{WEIGHTS}/new", data={"name": "Autumn 2026"})
    assert "There are weights called Autumn 2026 already" in again.text


def test_a_draft_is_changed_then_tried_then_adopted(office: CheckedClient, borough: Borough) -> None:
    made = draft(office)
    assert change(office, made, tier_intensive=700).location.endswith(f"{WEIGHTS}/{made}/what-if")
    page = office.get(f"{WEIGHTS}/{made}/what-if")
    assert "Comes back" in page.text  # 2,100 of 2,176
    assert adopt(office, made, TOMORROW).status_code == 302
    holder = borough.staff["N1"].id
    assert workloads_of([holder], TODAY)[holder].held == 2400
    assert workloads_of([holder], TOMORROW)[holder].held == 2100


def test_trying_says_who_goes_over(office: CheckedClient, borough: Borough) -> None:
    made = draft(office)
    change(office, made, role_deputy=100)
    page = office.get(f"{WEIGHTS}/{made}/what-if?neighbourhood=east")
    assert page.text.index("Nils SampleN2") < page.text.index("Nora SampleN1")
    assert "Goes over" in page.text
    assert "Nell SampleN9" not in page.text
    assert "1 more go over" in page.text


def test_what_has_been_adopted_never_changes(office: CheckedClient) -> None:
    made = draft(office)
    adopt(office, made, TOMORROW)
    refused = change(office, made, tier_intensive=1)
    assert "have been adopted, so they do not change any more" in refused.text
    assert get_version(made).weights.tier["intensive"] == 800
    assert office.get(f"{WEIGHTS}/{made}/change").status_code == 302


def test_a_correction_supersedes_and_needs_a_reason(office: CheckedClient) -> None:
    first, second = draft(office, "First"), draft(office, "Second")
    adopt(office, first, TODAY)
    assert "Say why it is put right" in adopt(office, second, YESTERDAY).text
    assert adopt(office, second, YESTERDAY, because="The board agreed the other version").status_code == 302
    assert weights_on(TODAY).name == "Second"
    assert get_version(first).adopted
    assert get_version(first).periods == ()
    assert "Withdrawn" in office.get(WEIGHTS).text


def test_adopting_twice_is_refused(office: CheckedClient) -> None:
    made = draft(office)
    adopt(office, made, TODAY)
    assert "counts on 23 November 2026 already" in adopt(office, made, TODAY).text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"tier_active": "-1"}, "Tier: Active: enter whole points from 0 to 20,000"),
        ({"tier_active": "many"}, "Enter a whole number"),
        ({"stage_assessment": ""}, "Stage: assessment: enter a whole percentage from 0 to 1,000"),
        ({"paused": "101"}, "A paused case counts: enter a whole percentage from 0 to 100"),
        (
            {"full_time": "0"},
            "A whole-time equivalent can hold: enter whole points from 1 to 20,000",
        ),
        ({"role_deputy": "101"}, "Role, deputy: 101% is more than the key worker’s 100%"),
        (
            {"tier_intensive": "0", "tier_active": "0", "tier_maintenance": "0"},
            "Tier: every tier counts 0 points",
        ),
    ],
)
def test_nonsense_is_refused_by_place(office: CheckedClient, changed: dict[str, str], says: str) -> None:
    made = draft(office)
    refused = change(office, made, **changed)
    assert refused.status_code in (200, 422)
    assert says in refused.text
    assert get_version(made).weights.tier == PROVISIONAL.tier


def test_two_change_one_draft_and_the_second_sees_what_changed(office: CheckedClient) -> None:
    made = draft(office)
    stale = fields(made)["was"]
    change(office, made, tier_active=500)
    refused = change(office, made, was=stale, tier_active=300, travel=77)
    assert "Somebody changed this draft after you opened the page" in refused.text
    assert "you entered 300, the draft says 500" in refused.text
    assert 'value="77"' in refused.text
    assert get_version(made).weights.tier["active"] == 500


def test_what_was_done_is_audited(session: Db, office: CheckedClient) -> None:
    made = draft(office)
    change(office, made, tier_active=500)
    adopt(office, made, TODAY)
    office.get(f"{WEIGHTS}/{made}/what-if")
    acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert [act for act in acts if act.startswith("weights")] == [
        "weights.draft",
        "weights.change",
        "weights.adopt",
    ]
    assert session.scalar(select(AuditEntry.subject).where(AuditEntry.act == "seen")) == "workload"
    assert session.scalar(select(WeightSet.name)) == "Autumn 2026"


@pytest.mark.parametrize(
    "page", ["", "/{made}", "/{made}/change", "/{made}/what-if", "/{made}/adopt", "/new"]
)
def test_pages_cost_at_most_ten_statements(office: CheckedClient, page: str) -> None:
    made = draft(office)
    with statements() as sent:
        assert office.get(f"{WEIGHTS}{page.format(made=made)}").status_code == 200
    assert len(sent) <= 10
