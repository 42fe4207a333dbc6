"""Whether a mandate cedes a function for somebody on a day and, if not, why not. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from foundation.formats import day, last_day, listed
from teams.authority.facts import Cedable, FunctionFact, MandateFact, OrganisationFact, PlaceFact
from teams.mandate import ALL, Instrument, Status

JOB, NEIGHBOURHOOD = "job:", "neighbourhood:"
ALL_HOURS = Decimal(0)
"""In place of the hours of an only placement, which make no difference."""

STATUTORY = frozenset({Instrument.SECTION_75, Instrument.SECTION_113})
PUBLIC_BODIES = frozenset({"council", "nhs_trust", "mental_health_trust", "commissioner"})
LAWFUL: Mapping[str, frozenset[Instrument]] = {
    "vcf": frozenset({Instrument.MEMORANDUM, Instrument.CONTRACT}),
    "partnership": frozenset(),
}
"""What each kind of organisation may cede by, where it is neither council nor NHS and not every form will do.

Sections 75 (National Health Service Act 2006) and 113 (Local Government Act 1972) are arrangements between
NHS bodies and local authorities.
"""


def unlawful_because(instrument: str, organisation: OrganisationFact) -> str | None:
    """Why this form of agreement cannot bind the organisation and what would; None when it can. Rule 12."""
    reason = _cannot_bind(Instrument(instrument), organisation)
    if reason and Instrument(instrument) in STATUTORY:
        return f"{reason}. Use a memorandum of understanding or a contract"
    return reason


def _cannot_bind(form: Instrument, organisation: OrganisationFact) -> str | None:
    if organisation.kind in PUBLIC_BODIES:
        return None
    if form in STATUTORY:
        return f"A {form.label} cannot bind {organisation.name}: only councils and NHS bodies can make one"
    lawful = LAWFUL.get(organisation.kind, frozenset(Instrument) - STATUTORY)
    if not lawful:
        return f"{organisation.name} employs nobody, so it has nothing to cede"
    if form not in lawful:
        return f"{organisation.name} cedes by memorandum of understanding or contract, not by {form.label}"
    return None


def names_function(mandate: MandateFact, function: FunctionFact) -> bool:
    """Whether the agreement speaks of the function; “all” means all that may be ceded."""
    if function.code in mandate.functions:
        return True
    return ALL in mandate.functions and function.cedable is not Cedable.NEVER


def condition_of(mandate: MandateFact, function: FunctionFact) -> str | None:
    """The conditions on which the function is ceded: its own, or else those for every conditional function."""
    if function.cedable is not Cedable.CONDITIONAL:
        return None
    own: list[str] = []
    general: list[str] = []
    for stated in mandate.conditions:
        about, said, text = stated.partition(":")
        if said and about.strip() == function.code:
            own.append(text.strip())
        elif not said or not is_code(about):
            general.append(stated.strip())
    return "; ".join(filter(_says_something, own or general)) or None


def _says_something(text: str) -> bool:
    """A dash in the place of a condition is none."""
    return any(map(str.isalnum, text))


def is_code(text: str) -> bool:
    """Whether the words before a colon name a function and do not begin a sentence."""
    return text.strip().replace("_", "").isalnum() and text.strip().islower()


def covers_staff(mandate: MandateFact, profession: str | None, job_title: str) -> bool:
    """Whether somebody of that profession and job is of the staff the agreement names."""
    return (
        ALL in mandate.professions
        or profession in mandate.professions
        or f"{JOB}{job_title}".casefold() in {name.casefold() for name in mandate.professions}
    )


def covers_team(mandate: MandateFact, place: PlaceFact) -> bool:
    """Whether the agreement names the team or service, or its neighbourhood."""
    return (
        ALL in mandate.teams
        or place.team in mandate.teams
        or f"{NEIGHBOURHOOD}{place.neighbourhood}" in mandate.teams
    )


def why_not(
    mandate: MandateFact,
    function: FunctionFact,
    place: PlaceFact,
    job_title: str,
    organisation: OrganisationFact,
    on: date,
) -> str | None:
    """Why an agreement that speaks of the function does not cede it for somebody in this place on the day;
    None when it does."""
    return (
        why_void(mandate, organisation, on)
        or why_not_without(mandate, function)
        or why_not_there(mandate, place, job_title)
    )


def why_void(mandate: MandateFact, organisation: OrganisationFact, on: date) -> str | None:
    """Why an agreement cedes nothing to anybody on the day; None when it cedes something."""
    return _not_in_force(mandate, on) or _unlawful(mandate, organisation)


def why_not_without(mandate: MandateFact, function: FunctionFact) -> str | None:
    """Why an agreement that speaks of a function does not cede it for want of a condition."""
    if function.cedable is Cedable.CONDITIONAL and condition_of(mandate, function) is None:
        return f"Mandate {mandate.code} names it without the condition that it needs"
    return None


def why_not_there(mandate: MandateFact, place: PlaceFact, job_title: str) -> str | None:
    """Why an agreement is not about somebody in this place and job; None when it is."""
    if not covers_staff(mandate, place.profession, job_title):
        return f"Mandate {mandate.code} cedes it for other staff: {spoken(mandate.professions)}"
    if not covers_team(mandate, place):
        return f"Mandate {mandate.code} cedes it in other teams: {spoken(mandate.teams)}"
    return None


def in_force(mandate: MandateFact, on: date) -> bool:
    """Signed by both sides, and the day is one of its days."""
    return _not_in_force(mandate, on) is None


def spoken(codes: Iterable[str]) -> str:
    """Codes as words: “district nurse”, “the job Team leader”, “the neighbourhood east”."""
    return listed(
        code.replace(JOB, "the job ").replace(NEIGHBOURHOOD, "the neighbourhood ").replace("_", " ")
        for code in codes
    )


def _not_in_force(mandate: MandateFact, on: date) -> str | None:
    if mandate.status == Status.DRAFT:
        return f"Mandate {mandate.code} is a draft that nobody has signed"
    starts_on, until = mandate.period.starts_on, mandate.period.until
    if on < starts_on:
        return f"Mandate {mandate.code} starts only on {day(starts_on)}"
    if mandate.status == Status.WITHDRAWN:
        return f"Mandate {mandate.code} was withdrawn from {day(starts_on)}"
    if until is not None and on >= until:
        return f"Mandate {mandate.code} ended on {day(last_day(until))}"
    if mandate.signed_by_organisation_on is None or mandate.signed_by_partnership_on is None:
        return f"Mandate {mandate.code} is not signed by both sides"
    return None


def _unlawful(mandate: MandateFact, organisation: OrganisationFact) -> str | None:
    reason = _cannot_bind(Instrument(mandate.instrument), organisation)
    return reason and f"Mandate {mandate.code} cedes nothing. {reason}"
