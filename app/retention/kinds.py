"""Each kind of record that is kept: for how long, from when on, and why. One row of KINDS, one line of the preview.

The periods are the settings' (`KEEP_…` in `app.settings`). Where the NHS Records Management Code of Practice (2021, as
updated in August 2023, Appendix II) names one it is the least, and a shorter one is refused. Where it names none, ours is
as short as the work allows (UK GDPR, article 5(1)(e): no longer than is necessary). Sources and reasons are in
`docs/decisions/0028-retention.md`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Table, and_, exists, func

from accounts.account import SignIn
from accounts.sent_form import SentForm
from app.job_run import JobFailure, JobRun
from app.retention.periods import Period, morning_of, period_of
from app.settings import Settings
from caseload.privacy.look import Look, OddPattern, SubjectReport
from caseload.reviews.review import ReviewWeek
from foundation.acts import table_of
from foundation.errand import Errand
from people.notice import Mail, Notice
from teams.extract_import import ExtractImport, ImportStatus
from teams.position import CoverageWeek

CODE = "NHS Records Management Code of Practice 2021, Appendix II"
NO_LONGER = "UK GDPR, article 5(1)(e): no longer than is needed"
LIMITATION = "Limitation Act 1980, section 5: six years for a claim"

Rows = tuple[tuple[Table, ColumnElement[bool]], ...]
"""Rows by table, in the order in which they can be removed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is kept alike. `rows`: those to be removed, by what the period says of today; none for residents and
    staff, who are found each by themselves (`app.retention.subjects`). `least`: no setting may be shorter."""

    name: str
    says: str
    setting: str
    since: str
    source: str
    least: Period
    rows: Callable[[Period, date], Rows] | None = None
    kept: str = ""
    """What of it stays, however old."""

    @property
    def about_people(self) -> bool:
        """A small count of it would tell something of somebody."""
        return self.rows is None


def period_in(settings: Settings, kind: Kind) -> Period:
    """What the settings say of a kind. Raises ValueError for no number, or one below the least."""
    period = period_of(kind.setting, getattr(settings, kind.setting))
    if period.number < kind.least.number:
        raise ValueError(f"{kind.setting} may not be less than {kind.least}")
    return period


def _sign_ins(period: Period, on: date) -> Rows:
    c = table_of(SignIn).c
    over = func.coalesce(c.ended_at, c.expires_at) < morning_of(period.before(on))
    return ((table_of(SignIn), over),)


def _sent_forms(period: Period, on: date) -> Rows:
    return ((table_of(SentForm), table_of(SentForm).c.done_at < morning_of(period.before(on))),)


def _errands(period: Period, on: date) -> Rows:
    return ((table_of(Errand), table_of(Errand).c.ended_at < morning_of(period.before(on))),)


def _mail(period: Period, on: date) -> Rows:
    """What was told, and then mails of which nothing told is left: a younger notice keeps its mail."""
    notice, mail, before = table_of(Notice), table_of(Mail), morning_of(period.before(on))
    younger = exists().where(notice.c.mail_id == mail.c.id, notice.c.raised_at >= before)
    return (notice, notice.c.raised_at < before), (mail, and_(mail.c.made_at < before, ~younger))


def _job_runs(period: Period, on: date) -> Rows:
    """But for the newest run of each job: without it a job would seem never to have been done."""
    run, failure, before = table_of(JobRun), table_of(JobFailure), morning_of(period.before(on))
    later = run.alias("later")
    newer = exists().where(later.c.job == run.c.job, later.c.slot > run.c.slot)
    return (run, and_(run.c.ran_at < before, newer)), (failure, failure.c.at < before)


def _imports(period: Period, on: date) -> Rows:
    c = table_of(ExtractImport).c
    settled = c.status.in_([ImportStatus.DONE.value, ImportStatus.DROPPED.value])
    return ((table_of(ExtractImport), and_(settled, c.settled_at < morning_of(period.before(on)))),)


def _looks(period: Period, on: date) -> Rows:
    look, odd, before = table_of(Look), table_of(OddPattern), morning_of(period.before(on))
    return (look, look.c.reviewed_at < before), (odd, odd.c.looked_into_at < before)


def _reports(period: Period, on: date) -> Rows:
    table = table_of(SubjectReport)
    return ((table, table.c.made_at < morning_of(period.before(on))),)


def _figures(period: Period, on: date) -> Rows:
    coverage, reviews, before = table_of(CoverageWeek), table_of(ReviewWeek), period.before(on)
    return (coverage, coverage.c.monday < before), (reviews, reviews.c.on < before)


KINDS = (
    Kind("residents", "Residents, with their cases, reviews, actions and all else about them", "KEEP_RESIDENTS_YEARS",
         "the last thing that was so, was done or was recorded about them, every case being closed",
         f"{CODE}: adult health and adult social care records, 8 years after support ended or the person was last "
         "seen; nobody before their 26th birthday", Period(8, "year"),
         kept="Nothing goes while a case is open, something in force names them, their record is sealed, they were "
         "merged with somebody who stays, or a hold names their case."),
    Kind("staff", "Staff who left, with their lines, registrations, supervision and absences", "KEEP_STAFF_YEARS",
         "the last day of their last employment",
         f"{CODE}: the staff record itself is the employer’s, until the 75th birthday; this is a copy to work with, "
         "for 6 years after leaving", Period(6, "year"),
         kept="Nothing goes of somebody who held a post, supervised or is named in a resident’s record, a look, a "
         "report or a mail that stays, or whose account still opens."),
    Kind("looks", "Looks that were reviewed, and odd patterns that were looked into", "KEEP_LOOKS_YEARS",
         "the privacy officer dealt with it",
         f"{CODE}: as the record that was looked at, 8 years", Period(8, "year"), _looks,
         kept="One that nobody has dealt with stays."),
    Kind("reports", "That a subject access report was made, and why", "KEEP_REPORTS_YEARS", "it was made",
         f"{CODE}: subject access requests, 3 years after they are closed", Period(3, "year"), _reports),
    Kind("imports", "Which staff extract was applied or dropped, when and by whom", "KEEP_IMPORTS_YEARS",
         "it was settled", LIMITATION, Period(1, "year"), _imports,
         kept="The file itself went when it was settled."),
    Kind("figures", "The weekly figures of coverage and of reviews", "KEEP_FIGURES_YEARS", "their Monday",
         f"{CODE}: as the papers of the board that reads them, 20 years", Period(1, "year"), _figures),
    Kind("mail", "What people were told, and the mails that told it", "KEEP_MAIL_YEARS", "it was told", NO_LONGER,
         Period(1, "year"), _mail),
    Kind("jobs", "That a job was done, or failed", "KEEP_JOBS_YEARS", "it ran", NO_LONGER, Period(1, "year"),
         _job_runs, kept="The newest run of each job stays."),
    Kind("errands", "Long work that was asked for, and its answer", "KEEP_ERRANDS_DAYS", "it ended", NO_LONGER,
         Period(1, "day"), _errands, kept="A plan or a move that came of it is kept with the case."),
    Kind("sign-ins", "Sign-ins that are over", "KEEP_SIGN_INS_DAYS", "it ended", NO_LONGER, Period(1, "day"),
         _sign_ins, kept="Each night’s job removes them too."),
    Kind("sent-forms", "The hash by which a form sent twice is known", "KEEP_SENT_FORMS_DAYS", "it was sent",
         NO_LONGER, Period(2, "day"), _sent_forms, kept="Whoever sends a form removes their own older ones."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Never:
    """What is never removed, and why."""

    says: str
    why: str


NEVER = (
    Never("The audit", "It holds numbers, codes and days, no name; each entry proves the one before it, so a piece cut "
          "out would look like tampering, and be it."),
    Never("Signed positions", "A director answers for them; the sealed bytes name nobody but who signed."),
    Never("Accounts", "Every entry of the audit and every recorded fact names its account by a number, and whoever reads "
          "either must be able to learn who that was. A closed account opens nothing and has no factor."),
    Never("Mandates, posts and who held them", "What was decided on a past day is judged by what was in force then."),
    Never("Review sessions and plans", "They hold days and places; the reviews in them go with their residents."),
    Never("Backups", "The service cannot reach them. Let none be older than the shortest period they would undo, and "
          "run this again after restoring one."),
)  # fmt: skip
