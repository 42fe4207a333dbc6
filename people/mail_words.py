"""What a mail says: counts, days and addresses within the service, and nobody's name. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.formats import day, plural
from people.notice import NoticeKind

MOST_LINES = 12
"""Of one kind; the rest are counted."""
HEADINGS = {
    NoticeKind.ACCOUNT_CHANGED: "What was done to your account here",
    NoticeKind.LOOK: "Somebody your organisation employs asked to look at a resident outside their work",
    NoticeKind.SESSION_CHANGED: "Review sessions of yours that were moved, changed or cancelled",
    NoticeKind.SESSION_SOON: "Review sessions that you are asked to come to next",
    NoticeKind.AGENDA: "Agendas of review sessions that you are asked to come to",
    NoticeKind.PLAN_PUBLISHED: "A plan of reviews was published, and changes what you are asked to come to",
    NoticeKind.PLAN_UNSETTLED: "The published plan of reviews no longer holds",
    NoticeKind.ESCALATED: "Reviews escalated to a post that you hold",
    NoticeKind.REVIEW_BREACHED: "Reviews past their longest time",
    NoticeKind.REVIEW_FALLING_DUE: "Reviews that fall due",
    NoticeKind.ACTION_GIVEN: "Actions given to you",
    NoticeKind.ACTION_DUE: "Your actions that are due",
    NoticeKind.REGISTRATION_ENDING: "Registrations that end",
    NoticeKind.MANDATE_ENDING: "Mandates that end",
    NoticeKind.SEALED_REFERRAL: "New referrals that may be of a resident whose record is sealed",
    NoticeKind.ODD_PATTERN: "Days on which somebody’s looking wants explaining",
    NoticeKind.JOB_LATE: "Jobs of this service that ran late or failed",
}
"""In the order in which a mail says them."""

PASSING = frozenset(
    {NoticeKind.AGENDA, NoticeKind.SESSION_SOON, NoticeKind.SESSION_CHANGED, NoticeKind.REVIEW_FALLING_DUE}
)
"""What is about a day to come, and is not said once that day is past."""


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """One thing to tell: the day it is about, and where in the service it is."""

    day: date
    about: str
    kind: NoticeKind


def is_past(kind: NoticeKind, about_day: date, on: date) -> bool:
    """Whether it is too late to say it on a day."""
    return kind in PASSING and about_day < on


def subject_of(told: Collection[Told], on: date) -> str:
    """“Neighbourhood Teams: 3 things for you, 23 November 2026”."""
    return f"Neighbourhood Teams: {plural(len(set(told)), 'thing')} for you, {day(on)}"


MANY = "Your work: {site}/my-work\nYou are sent at most one such mail a day."
NOW = "All that wait: {site}/privacy/looks\nYou are sent such a mail within a minute, beside the mail of the day."


def body_of(told: Collection[Told], site: str, *, at_once: bool = False) -> str:
    """Plain text. `site` is where the service is reached."""
    site = site.rstrip("/")
    parts = [
        "This mail names nobody. Sign in to read more.",
        *(
            said
            for kind in HEADINGS
            if (said := _about(kind, sorted({each for each in told if each.kind is kind}), site))
        ),
        (NOW if at_once else MANY).format(site=site),
    ]
    return "\n\n".join(parts) + "\n"


def _about(kind: NoticeKind, told: Sequence[Told], site: str) -> str:
    if not told:
        return ""
    lines = [f"- {day(each.day)}: {site}{each.about}" for each in told[:MOST_LINES]]
    more = [f"- and {len(told) - MOST_LINES} more"] if len(told) > MOST_LINES else []
    return "\n".join([f"{HEADINGS[kind]} ({len(told)})", *lines, *more])
