"""Coverage ahead: what lapses on which day if nothing is done; and single points of failure."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.asking import asked_as_at
from foundation.paging import page_of
from teams.authority.facts import DayFacts
from teams.coverage.ahead import DAYS_AHEAD, Outlook, checkpoints
from teams.coverage.dated import DatedPractice, Days
from teams.coverage.failing import Failings
from teams.coverage.lapses import End, Lapse, lapses_of
from teams.coverage.stalling import decided, posts_deciding
from teams.queries.authority import functions, mandates_of
from teams.queries.coverage_ahead import dated_facts, dated_practices
from teams.queries.coverage_span import names, span_of
from teams.routes.coverage import (
    Reading,
    about,
    asked_page,
    asked_span,
    asked_times,
    choices,
    mending,
)
from teams.routes.mending import Link

coverage_ahead = Blueprint("coverage_ahead", __name__)
DUE_AT_ONCE = 20
SHOWN = 50
"""Names that one line lists; the rest are counted."""
ENDS = {
    End.POST: "Posts left without a fit holder",
    End.LINE: "Professional lines ending",
    End.REGISTRATION: "Registrations expiring",
    End.START: "People starting without cover",
    End.LEAVER: "Leavers",
    End.FUNDING: "Funding ending",
    End.MANDATE: "Mandates ending",
    End.ACTING: "Acting spells passing 6 months",
    End.CHECK: "Register checks",
    End.SUPERVISION: "Supervision",
}
"""Each kind of ending, of several."""


@dataclass(frozen=True, slots=True)
class Looking:
    """One account's question over some days. `practices`: those whom the filters leave."""

    reading: Reading
    days: Days
    practices: list[DatedPractice]


@coverage_ahead.get("/coverage/ahead")
@allow(Permission.SEE_COVERAGE)
def ahead() -> ResponseReturnValue:
    """What ends and what falls due in the 180 days after the day, and who loses cover from it."""
    looking = asked_looking(DAYS_AHEAD)
    audit.seen("coverage:ahead", None, by=viewer().id)
    if looking is None:
        return render_template("coverage/no_span.html")
    days = looking.days
    outlook = Outlook(looking.practices, days)
    mandates = mandates_of(looking.reading.names.employers, looking.reading.as_at)
    found = lapses_of(outlook, mandates)
    ending = [lapse for lapse in found if not lapse.end.falls_due]
    due = [lapse for lapse in found if lapse.end.falls_due]
    return render_template(
        "coverage_ahead/ahead.html",
        **about(looking.reading),
        last=days.facts.last,
        points=[outlook.point(day) for day in checkpoints(days.facts.on, days.facts.last)],
        counts=[(end, words, concerned(found, end)) for end, words in ENDS.items()],
        ending=page_of(ending, asked_page()),
        due=page_of(due, asked_page("due"), per_page=DUE_AT_ONCE),
        link=lambda lapse: link_of(lapse, looking.reading),
        choices=choices(looking.reading),
        shown=SHOWN,
    )


@coverage_ahead.get("/coverage/failing")
@allow(Permission.SEE_COVERAGE)
def failing() -> ResponseReturnValue:
    """For each post and each person of the lines: who loses cover and what stalls if they go tomorrow."""
    looking = asked_looking(0)
    audit.seen("coverage:failing", None, by=viewer().id)
    if looking is None:
        return render_template("coverage/no_span.html")
    reading = looking.reading
    employers = {c.employer.code: c.employer for p in looking.practices for c in p.contracts.values()}
    mandates = tuple(mandates_of(employers, reading.as_at))
    day = DayFacts(
        reading.as_at.on, functions(), employers, mandates, posts_deciding(reading.judge.facts.posts)
    )
    found = Failings(reading.chosen, reading.judge, decided(looking.practices, day))
    return render_template(
        "coverage_ahead/failing.html",
        **about(reading),
        posts=page_of(found.posts(), asked_page(), per_page=DUE_AT_ONCE),
        people=page_of(found.people(), asked_page("people"), per_page=DUE_AT_ONCE),
        choices=choices(reading),
        shown=SHOWN,
    )


def asked_looking(days: int) -> Looking | None:
    """What the address asks of the viewer's own span, on its day and so many days after; None where their
    account names no span. Raises NotThere for a code that means nothing here."""
    as_at, called = asked_as_at(), names(viewer().id, clock.today())
    whose = span_of(viewer(), called)
    if whose is None:
        return None
    over = Days(dated_facts(as_at, as_at.on + timedelta(days=days)))
    judge = over.judge(as_at.on)
    span = asked_span(whose, judge, called)
    practices = dated_practices(whose, as_at, over.facts.last)
    given = tuple(placed for practice in practices for placed in practice.on(as_at.on))
    chosen = [p for p in practices if any(span.takes_in(spell.what) for spell in p.placed)]
    return Looking(Reading(as_at, span, judge, called, given), over, chosen)


def concerned(found: list[Lapse], end: End) -> int:
    """How many people all the endings of one kind concern, each once."""
    return len({person_id for lapse in found if lapse.end is end for person_id in lapse.concerned})


def link_of(lapse: Lapse, reading: Reading) -> Link:
    """The one page where it is mended before the day."""
    mend = mending(reading)
    if lapse.end is End.MANDATE:
        return Link("Open the mandate", url_for("mandates.show", code=lapse.mandate, **asked_times()))
    if lapse.post is not None:
        return mend.of_post(lapse.post)
    if len(lapse.concerned) > 1 and lapse.owner:
        return mend.of_owner(lapse.owner)
    if lapse.losing:
        return mend.gap(lapse.losing[0].gap, lapse.losing[0].practice)
    return mend.of_person(lapse.touched[0].person_id)
