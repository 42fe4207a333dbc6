"""The five kinds of fact kept of a person: how each is asked for, and the verb behind each button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.acts import Act, Key
from foundation.effective import Period, through
from foundation.forms import Form
from foundation.model import Model
from people import actions as people
from people.accountability import Accountability
from people.employment import Contract, EmploymentDetails
from people.forms import (
    AccountabilityForm,
    ChangeForm,
    CorrectForm,
    EmploymentForm,
    EndForm,
    HoldingForm,
    NewEmploymentForm,
    NumberField,
    ProfessionForm,
    StartForm,
)
from people.post import Holding, Line, Tenure
from teams import actions as teams
from teams.forms import EndEmploymentForm, FirstManagementForm, ManagementForm, PlacementForm
from teams.team import Management, PlacementDetails

Answers = Mapping[str, Any]


class StartEmployment(NewEmploymentForm, EmploymentForm, StartForm):
    """A new contract."""


class ChangeEmployment(EmploymentForm, ChangeForm):
    """Other terms."""


class CorrectEmployment(EmploymentForm, CorrectForm):
    """Terms put right."""


class StartPlacement(PlacementForm, FirstManagementForm, StartForm):
    """A new place in a team."""


class ChangePlacement(PlacementForm, ChangeForm):
    """Another team, role or hours."""


class CorrectPlacement(PlacementForm, CorrectForm):
    """A placement put right."""


class StartManagement(ManagementForm, ChangeForm):
    """A management line where there was none."""

    placement_id = NumberField("Placement", message="Choose the placement")


class ChangeManagement(ManagementForm, ChangeForm):
    """Another management post."""


class CorrectManagement(ManagementForm, CorrectForm):
    """A management line put right."""


class StartAccountability(ProfessionForm, AccountabilityForm, StartForm):
    """A professional line where there was none."""


class ChangeAccountability(AccountabilityForm, ChangeForm):
    """Another professional post."""


class CorrectAccountability(AccountabilityForm, CorrectForm):
    """A professional line put right."""


class StartTenure(HoldingForm, StartForm):
    """Taking up a post."""

    post_id = NumberField("Post", message="Choose the post")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of fact. `change` is None where a change is an end and a start (somebody else takes a post).
    `lines` are the lines whose posts it offers."""

    noun: str
    model: type[Model]
    lines: tuple[Line, ...] = ()
    start_form: type[Form]
    start: Callable[[Act, int, Answers], object]
    change_form: type[Form] | None = None
    change: Callable[[Act, Key, Answers], None] | None = None
    end_form: type[Form] = EndForm
    end: Callable[[Act, Key, Answers], None]
    correct_form: type[Form]


def days_of(answers: Answers) -> Period:
    """The period that a form gives by its first and last day."""
    return through(answers["starts_on"], answers["last_day"])


def place_of(answers: Answers) -> teams.Place:
    """The placement that a form describes."""
    return teams.Place(**{name: answers[name] for name in PLACE})


def terms_of(answers: Answers) -> dict[str, Any]:
    """The contract that a form describes."""
    return {
        "contract": Contract(answers["contract"]),
        "contracted_hours": answers["contracted_hours"],
        "job_title": answers["job_title"],
    }


PLACE = ("employment_id", "team_id", "role", "hours", "profession_id", "funding", "funding_ends_on")
KINDS: dict[str, Kind] = {
    "employment": Kind(
        noun="employment",
        model=EmploymentDetails,
        start_form=StartEmployment,
        start=lambda act, person, a: people.start_employment(
            act, person, a["organisation_id"], a["assignment_number"], days_of(a), **terms_of(a)
        ),
        change_form=ChangeEmployment,
        change=lambda act, key, a: people.change_employment(act, key[0], a["on"], **terms_of(a)),
        end_form=EndEmploymentForm,
        end=lambda act, key, a: teams.end_employment(
            act, key[0], a["last_day"], with_placements=a["with_placements"]
        ),
        correct_form=CorrectEmployment,
    ),
    "placement": Kind(
        noun="placement",
        model=PlacementDetails,
        lines=(Line.MANAGEMENT,),
        start_form=StartPlacement,
        start=lambda act, person, a: teams.start_placement(
            act, person, place_of(a), days_of(a), post_id=a["post_id"]
        ),
        change_form=ChangePlacement,
        change=lambda act, key, a: teams.change_placement(act, key[0], place_of(a), a["on"]),
        end=lambda act, key, a: teams.end_placement(act, key[0], a["last_day"]),
        correct_form=CorrectPlacement,
    ),
    "management": Kind(
        noun="management line",
        model=Management,
        lines=(Line.MANAGEMENT,),
        start_form=StartManagement,
        start=lambda act, _person, a: teams.start_management(act, a["placement_id"], a["post_id"], a["on"]),
        change_form=ChangeManagement,
        change=lambda act, key, a: teams.change_management(act, key[0], a["post_id"], a["on"]),
        end=lambda act, key, a: teams.end_management(act, key[0], a["last_day"]),
        correct_form=CorrectManagement,
    ),
    "accountability": Kind(
        noun="professional line",
        model=Accountability,
        lines=(Line.PROFESSIONAL,),
        start_form=StartAccountability,
        start=lambda act, person, a: people.start_accountability(
            act, person, a["profession_id"], a["post_id"], days_of(a)
        ),
        change_form=ChangeAccountability,
        change=lambda act, key, a: people.change_accountability(act, key[0], key[1], a["post_id"], a["on"]),
        end=lambda act, key, a: people.end_accountability(act, key[0], key[1], a["last_day"]),
        correct_form=CorrectAccountability,
    ),
    "tenure": Kind(
        noun="tenure",
        model=Tenure,
        lines=(Line.MANAGEMENT, Line.PROFESSIONAL),
        start_form=StartTenure,
        start=lambda act, person, a: teams.start_tenure(
            act, a["post_id"], Holding(a["holding"]), person, days_of(a)
        ),
        end=lambda act, key, a: teams.end_tenure(act, key[0], Holding(key[1]), a["last_day"]),
        correct_form=CorrectForm,
    ),
}
