"""The headings under which a person looks for a decision about them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from teams.authority.facts import FunctionFact


class Group(StrEnum):
    """A heading, as an address names it. Its order here is the order on a page."""

    LEAVE = "leave"
    WORK = "work"
    DEVELOPMENT = "development"
    CONDUCT = "conduct"
    SAFETY = "safety"
    TERMS = "terms"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As a heading says it."""
        return LABELS[self]


LABELS = {
    Group.LEAVE: "Leave and absence",
    Group.WORK: "Work",
    Group.DEVELOPMENT: "Development",
    Group.CONDUCT: "Conduct, capability, complaints and grievance",
    Group.SAFETY: "Safety, practice and registration",
    Group.TERMS: "Terms and contract",
    Group.OTHER: "Other",
}
MEMBERS = {
    Group.LEAVE: ("annual_leave", "study_leave", "sickness_day_one", "sickness_formal", "return_to_work"),
    Group.WORK: (
        "direct_work",
        "allocate_work",
        "reallocate_in_absence",
        "safe_workload",
        "rota",
        "change_base",
        "team_procedures",
        "redeploy_neighbourhood",
    ),
    Group.DEVELOPMENT: ("management_one_to_one", "professional_supervision", "appraisal", "cpd_plan"),
    Group.CONDUCT: (
        "capability_informal",
        "capability_formal",
        "disciplinary",
        "grievance",
        "complaint_service",
        "complaint_team",
    ),
    Group.SAFETY: (
        "refuse_outside_competence",
        "revalidation",
        "registration_lapse",
        "fitness_to_practise",
        "local_safety",
        "raise_safeguarding",
        "incident",
        "statutory_functions",
        "clinical_policy",
    ),
    Group.TERMS: (
        "pay_step",
        "recruitment_panel",
        "contract_terms",
        "pre_employment_checks",
        "expenses",
        "secondment",
    ),
}
GROUP_OF = {code: group for group, codes in MEMBERS.items() for code in codes}


class AboutFunction(Protocol):
    """Anything that is said of one function: a ruling, a row of the scheme."""

    @property
    def function(self) -> FunctionFact:
        """The function it is about."""
        ...


T = TypeVar("T", bound=FunctionFact | AboutFunction)


@dataclass(frozen=True, slots=True)
class Grouped(Generic[T]):
    """What stands under one heading, in the scheme's order."""

    group: Group
    members: tuple[T, ...]


def group_of(code: str) -> Group:
    """The heading for a function's code; what the scheme adds later stands under Other."""
    return GROUP_OF.get(code, Group.OTHER)


def grouped(about: Iterable[T]) -> list[Grouped[T]]:
    """Functions, or whatever is said of them, under their headings. A heading with nothing is left out."""
    found: dict[Group, list[T]] = {group: [] for group in Group}
    for each in sorted(about, key=lambda each: _function(each).number):
        found[group_of(_function(each).code)].append(each)
    return [Grouped(group, tuple(members)) for group, members in found.items() if members]


def _function(about: FunctionFact | AboutFunction) -> FunctionFact:
    return about if isinstance(about, FunctionFact) else about.function
