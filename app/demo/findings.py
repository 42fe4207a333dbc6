"""What there is to find among the people of the sample: posts without a holder, ends in sight, coming and going."""

from dataclasses import replace
from datetime import date, timedelta

from app.demo.career import Career
from app.demo.days import first_of_month
from app.demo.manifest import Flaw

LEAVING_LEAD = "neighbourhood_lead_radcliffe"
ACTING_LEAD = "neighbourhood_lead_whitefield"
VACANT_POSTS = ("principal_occupational_therapist", "ahp_lead_pennine_care")
SOON = timedelta(days=60)


def lead_leaves(careers: list[Career], today: date) -> tuple[list[Career], Flaw]:
    """The careers with one neighbourhood lead's end announced: the 18th of next month is the last day."""
    nth = next(n for n, career in enumerate(careers) if _holds(career, LEAVING_LEAD, today))
    last_day = first_of_month(today, -1) + timedelta(days=17)
    leaving = replace(careers[nth], until=last_day + timedelta(days=1), announced_on=today)
    says = (
        f"The neighbourhood lead of Radcliffe leaves on {last_day.isoformat()}, and nobody is named to follow"
    )
    flaw = Flaw("lead_leaving", says, LEAVING_LEAD, (leaving.key,))
    return [*careers[:nth], leaving, *careers[nth + 1 :]], flaw


def registrations_ending(careers: list[Career], today: date) -> Flaw:
    """Those placed today whose registration ends within 60 days and is not renewed yet."""
    horizon = today + timedelta(days=60)
    people = tuple(
        career.key
        for career in careers
        if career.registration
        and career.placements_on(today)
        and today <= career.registration.expires_on(today) <= horizon
    )
    return Flaw("registration_ending", "Registration ends within 60 days, not renewed yet", people=people)


def post_flaws(careers: list[Career], today: date) -> list[Flaw]:
    """The posts that nobody holds, and the one held by somebody acting."""
    acting = next(career for career in careers if _holds(career, ACTING_LEAD, today))
    says = "The neighbourhood lead of Whitefield has been acting for more than six months"
    vacant = [_vacant(post, careers) for post in VACANT_POSTS]
    return [*vacant, Flaw("acting_long", says, ACTING_LEAD, (acting.key,))]


def _vacant(post: str, careers: list[Career]) -> Flaw:
    """The flaw of a post whose last holder's employment has ended."""
    since = max(
        career.until for career in careers if career.until and career.terms[-1].positions[0].post_held == post
    )
    return Flaw("post_vacant", f"Nobody has held the post {post} since {since.isoformat()}", post)


def comings_and_goings(careers: list[Career], today: date) -> list[Flaw]:
    """Everybody who starts or leaves within 60 days of today, on either side."""
    found: dict[str, list[tuple[str, str]]] = {"started": [], "starting": [], "leaving": [], "left": []}
    for career in careers:
        if today - SOON <= career.starts_on <= today:
            found["started"].append(career.key)
        if career.starts_on > today:
            found["starting"].append(career.key)
        if career.until and today < career.until <= today + SOON:
            found["leaving"].append(career.key)
        if career.until and today - SOON <= career.until <= today:
            found["left"].append(career.key)
    says = {
        "started": "Started within the last 60 days",
        "starting": "Starts within the next 60 days",
        "leaving": "Leaves within the next 60 days",
        "left": "Left within the last 60 days",
    }
    return [Flaw(kind, says[kind], people=tuple(people)) for kind, people in found.items()]


def _holds(career: Career, post: str, day: date) -> bool:
    return career.shown_on(day) and any(
        position.post_held == post and position.post_holding != "deputy"
        for position in career.terms_on(day).positions
    )
