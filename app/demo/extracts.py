"""Staff extracts, the tenures file and the lists of teams and practices, as rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from random import Random

from app.demo.career import Career, Position, Tenure
from app.demo.days import first_of_month
from app.demo.establishment import SERVICES, apportion
from app.demo.manifest import SampleTeam
from app.demo.reference import Reference

Row = list[str]

EXTRACT_COLUMNS = (
    "employer", "assignment_number", "given_name", "family_name", "known_as", "email", "phone", "profession",
    "registration_number", "registration_expires_on", "registration_checked_on", "job_title", "contract",
    "contracted_hours", "employment_starts_on", "employment_ends_on", "team", "placement_role",
    "placement_hours", "placement_starts_on", "placement_ends_on", "management_post", "professional_post",
    "post_held", "post_holding", "funding", "funding_ends_on",
)  # fmt: skip
TENURE_COLUMNS = ("post", "employer", "assignment_number", "holding", "starts_on", "ends_on")
TEAM_COLUMNS = ("code", "name", "neighbourhood", "kind")
PRACTICE_LIST_COLUMNS = ("ods_code", "neighbourhood", "registered_patients", "counted_on", "status")


def by_employer(careers: Iterable[Career]) -> dict[str, list[Career]]:
    """Careers under their employers, in the order of assignment numbers."""
    grouped: defaultdict[str, list[Career]] = defaultdict(list)
    for career in careers:
        grouped[career.employer].append(career)
    return {employer: sorted(found, key=lambda each: each.key) for employer, found in grouped.items()}


def extract_rows(careers: Iterable[Career], day: date) -> Iterator[Row]:
    """One employer's whole truth on the day, one row for each position."""
    for career in careers:
        if career.shown_on(day):
            terms = career.terms_on(day)
            employment = _employment_cells(career, day)
            for position in terms.positions:
                yield employment + _position_cells(career, position, day)


def _employment_cells(career: Career, day: date) -> Row:
    person, terms, registration = career.person, career.terms_on(day), career.registration
    return [
        career.employer,
        career.assignment_number,
        person.given_name,
        terms.family_name or person.family_name,
        person.known_as,
        person.email,
        person.phone,
        career.profession,
        registration.number if registration else "",
        registration.expires_on(day).isoformat() if registration else "",
        registration.checked_on(day).isoformat() if registration else "",
        terms.job_title,
        career.contract,
        hours(terms.hours),
        career.starts_on.isoformat(),
        iso(career.ends_on(day)),
    ]


def _position_cells(career: Career, position: Position, day: date) -> Row:
    ends = [last_day for last_day in (position.ends_on, career.ends_on(day)) if last_day]
    return [
        position.team,
        position.role,
        hours(position.hours) if position.team else "",
        position.starts_on.isoformat() if position.team else "",
        iso(min(ends, default=None)) if position.team else "",
        position.management_post,
        position.professional_post,
        position.post_held,
        position.post_holding,
        position.funding,
        iso(position.funding_ends_on),
    ]


def tenure_rows(tenures: Iterable[Tenure]) -> Iterator[Row]:
    for each in tenures:
        yield [
            each.post,
            each.employer,
            each.assignment_number,
            each.holding,
            each.starts_on.isoformat(),
            iso(each.ends_on),
        ]


def sample_teams(reference: Reference) -> tuple[SampleTeam, ...]:
    """A team for each neighbourhood, then the services that serve them all."""
    teams = [
        SampleTeam(each.team, f"{each.name} neighbourhood team", each.code, "neighbourhood")
        for each in reference.neighbourhoods
    ]
    return (*teams, *(SampleTeam(code, name, "", "specialist") for code, name in SERVICES.items()))


def team_rows(teams: Iterable[SampleTeam]) -> Iterator[Row]:
    for team in teams:
        yield [team.code, team.name, team.neighbourhood, team.kind]


def practice_list_rows(reference: Reference, seed: int, today: date) -> Iterator[Row]:
    """How many patients each practice has registered: near the resident population, and never the same."""
    random = Random(f"{seed} practice lists")
    counted_on = first_of_month(today, 1).isoformat()
    for neighbourhood in reference.neighbourhoods:
        registered = round(neighbourhood.population * random.uniform(0.94, 1.08))
        sizes = apportion(registered, [random.randint(4, 14) for _ in neighbourhood.practices])
        for ods_code, size in zip(neighbourhood.practices, sizes, strict=True):
            yield [ods_code, neighbourhood.code, str(size), counted_on, "invented for the sample"]


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def hours(number: float) -> str:
    return f"{number:g}"
