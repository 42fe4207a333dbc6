"""Everything the register ever said of one person's lines, with who said it and who corrected it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from accounts.account import Account
from foundation.database import db
from foundation.effective import AsAt, Dated, Period, known
from foundation.formats import day, hours
from foundation.model import Model
from people.accountability import Accountability, Registration
from people.employment import Employment, EmploymentDetails
from people.organisation import Organisation, Profession
from people.post import Post, PostDetails, Tenure
from teams.team import Management, Placement, PlacementDetails, Team

PARTS = {
    "employer": "Employer",
    "placement": "Placements",
    "management": "Management",
    "professional": "Professional accountability",
    "post": "Posts held",
}

RECORDER, CORRECTOR = aliased(Account, name="recorder"), aliased(Account, name="corrector")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One stored row: what it said, for which days, and from when until when it was believed.

    `superseded_at` is none for what was still believed at the moment asked about.
    """

    id: int
    starts_on: date
    until: date | None
    recorded_at: datetime
    recorded_by: str
    because: str | None
    superseded_at: datetime | None
    superseded_by: str | None
    part: str
    says: str

    def state(self, on: date) -> str:
        """What became of it, as read on that day: superseded, or believed and past, in force or to come."""
        if self.superseded_at is not None:
            return "Superseded"
        if on in Period(self.starts_on, self.until):
            return "In force"
        return "To come" if on < self.starts_on else "Past"


def history_of(person_id: int, as_at: AsAt, part: str | None = None) -> list[HistoryRow]:
    """Every row known of by the moment, oldest first: one statement for each kind of row. `part`: one of
    PARTS, or none for all."""
    rows = [row for name, read in READERS if part in (None, name) for row in read(person_id, as_at, name)]
    return sorted(rows, key=lambda row: (row.starts_on, row.recorded_at, row.part, row.id))


def _employments(person_id: int, as_at: AsAt, part: str) -> Iterator[HistoryRow]:
    terms = EmploymentDetails
    found = (
        _told(terms, as_at)
        .add_columns(Organisation.name, Employment.assignment_number)
        .add_columns(terms.job_title, terms.contract, terms.contracted_hours)
        .join(Employment, Employment.id == terms.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .where(Employment.person_id == person_id)
    )
    for told, (employer, number, title, contract, length) in _rows(found):
        says = f"Employed by {employer} as {title}: {contract}, {hours(length)} a week, number {number}"
        yield HistoryRow(*told, part=part, says=says)


def _placements(person_id: int, as_at: AsAt, part: str) -> Iterator[HistoryRow]:
    place = PlacementDetails
    found = (
        _told(place, as_at)
        .add_columns(Team.name, place.role, Profession.name, place.hours)
        .add_columns(Organisation.name, place.funding, place.funding_ends_on)
        .join(Placement, Placement.id == place.placement_id)
        .join(Team, Team.id == place.team_id)
        .join(Employment, Employment.id == place.employment_id)
        .join(Organisation, Organisation.id == Employment.organisation_id)
        .outerjoin(Profession, Profession.id == place.profession_id)
        .where(Placement.person_id == person_id)
    )
    for told, (team, role, profession, length, employer, funding, funding_ends_on) in _rows(found):
        practising = f", practising as {profession}" if profession else ""
        ends = f" until {day(funding_ends_on)}" if funding_ends_on else ""
        terms = f"{hours(length)} a week, employed by {employer}, funding {funding}{ends}"
        yield HistoryRow(*told, part=part, says=f"Placed in {team} as {role}{practising}: {terms}")


def _management(person_id: int, as_at: AsAt, part: str) -> Iterator[HistoryRow]:
    place = PlacementDetails
    found = (
        _with_post(_told(Management, as_at), Management, as_at)
        .add_columns(func.coalesce(Team.name, "a team not recorded"))
        .join(Placement, Placement.id == Management.placement_id)
        .outerjoin(
            place,
            and_(place.placement_id == Management.placement_id, _at_the_start(place, Management, as_at)),
        )
        .outerjoin(Team, Team.id == place.team_id)
        .where(Placement.person_id == person_id)
    )
    for told, (title, team) in _rows(found):
        yield HistoryRow(*told, part=part, says=f"Answers to {title} for the placement in {team}")


def _accountabilities(person_id: int, as_at: AsAt, part: str) -> Iterator[HistoryRow]:
    found = (
        _with_post(_told(Accountability, as_at), Accountability, as_at)
        .add_columns(Profession.name)
        .join(Profession, Profession.id == Accountability.profession_id)
        .where(Accountability.person_id == person_id)
    )
    for told, (title, profession) in _rows(found):
        yield HistoryRow(*told, part=part, says=f"Answers to {title} as {profession}")


def _registrations(person_id: int, as_at: AsAt, part: str) -> Iterator[HistoryRow]:
    found = (
        _told(Registration, as_at)
        .add_columns(Profession.name, Profession.regulator, Registration.number, Registration.expires_on)
        .join(Profession, Profession.id == Registration.profession_id)
        .where(Registration.person_id == person_id)
    )
    for told, (profession, regulator, number, expires_on) in _rows(found):
        registered = f": {regulator} number {number or 'not recorded'}" if regulator else ""
        expires = f", expires on {day(expires_on)}" if expires_on else ""
        yield HistoryRow(*told, part=part, says=f"Is of the profession {profession}{registered}{expires}")


def _tenures(person_id: int, as_at: AsAt, part: str) -> Iterator[HistoryRow]:
    found = (
        _with_post(_told(Tenure, as_at), Tenure, as_at)
        .add_columns(Tenure.holding)
        .where(Tenure.person_id == person_id)
    )
    for told, (title, holding) in _rows(found):
        yield HistoryRow(*told, part=part, says=f"Holds the post {title} ({holding})")


READERS = (
    ("employer", _employments),
    ("placement", _placements),
    ("management", _management),
    ("professional", _accountabilities),
    ("professional", _registrations),
    ("post", _tenures),
)
TOLD = 8  # how many columns `_told` selects


def _told(model: type[Model], as_at: AsAt) -> Select[*tuple[Any, ...]]:
    """The dates of each row known of by the moment, and who recorded and corrected it."""
    assert issubclass(model, Dated)
    # What was corrected only after the moment asked about was still believed then.
    corrected = true() if as_at.known_at is None else model.superseded_at <= as_at.known_at
    # Why a row was withdrawn is kept with it, and was no more known by then than that it was.
    because = case((or_(corrected, model.superseded_at.is_(None)), model.because))
    told = (
        select(model.id, model.starts_on, model.until, model.recorded_at, RECORDER.name, because)
        .add_columns(case((corrected, model.superseded_at)), CORRECTOR.name)
        .join(RECORDER, RECORDER.id == model.recorded_by_id)
        .outerjoin(CORRECTOR, and_(CORRECTOR.id == model.superseded_by_id, corrected))
    )
    return told if as_at.known_at is None else told.where(model.recorded_at <= as_at.known_at)


def _rows(found: Select[*tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Each row in two halves: what every row tells, then what this kind of row says."""
    for row in db.session.execute(found):
        yield tuple(row[:TOLD]), tuple(row[TOLD:])


def _with_post(
    found: Select[*tuple[Any, ...]], model: type[Management | Accountability | Tenure], as_at: AsAt
) -> Select[*tuple[Any, ...]]:
    """With the post's title as the row's first day knew it."""
    return (
        found.add_columns(func.coalesce(PostDetails.title, Post.code))
        .join(Post, Post.id == model.post_id)
        .outerjoin(
            PostDetails,
            and_(PostDetails.post_id == model.post_id, _at_the_start(PostDetails, model, as_at)),
        )
    )


def _at_the_start(fact: type[Dated], row: type[Dated], as_at: AsAt) -> ColumnElement[bool]:
    """The fact that was true on the first day of the row."""
    still_open = or_(fact.until.is_(None), fact.until > row.starts_on)
    return and_(fact.starts_on <= row.starts_on, still_open, known(fact, as_at))
