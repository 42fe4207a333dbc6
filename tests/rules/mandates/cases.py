"""A scheme of seven functions, two neighbourhoods and a dementia service, and a mandate that is in order."""

from dataclasses import replace
from datetime import date
from typing import Any

from foundation.effective import Period
from teams.authority.facts import Cedable, FunctionFact, MandateFact, OrganisationFact, Party
from teams.mandate import Status
from teams.mandates.checks import Known
from teams.mandates.terms import Days, Stated, Terms, fact_of, listed_in, values_of

TODAY = date(2026, 11, 22)
START, LAST = date(2026, 12, 1), date(2027, 11, 30)
E, N, P = Party.EMPLOYER, Party.NEIGHBOURHOOD, Party.PROFESSIONAL
FUNCTIONS = (
    FunctionFact("direct_work", 1, "Day-to-day direction", E, N, Cedable.YES),
    FunctionFact("allocate_work", 2, "Work allocation", E, N, Cedable.YES),
    FunctionFact("rota", 3, "Rota", E, N, Cedable.CONDITIONAL),
    FunctionFact("annual_leave", 4, "Annual leave", E, N, Cedable.CONDITIONAL),
    FunctionFact("expenses", 5, "Expenses", E, N, Cedable.CONDITIONAL),
    FunctionFact("safe_workload", 6, "Safe workload", P, P, Cedable.NEVER),
    FunctionFact("disciplinary", 7, "Disciplinary", E, E, Cedable.NEVER),
)
KNOWN = Known(
    functions={function.code: function for function in FUNCTIONS},
    professions=frozenset({"district_nurse", "physiotherapist"}),
    teams={"team_east": "east", "team_north": "north", "dementia": None},
    neighbourhoods=frozenset({"east", "north"}),
)
KINDS = {
    "trust": "nhs_trust",
    "council": "council",
    "mental health trust": "mental_health_trust",
    "commissioner": "commissioner",
    "VCF body": "vcf",
    "GP federation": "primary_care",
    "care provider": "care_provider",
    "partnership": "partnership",
}
TERMS = Terms(
    instrument="section_75",
    reference="S75-1",
    functions=("direct_work",),
    professions=("district_nurse",),
    teams=("neighbourhood:east",),
    signed_by_organisation="Orla Invented",
    signed_by_organisation_on=date(2026, 11, 2),
    signed_by_partnership="Pat Madeup",
    signed_by_partnership_on=date(2026, 11, 9),
)
UNSIGNED: dict[str, Any] = {
    "signed_by_organisation": None,
    "signed_by_organisation_on": None,
    "signed_by_partnership": None,
    "signed_by_partnership_on": None,
}


def employer(kind: str = "trust") -> OrganisationFact:
    """An organisation of the kind, by a word a reader knows."""
    return OrganisationFact("sample", f"Sample {kind}", KINDS[kind])


def stated(
    status: Status = Status.SIGNED, *, starts_on: date = START, ends_on: date | None = LAST, **changes: Any
) -> Stated:
    """A mandate in order but for the changes. Lists may be given as the file has them."""
    for field in ("functions", "professions", "teams", "conditions"):
        if isinstance(changes.get(field), str):
            changes[field] = listed_in(changes[field])
    if status is Status.DRAFT:
        changes = UNSIGNED | changes
    return Stated(replace(TERMS, **changes), status, Days(starts_on, ends_on))


def fact(code: str, *, organisation: str = "nca", days: Period | None = None, **changes: Any) -> MandateFact:
    """A mandate in order but for the changes, signed for these days."""
    given = stated(**changes)
    return fact_of(code, organisation, days or given.days.period, values_of(given.terms, given.status))
