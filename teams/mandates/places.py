"""Where on a form each refusal of a mandate belongs."""

from collections.abc import Iterable

from foundation.forms import Form
from teams.authority.cession import JOB, NEIGHBOURHOOD
from teams.mandate import ALL
from teams.mandates.checks import Refusal
from teams.mandates.forms import CONDITION

NOTHING_CHOSEN = {
    "functions": "Choose the functions it cedes: what is not named is not ceded",
    "professions": "Choose the staff it is about: all of the organisation’s, or particular professions or jobs",
    "teams": "Choose the teams or neighbourhoods it is about, or every team and service",
}


def place(form: Form, refusals: Iterable[Refusal]) -> None:
    """Put each refusal beside the field that it is about; at the head of the form where it has none."""
    for name, sentence in _placed(form, refusals):
        if name in form:
            form[name].errors = [*form[name].errors, sentence.removesuffix(".")]
        else:
            form.refuse(sentence)


def _placed(form: Form, refusals: Iterable[Refusal]) -> Iterable[tuple[str, str]]:
    """Each sentence with its place. The rules speak of conditions that are wanting before they speak of those
    that are there."""
    wanting = _first_wanting(form)
    for refusal in refusals:
        if refusal.field == "conditions" and wanting:
            yield wanting, refusal.sentence
            wanting = None
        else:
            yield _place_of(form, refusal), refusal.sentence if refusal.read else _said_here(refusal)


def _place_of(form: Form, refusal: Refusal) -> str:
    if refusal.field == "conditions":
        about = f"{CONDITION}{refusal.read.partition(':')[0]}"
        return about if about in form else "condition"
    if refusal.read.startswith(JOB):
        return "jobs"
    if refusal.read.startswith(NEIGHBOURHOOD):
        return "neighbourhoods"
    return {"ends_on": "last_day"}.get(refusal.field, refusal.field)


def _said_here(refusal: Refusal) -> str:
    """A screen has boxes to tick where a file has codes and stars."""
    return NOTHING_CHOSEN.get(refusal.field, refusal.sentence)


def _first_wanting(form: Form) -> str | None:
    """The first chosen function whose condition is empty, where there is none for all of them."""
    chosen = form.data.get("functions") or ()
    for name, answer in form.data.items():
        code = name.removeprefix(CONDITION)
        if code != name and not answer and not form.data["condition"] and (code in chosen or ALL in chosen):
            return name
    return None
