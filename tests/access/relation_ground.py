"""Somebody for each line of `tests.access.relations`: how they stand to the east's case today, in the borough of
`tests.access.borough`. Each is a line of PEOPLE or a function below; all committed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from accounts.account import Account
from accounts.permissions import Role
from caseload.cases.case import Allocation, Holds
from caseload.cases.holding import Contribution
from caseload.reviews.review import Action, Plan, PlannedAttendance
from foundation import clock
from foundation.database import db
from people.availability import Absence
from people.organisation import Organisation
from people.person import Person
from people.post import Post
from teams.team import Team
from tests import builders as make
from tests.access.borough import Borough
from tests.access.policy import Actor

ONE_DAY = timedelta(days=1)
TASK = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """The borough's case, session and teams, and today."""

    borough: Borough
    trust: Organisation
    council: Organisation
    east: Team
    north: Team
    on: date

    @property
    def case_id(self) -> int:
        """The case of the east."""
        return int(self.borough.named["case_east"])

    @property
    def over(self) -> dict[str, date]:
        """Ended yesterday."""
        return {"until": self.on}

    @property
    def last_day(self) -> dict[str, date]:
        """Ends today."""
        return {"until": self.on + ONE_DAY}

    @property
    def begins(self) -> dict[str, date]:
        """Starts today."""
        return {"starts_on": self.on}

    @property
    def ahead(self) -> dict[str, date]:
        """Starts tomorrow."""
        return {"starts_on": self.on + ONE_DAY}


def standing_people(borough: Borough) -> dict[str, Account]:
    """The account of each, by name; everybody is committed. The borough's own stand for roles that follow nothing."""
    ground = Ground(borough, _of(Organisation, "nca"), _of(Organisation, "council"),
                    _of(Team, "team_east"), _of(Team, "team_north"), clock.today())  # fmt: skip
    own = {"office": Actor.OFFICE, "administrator": Actor.ADMINISTRATOR, "no_role": Actor.NO_ROLE}
    found = {name: borough.accounts[actor] for name, actor in own.items()}
    found |= {name: made(ground, name) for name, made in PEOPLE.items()}
    db.session.commit()
    return found


def _of(model: type[Any], code: str) -> Any:
    return db.session.scalars(select(model).where(model.code == code)).one()


def somebody(
    g: Ground, name: str, role: Role = Role.STAFF, scope: str = "", **days: date
) -> tuple[Account, Person]:
    """An account tied to somebody whom the trust employs, for these days."""
    account = make.account(role, scope, email=f"{name.replace('_', '-')}@sample.invalid")
    person = make.person(name.title().replace("_", ""), "Standsample", account=account)
    make.employment(person, g.trust, f"R-{name}", **days)
    return account, person


def days_of(g: Ground, *, gone: bool) -> dict[str, Any]:
    """Of a contract: open, or one that ended yesterday."""
    return dict[str, Any](g.over) if gone else {}


def placed(g: Ground, person: Person, team: Team, **days: Any) -> None:
    """In a team for these days."""
    contract = db.session.scalars(select(make.Employment).where(make.Employment.person_id == person.id)).one()
    make.placement(contract, team, None, role="nurse", **days)


def worker(where: str | None, **days: Any) -> Callable[[Ground, str], Account]:
    """A member of staff, in a team or in none; `days` of the contract."""

    def made(g: Ground, name: str) -> Account:
        account, person = somebody(g, name, **days)
        if where is not None:
            placed(g, person, getattr(g, where))
        return account

    return made


def has(table: type[Any], period: str = "", **values: Any) -> Callable[[Ground, str], Account]:
    """A member of staff of the east who has the case for a period."""

    def made(g: Ground, name: str) -> Account:
        account, person = somebody(g, name)
        placed(g, person, g.east)
        days = getattr(g, period) if period else {}
        make.dated(table, case_id=g.case_id, person_id=person.id, **values, **days)
        return account

    return made


def believed_before(g: Ground, name: str) -> Account:
    """Was said to contribute, which was taken back."""
    account, person = somebody(g, name)
    gone = {"superseded_at": clock.now(), "superseded_by_id": make.recorder().id}
    make.dated(Contribution, case_id=g.case_id, person_id=person.id, **gone)
    return account


def owes(*, gone: bool = False) -> Callable[[Ground, str], Account]:
    """Has the second thing to do about the case; `gone`: had it, and left yesterday."""

    def made(g: Ground, name: str) -> Account:
        account, person = somebody(g, name, **days_of(g, gone=gone))
        number = TASK + 1 if gone else TASK
        known: dict[str, Any] = {"recorded_at": make.KNOWN_SINCE, "recorded_by_id": make.recorder().id}
        make.kept(
            Action(
                number=number, case_id=g.case_id, what="Ring the surgery", raised_on=make.START,
                due_on=make.START, organisation_id=g.trust.id, owner_person_id=person.id, **known,
            )
        )  # fmt: skip
        return account

    return made


def comes(*, gone: bool = False) -> Callable[[Ground, str], Account]:
    """Is asked to the session by the published plan; `gone`: and left yesterday."""

    def made(g: Ground, name: str) -> Account:
        account, person = somebody(g, name, **days_of(g, gone=gone))
        plan = db.session.scalars(select(Plan.id).where(Plan.status == "published")).one()
        session_id = int(g.borough.named["session_east"])
        make.kept(PlannedAttendance(plan_id=plan, session_id=session_id, person_id=person.id))
        return account

    return made


def role_by_placement(
    role: Role, scope: str, *places: tuple[str, str], left: bool = False
) -> Callable[[Ground, str], Account]:
    """Holds a role in a scope, and is in these teams for these periods; `left`: the contract ended yesterday."""

    def made(g: Ground, name: str) -> Account:
        account, person = somebody(g, name, role, scope, **days_of(g, gone=left))
        for team, period in places:
            placed(g, person, getattr(g, team), **(getattr(g, period) if period else {}))
        return account

    return made


def lead_superseded(g: Ground, name: str) -> Account:
    """Was said to be in the east, which was taken back."""
    account, person = somebody(g, name, Role.LEAD, "east")
    gone: Any = {"superseded_at": clock.now(), "superseded_by_id": make.recorder().id}
    placed(g, person, g.east, **gone)
    return account


def lead_nobodys(_ground: Ground, name: str) -> Account:
    """An account that is nobody's in the register."""
    return make.account(Role.LEAD, "east", email=f"{name}@sample.invalid")


def by_post(role: Role, scope: str, period: str = "") -> Callable[[Ground, str], Account]:
    """Holds a role, and for a period a post: for the east a lead's, for another scope the post of that code."""

    def made(g: Ground, name: str) -> Account:
        account, person = somebody(g, name, role, scope)
        make.tenure(_post(g, name, scope), person, **(getattr(g, period) if period else {}))
        return account

    return made


def director(period: str = "") -> Callable[[Ground, str], Account]:
    """Answers for a post of their own, for a period."""

    def made(g: Ground, name: str) -> Account:
        account, person = somebody(g, name, Role.DIRECTOR, f"apex_{name}")
        post = make.post(f"apex_{name}", "professional", g.trust)
        make.tenure(post, person, **(getattr(g, period) if period else {}))
        return account

    return made


def deputy(period: str = "", *, away: bool = True) -> Callable[[Ground, str], Account]:
    """The deputy, for a period, of a lead of the east who is away or at work."""

    def made(g: Ground, name: str) -> Account:
        account, person = somebody(g, name, Role.LEAD, "east")
        post = _post(g, name, "east")
        holder = make.person("Holder", "Standsample")
        contract = make.employment(holder, g.trust, f"H-{name}")
        make.tenure(post, holder)
        make.tenure(post, person, "deputy", **(getattr(g, period) if period else {}))
        if away:
            make.dated(Absence, employment_id=contract.id, kind="away")
        return account

    return made


def hr(employer: str, *, left: bool = False) -> Callable[[Ground, str], Account]:
    """The trust's HR, employed by one or the other."""

    def made(g: Ground, name: str) -> Account:
        account = make.account(Role.EMPLOYER_HR, "nca", email=f"{name}@sample.invalid")
        person = make.person(name.title(), "Standsample", account=account)
        make.employment(person, getattr(g, employer), f"R-{name}", **days_of(g, gone=left))
        return account

    return made


def _post(g: Ground, name: str, scope: str) -> Post:
    return make.post(f"post_{name}", "management", g.trust, scope=scope)


KEY_WORKER, DEPUTY = Holds.KEY_WORKER.value, Holds.DEPUTY.value
LEAD, COORDINATOR = Role.LEAD, Role.COORDINATOR
PEOPLE: dict[str, Callable[[Ground, str], Account]] = {
    "stranger": worker("north"),
    "team_mate": worker("east"),
    "nobody_placed": worker(None),
    "leaver": worker(None, until=clock.today()),
    "contributes": has(Contribution),
    "begins_today": has(Contribution, "begins"),
    "last_day": has(Contribution, "last_day"),
    "deputy_of_case": has(Allocation, "begins", role=DEPUTY),
    "ended_yesterday": has(Contribution, "over"),
    "starts_tomorrow": has(Contribution, "ahead"),
    "deputy_ended": has(Allocation, "over", role=DEPUTY),
    "believed_before": believed_before,
    "task_owner": owes(),
    "task_owner_gone": owes(gone=True),
    "attendee": comes(),
    "attendee_gone": comes(gone=True),
    "lead": role_by_placement(LEAD, "east", ("east", "")),
    "lead_begins": role_by_placement(LEAD, "east", ("east", "begins")),
    "lead_last_day": role_by_placement(LEAD, "east", ("east", "last_day")),
    "lead_arrived": role_by_placement(LEAD, "east", ("north", "over"), ("east", "begins")),
    "lead_nobodys": lead_nobodys,
    "lead_ended": role_by_placement(LEAD, "east", ("east", "over")),
    "lead_tomorrow": role_by_placement(LEAD, "east", ("east", "ahead")),
    "lead_transferred": role_by_placement(LEAD, "east", ("east", "over"), ("north", "begins")),
    "lead_gone": role_by_placement(LEAD, "east", ("east", "over"), left=True),
    "lead_superseded": lead_superseded,
    "lead_of_north": role_by_placement(LEAD, "north", ("north", "")),
    "post_holder": by_post(LEAD, "east"),
    "post_left": by_post(LEAD, "east", "over"),
    "post_tomorrow": by_post(LEAD, "east", "ahead"),
    "deputy_stands_in": deputy(),
    "deputy_stands_by": deputy(away=False),
    "deputy_expired": deputy("over"),
    "deputy_tomorrow": deputy("ahead"),
    "coordinator": role_by_placement(COORDINATOR, "east", ("east", "")),
    "coordinates_all": role_by_placement(COORDINATOR, "", ("north", "")),
    "coordinator_ended": role_by_placement(COORDINATOR, "east", ("east", "over")),
    "coordinator_begins": role_by_placement(COORDINATOR, "east", ("east", "ahead")),
    "coordinator_moved": role_by_placement(COORDINATOR, "east", ("east", "over"), ("north", "begins")),
    "director": director(),
    "director_left": director("over"),
    "director_tomorrow": director("ahead"),
    "hr": hr("trust"),
    "hr_left": hr("trust", left=True),
    "hr_elsewhere": hr("council"),
}
