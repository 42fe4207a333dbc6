"""People written by hand: those with something unusual about them, and the flaws there are to find.

Each function takes seats off the list for the people it places today.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from app.demo.career import Career
from app.demo.days import first_of_month
from app.demo.establishment import Seat
from app.demo.history import Historian
from app.demo.manifest import Flaw

LONG_AGO = 75  # months: employed since before the sample's history opens


@dataclass(frozen=True, slots=True)
class Found:
    """Careers to add, and the flaws they carry."""

    careers: tuple[Career, ...]
    flaws: tuple[Flaw, ...] = ()


def particular_people(historian: Historian, seats: list[Seat]) -> Found:
    """Everybody in this module, one after another."""
    makers: tuple[Callable[[Historian, list[Seat]], Found], ...] = (
        _two_employers,
        _two_professions,
        _newly_married,
        _registration_flaws,
        _line_flaws,
        _short_funding,
        _starters,
        _leavers,
    )
    found = [make(historian, seats) for make in makers]
    careers = tuple(career for each in found for career in each.careers)
    return Found(careers, tuple(flaw for each in found for flaw in each.flaws))


def _seated(
    historian: Historian,
    seats: list[Seat],
    seat: Seat,
    *,
    joined: int = LONG_AGO,
    hours: float | None = None,
) -> Career:
    """A steady career in a seat of today's, begun so many months ago."""
    seats.remove(seat)
    return historian.steady(seat, first_of_month(historian.today, joined), hours=hours)


def _placed(career: Career, **changes: object) -> Career:
    """The career with its only placement changed."""
    terms = career.terms[-1]
    position = replace(terms.positions[0], **changes)
    return replace(career, terms=(*career.terms[:-1], replace(terms, positions=(position,))))


def _registered(career: Career, **changes: object) -> Career:
    assert career.registration is not None
    return replace(career, registration=replace(career.registration, **changes))


def _two_employers(historian: Historian, seats: list[Seat]) -> Found:
    """Somebody who works three days for the council and two for the VCF Alliance."""
    council = _seated(historian, seats, Seat("council", "social_worker", "team_east"), hours=22.2)
    second = Seat("vcfa", "link_worker", "team_east")
    vcfa = historian.steady(second, first_of_month(historian.today, 30), hours=14.8)
    return Found((council, replace(vcfa, person=council.person)))


def _two_professions(historian: Historian, seats: list[Seat]) -> Found:
    """Somebody registered both as a nurse and as a social worker, employed as each by one trust."""
    nurse = _seated(historian, seats, Seat("pennine_care", "mental_health_nurse", "team_north"), hours=22.5)
    second = Seat("pennine_care", "social_worker", "team_north")
    social_worker = historian.steady(second, first_of_month(historian.today, 20), hours=15)
    return Found((nurse, replace(social_worker, person=nurse.person)))


def _newly_married(historian: Historian, seats: list[Seat]) -> Found:
    """Somebody whose family name changed at an extract, and whose address and number did not."""
    career = _seated(historian, seats, Seat("council", "social_worker", "team_whitefield"))
    renamed = replace(
        career.terms[0], starts_on=first_of_month(historian.today, 5), family_name="Testwood-Samplesby"
    )
    return Found((replace(career, terms=(*career.terms, renamed)),))


def _registration_flaws(historian: Historian, seats: list[Seat]) -> Found:
    today = historian.today
    lapsed_on = today - timedelta(days=22)
    lapsed = _registered(
        _seated(historian, seats, Seat("nca", "district_nurse", "team_radcliffe")),
        month=lapsed_on.month,
        day=min(lapsed_on.day, 28),
        every=1,
        phase=0,
        early=False,
        lapsed_on=lapsed_on,
    )
    checked_on = today - timedelta(days=150)
    unchecked = _registered(
        _seated(historian, seats, Seat("nca", "physiotherapist", "team_north")), unchecked_since=checked_on
    )
    missing = _seated(historian, seats, Seat("council", "social_worker", "team_prestwich"), joined=1)
    missing = replace(missing, registration=None)
    return Found(
        (lapsed, unchecked, missing),
        (
            Flaw(
                "registration_lapsed", f"A nurse's registration lapsed on {lapsed_on}", people=(lapsed.key,)
            ),
            Flaw(
                "registration_unchecked",
                f"A physiotherapist's registration was last checked on {checked_on}",
                people=(unchecked.key,),
            ),
            Flaw("registration_missing", "A social worker has no registration number", people=(missing.key,)),
        ),
    )


def _line_flaws(historian: Historian, seats: list[Seat]) -> Found:
    nurse = _seated(historian, seats, Seat("pennine_care", "mental_health_nurse", "team_whitefield"))
    dropped_on = first_of_month(historian.today, 4)
    dropped = _placed(
        replace(nurse, terms=(replace(nurse.terms[0], starts_on=dropped_on),)), professional_post=""
    )
    unaccountable = replace(nurse, terms=(*nurse.terms, *dropped.terms))
    undirected = _placed(
        _seated(historian, seats, Seat("gp_federation", "link_worker", "team_east")), management_post=""
    )
    misled = _placed(
        _seated(historian, seats, Seat("nca", "nursing_associate", "team_prestwich")),
        professional_post="ahp_director_nca",
    )
    return Found(
        (unaccountable, undirected, misled),
        (
            Flaw(
                "no_professional_line",
                f"A mental health nurse's professional line was dropped on {dropped_on}",
                people=(unaccountable.key,),
            ),
            Flaw("no_management_line", "A link worker has no management line", people=(undirected.key,)),
            Flaw(
                "holder_not_fit",
                "A nursing associate answers to a post whose holder is no nurse",
                "ahp_director_nca",
                (misled.key,),
            ),
        ),
    )


def _short_funding(historian: Historian, seats: list[Seat]) -> Found:
    """Two people paid for by a fund that ends within 60 days; the placement of one ends with it."""
    ends_on = historian.today + timedelta(days=39)
    fund: dict[str, object] = {"funding": "Winter resilience fund", "funding_ends_on": ends_on}
    link_worker = _seated(historian, seats, Seat("vcfa", "link_worker", "team_north"), joined=10)
    assistant = _seated(historian, seats, Seat("nca", "healthcare_assistant", "team_east"), joined=11)
    careers = (_placed(link_worker, **fund, ends_on=ends_on), _placed(assistant, **fund))
    says = f"The winter resilience fund, which pays for two people, ends on {ends_on}"
    return Found(careers, (Flaw("funding_ends", says, people=tuple(career.key for career in careers)),))


def _starters(historian: Historian, seats: list[Seat]) -> Found:
    """Two who began within the last 60 days, and three who begin within the next."""
    today = historian.today
    recent: list[Career] = []
    for seat, days_ago in (
        (Seat("nca", "healthcare_assistant", "team_radcliffe"), 20),
        (Seat("council", "social_care_assessor", "team_north"), 41),
    ):
        seats.remove(seat)
        recent.append(historian.steady(seat, today - timedelta(days=days_ago)))
    coming = [
        historian.steady(Seat("nca", "district_nurse", "team_whitefield"), today + timedelta(days=9)),
        historian.steady(Seat("council", "social_worker", "team_radcliffe"), today + timedelta(days=23)),
        historian.steady(Seat("vcfa", "community_connector", "team_prestwich"), today + timedelta(days=44)),
    ]
    return Found((*recent, *coming))


def _leavers(historian: Historian, seats: list[Seat]) -> Found:
    """Three whose end is announced, one whose announced end has come, and one gone without notice."""
    today = historian.today
    leaving = tuple(
        replace(_seated(historian, seats, seat), until=today + timedelta(days=days_ahead), announced_on=today)
        for seat, days_ahead in (
            (Seat("nca", "district_nurse", "team_prestwich"), 13),
            (Seat("council", "social_worker", "team_north"), 30),
            (Seat("pennine_care", "mental_health_nurse", "team_east"), 51),
        )
    )
    began = first_of_month(today, LONG_AGO)
    ended = replace(
        historian.steady(Seat("nca", "district_nurse", "team_north"), began),
        until=today - timedelta(days=24),
        announced_on=first_of_month(today, 2),
    )
    gone = replace(historian.steady(Seat("council", "social_worker", "team_whitefield"), began), until=today)
    return Found((*leaving, ended, gone))
