"""What may be done about a record being sealed."""

from typing import Any

from caseload.keeping import sealing
from caseload.queries import choices
from caseload.queries.seals import holders_of_resident
from caseload.routes.case_act import About, CaseAct, offer_people, says
from caseload.sealing.forms import NameForm, SealForm, UnsealForm
from caseload.sealing.seal import SealWhy
from foundation.forms import options


def is_sealed(about: About) -> bool:
    """Whether it is, as far as whoever asks can know."""
    return about.standing.sealed is not None


def offer_names(form: Any, about: About) -> None:
    """Whoever is near the case, after those who have one of the resident's and so have to be named."""
    holders = holders_of_resident(about.case.resident_id, about.on)
    near = dict(choices.people_near(about.id, about.case.neighbourhood_id, about.on))
    form.names.choices = options((str(number), name) for number, name in (holders | near).items())


def offer_named(form: Any, about: About) -> None:
    """Whoever is named."""
    sealed = about.standing.sealed
    form.person.offer(sealed.names.items() if sealed else (), "Choose somebody")


SEAL_ACTS: dict[str, CaseAct] = {
    "seal": CaseAct(
        title="Seal this record",
        button="Seal this record",
        form=SealForm,
        fill=lambda about: {"names": list(holders_of_resident(about.case.resident_id, about.on))},
        offer=offer_names,
        say=lambda act, about, a: sealing.seal(
            act, about.case.resident_id, SealWhy(a["why"]), a["names"] or ()
        ),
        sentence=says("The record is sealed. Only those who are named see it from now on."),
        fits=lambda about: not is_sealed(about),
        explains=(
            "For everybody who is not named, this resident and their cases then do not exist: in no list, search, "
            "count, plan, file or mail. You are named yourself. Everybody who has a case of theirs has to be named. "
            "No review of theirs is planned or chased while it is sealed: those named arrange them."
        ),
        ends=True,
    ),
    "unseal": CaseAct(
        title="End the seal",
        button="End the seal",
        form=UnsealForm,
        say=lambda act, about, a: sealing.unseal(act, about.case.resident_id),
        sentence=says(
            "The record is no longer sealed. If the number or a reference was given to somebody else meanwhile, "
            "look at who may be the same person, and at the case’s reference."
        ),
        fits=is_sealed,
        explains="Everybody who may see the residents of the neighbourhood sees this one from now on.",
        ends=True,
    ),
    "name": CaseAct(
        title="Name somebody on the sealed record",
        button="Name them",
        form=NameForm,
        offer=offer_people,
        say=lambda act, about, a: sealing.name(act, about.case.resident_id, a["person"]),
        sentence=says("They are named on the sealed record, and see it from now on."),
        fits=is_sealed,
    ),
    "take-off": CaseAct(
        title="Take somebody off the sealed record",
        button="Take them off",
        form=NameForm,
        offer=offer_named,
        say=lambda act, about, a: sealing.take_off(act, about.case.resident_id, a["person"]),
        sentence=says("They are no longer named, and do not see the record any more."),
        fits=is_sealed,
    ),
}
