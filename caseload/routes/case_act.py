"""What an act on a case is made of, and what its form offers and means."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseload.cases.case import Informed
from caseload.cases.contact import CareKind
from caseload.cases.stage import CaseKind
from caseload.cases.standing import Standing
from caseload.keeping import contacts, stages
from caseload.keeping.forms import (
    AcceptForm,
    CaseForm,
    CompetenceFields,
    NeedsFields,
    ResidentFields,
)
from caseload.keeping.particulars import Particulars
from caseload.keeping.stages import Acceptance
from caseload.queries import choices
from caseload.queries.one_case import CaseFacts
from foundation.acts import Act
from foundation.formats import listed, plural
from foundation.forms import options


@dataclass(frozen=True, slots=True)
class About:
    """The case an act is about, as it stands today, and the neighbourhoods whose cases the viewer keeps."""

    case: CaseFacts
    standing: Standing
    on: date
    scopes: Collection[str]

    @property
    def id(self) -> int:
        """The case's number."""
        return self.case.line.id


Answers = dict[str, Any]


def nothing(about: About) -> Answers:
    """Nothing is filled in but the day."""
    return {}


def no_offer(form: Any, about: About) -> None:
    """The form's choices are always the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAct:
    """One act. `say` gives what it did, for `sentence` to tell; `fits` whether the page leads to it."""

    title: str
    button: str
    form: type[CaseForm]
    say: Callable[[Act, About, Answers], Any]
    sentence: Callable[[Any], str]
    fits: Callable[[About], bool]
    fill: Callable[[About], Answers] = nothing
    offer: Callable[[Any, About], None] = no_offer
    explains: str = ""
    ends: bool = False


def is_open(about: About) -> bool:
    """Whether the case is accepted and not over."""
    return not (about.standing.waits or about.standing.is_over)


def says(sentence: str) -> Callable[[Any], str]:
    """Always that."""
    return lambda _done: sentence


def offer_tiers(form: Any, about: About) -> None:
    """Every tier."""
    form.tier.offer(choices.tiers(), "Choose a tier")


def offer_needs(form: NeedsFields, about: About) -> None:
    """Every profession, twice."""
    found = choices.professions()
    form.wanted.choices = options((str(number), name) for number, name in found)
    form.hard.choices = options((str(number), name) for number, name in found)


def offer_acceptance(form: AcceptForm, about: About) -> None:
    """Tiers, professions and competences."""
    offer_tiers(form, about)
    offer_needs(form, about)
    offer_competences(form, about)


def offer_competences(form: CompetenceFields, about: About) -> None:
    """Every competence."""
    form.competences.choices = options((str(number), name) for number, name in choices.competences())


def offer_people(form: Any, about: About) -> None:
    """Whoever is near the case."""
    near = choices.people_near(about.id, about.case.neighbourhood_id, about.on)
    form.person.offer(near, "Choose somebody")


def offer_places(form: ResidentFields, scopes: Collection[str]) -> None:
    """The viewer's neighbourhoods and their wards; practices of the whole borough."""
    form.neighbourhood.offer(choices.neighbourhoods(scopes), "Choose a neighbourhood")
    form.ward.offer(choices.wards(scopes), "Not known")
    form.practice.offer(choices.practices(), "Not known")


def needs_of(answers: Answers) -> dict[int, bool]:
    """Each profession wanted, with whether it must be there: whoever must be there is wanted."""
    hard = set(answers["hard"] or ())
    return {number: number in hard for number in sorted({*(answers["wanted"] or ()), *hard})}


def particulars_of(answers: Answers) -> Particulars:
    """The resident that a form describes."""
    return Particulars(
        given_name=answers["given_name"],
        family_name=answers["family_name"],
        date_of_birth=answers["date_of_birth"],
        postcode=answers["postcode"],
        neighbourhood_id=answers["neighbourhood"],
        ward_id=answers["ward"],
        practice_id=answers["practice"],
    )


def acceptance_of(answers: Answers) -> Acceptance:
    """What a form accepts the case as."""
    return Acceptance(
        tier_id=answers["tier"],
        informed=Informed(answers["informed"]),
        informed_on=answers["informed_on"],
        reason=answers["reason"] or "",
        kind=CaseKind(answers["kind"]),
        statutory=answers["statutory"],
        travel=answers["travel"],
        needs=needs_of(answers),
        competences=tuple(answers["competences"] or ()),
    )


def change_care(act: Act, about: About, answers: Answers) -> None:
    """Care of a kind, or none."""
    if answers["kind"]:
        contacts.arrange_care(act, about.id, CareKind(answers["kind"]), answers["hours"], answers["on"])
    else:
        contacts.end_care(act, about.id, answers["on"])


def ended(done: stages.Ended) -> str:
    """What ended with a case."""
    parts = [
        plural(done.holders, "person held it", "people held it") if done.holders else "",
        plural(done.contributors, "person contributed", "people contributed") if done.contributors else "",
        plural(done.requests, "request was open", "requests were open") if done.requests else "",
    ]
    said = listed(part for part in parts if part)
    return (
        f"The case is closed. Until then {said}; that has ended with it." if said else "The case is closed."
    )


def barred(still_works: bool) -> str:
    """What is left to do when they hold the case."""
    left = (
        " They still hold it or contribute to it: it has to be given to somebody else." if still_works else ""
    )
    return f"They are not to hold this case.{left}"
