"""Everything that is wrong with what is said of a mandate, all at once. Pure.

Each refusal names a column of the mandates file, so that a screen and a file put it in its place. Its sentence
names the rule that is broken.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from foundation.effective import Period
from foundation.errors import RuleBroken
from foundation.formats import ONE_DAY, day, listed
from teams.authority import cession
from teams.authority.facts import Cedable, FunctionFact, MandateFact, OrganisationFact
from teams.mandate import ALL, Instrument, Status
from teams.mandates.terms import SEPARATOR, Stated, fact_of, values_of

EMPLOYER_DECIDES = "until both have signed, the employer decides"
TEXTS = (
    "reference", "functions", "professions", "teams", "conditions", "signed_by_organisation",
    "signed_by_partnership",
)  # fmt: skip
SIDES = {"organisation": "the organisation", "partnership": "the partnership"}


class Refusal(NamedTuple):
    """Which column is wrong, what was read there, and a sentence that names the rule."""

    field: str
    read: str
    sentence: str


class Refused(RuleBroken):
    """What was said of a mandate cannot stand. Its message is every sentence; `refusals` has them one by one."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = refusals


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that the register and the scheme know. `functions` in the scheme's order; `teams`: the
    neighbourhood of each, none for a service of the whole borough."""

    functions: Mapping[str, FunctionFact]
    professions: frozenset[str]
    teams: Mapping[str, str | None]
    neighbourhoods: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """What is judged, and by what. `on`: today."""

    stated: Stated
    organisation: OrganisationFact
    known: Known
    on: date

    @property
    def claims_signing(self) -> bool:
        """Whether it is said to have been signed by both, even if it was withdrawn since."""
        return self.stated.status is Status.SIGNED or self.stated.withdrawn_once_signed

    @property
    def fact(self) -> MandateFact:
        """The terms as a ruling reads them; until when makes no difference here."""
        values = values_of(self.stated.terms, self.stated.status)
        return fact_of("", self.organisation.code, Period(self.stated.days.starts_on), values)

    @property
    def ceded(self) -> list[FunctionFact]:
        """The functions it names, in the scheme's order."""
        fact = self.fact
        return [each for each in self.known.functions.values() if cession.names_function(fact, each)]


def wrong_with(stated: Stated, organisation: OrganisationFact, known: Known, on: date) -> list[Refusal]:
    """Every reason to refuse it, in the order of the file's columns; none when it can stand by itself."""
    question = Question(stated, organisation, known, on)
    return list(chain.from_iterable(check(question) for check in CHECKS))


def _organisation(asked: Question) -> Iterator[Refusal]:
    if _employs_nobody(asked.organisation):
        sentence = f"{asked.organisation.name} employs nobody, so it has nothing to cede."
        yield Refusal("organisation", asked.organisation.code, sentence)


def _employs_nobody(organisation: OrganisationFact) -> bool:
    return not cession.LAWFUL.get(organisation.kind, cession.PUBLIC_BODIES)


def _instrument(asked: Question) -> Iterator[Refusal]:
    instrument = asked.stated.terms.instrument
    if instrument not in list(Instrument):
        forms = listed((form.label for form in Instrument), "or")
        yield Refusal("instrument", instrument, f"A mandate is one of these forms of agreement: {forms}.")
    elif not _employs_nobody(asked.organisation):
        unlawful = cession.unlawful_because(instrument, asked.organisation)
        if unlawful:
            yield Refusal("instrument", instrument, f"{unlawful}.")


def _reference(asked: Question) -> Iterator[Refusal]:
    if asked.claims_signing and not asked.stated.terms.reference.strip():
        sentence = "Give the reference of the agreement: every ruling that rests on a mandate quotes it."
        yield Refusal("reference", "", sentence)


def _functions(asked: Question) -> Iterator[Refusal]:
    named = asked.stated.terms.functions
    if not named:
        sentence = "Name the functions it cedes, or * for every one that may be ceded: what is not named is not ceded."
        yield Refusal("functions", "", sentence)
    for code in named:
        function = asked.known.functions.get(code)
        if code != ALL and function is None:
            yield Refusal("functions", code, f"The scheme of delegation has no function “{code}”.")
        if function is not None and function.cedable is Cedable.NEVER:
            sentence = (
                f"{function.name} can never be ceded, by anybody or by any route: "
                "the scheme of delegation marks it “never”."
            )
            yield Refusal("functions", code, sentence)


def _professions(asked: Question) -> Iterator[Refusal]:
    named = asked.stated.terms.professions
    if not named:
        sentence = (
            "Name the staff it is about by profession or job, or * for all of the organisation’s staff."
        )
        yield Refusal("professions", "", sentence)
    for code in named:
        if not _is_staff_group(code, asked.known):
            sentence = (
                f"“{code}” is no profession of the register. A job is written {cession.JOB} "
                f"and its title, such as {cession.JOB}Team leader."
            )
            yield Refusal("professions", code, sentence)


def _is_staff_group(code: str, known: Known) -> bool:
    if code.startswith(cession.JOB):
        title = code.removeprefix(cession.JOB)
        return title == title.strip() != ""
    return code == ALL or code in known.professions


def _teams(asked: Question) -> Iterator[Refusal]:
    named = asked.stated.terms.teams
    if not named:
        sentence = "Name the teams, named services or neighbourhoods it is about, or * for all of them."
        yield Refusal("teams", "", sentence)
    for code in named:
        about = code.removeprefix(cession.NEIGHBOURHOOD)
        if about != code and about not in asked.known.neighbourhoods:
            yield Refusal("teams", code, f"The register has no neighbourhood “{about}”.")
        if about == code and code != ALL and code not in asked.known.teams:
            sentence = (
                f"“{code}” is no team or named service of the register. A whole neighbourhood is written "
                f"{cession.NEIGHBOURHOOD} and its code."
            )
            yield Refusal("teams", code, sentence)


def _conditions_needed(asked: Question) -> Iterator[Refusal]:
    fact = asked.fact
    without = [
        function.name
        for function in asked.ceded
        if function.cedable is Cedable.CONDITIONAL and cession.condition_of(fact, function) is None
    ]
    if without:
        sentence = (
            "The scheme of delegation lets these be ceded only on a condition, and none is recorded for "
            f"{listed(without)}."
        )
        yield Refusal("conditions", SEPARATOR.join(asked.stated.terms.conditions), sentence)


def _conditions_about(asked: Question) -> Iterator[Refusal]:
    ceded = {function.code for function in asked.ceded}
    for stated in asked.stated.terms.conditions:
        about, said, _ = stated.partition(":")
        about = about.strip()
        if not said or not cession.is_code(about) or about in ceded:
            continue
        function = asked.known.functions.get(about)
        sentence = (
            f"It puts a condition on {function.name}, which it does not cede."
            if function
            else f"It puts a condition on “{about}”, but the scheme of delegation has no such function."
        )
        yield Refusal("conditions", stated, sentence)


def _one_line(asked: Question) -> Iterator[Refusal]:
    for field in TEXTS:
        held = getattr(asked.stated.terms, field)
        for text in held if isinstance(held, tuple) else (held or "",):
            if not text.isprintable():
                yield Refusal(
                    field, text, "Write it on one line: the mandates file has one line for each mandate."
                )
            if SEPARATOR in text and isinstance(held, tuple):
                sentence = (
                    "A semicolon separates one entry of a list from the next, so an entry cannot hold one."
                )
                yield Refusal(field, text, sentence)


def _signatures(asked: Question) -> Iterator[Refusal]:
    terms = asked.stated.terms
    if asked.stated.status is Status.DRAFT and terms.signed_by_both:
        sentence = "Both have signed, so it is no draft: its status is signed."
        yield Refusal("status", Status.DRAFT, sentence)
    for side, name in SIDES.items():
        for field, what in (
            (f"signed_by_{side}", "the name of who signed"),
            (f"signed_by_{side}_on", "the day of signing"),
        ):
            if asked.claims_signing and not getattr(terms, field):
                yield Refusal(field, "", f"Give {what} for {name}: {EMPLOYER_DECIDES}.")
        yield from _signed_on(asked, f"signed_by_{side}_on", name)


def _signed_on(asked: Question, field: str, name: str) -> Iterator[Refusal]:
    signed_on: date | None = getattr(asked.stated.terms, field)
    starts_on = asked.stated.days.starts_on
    if signed_on is None:
        return
    if signed_on > asked.on:
        sentence = f"The day on which {name} signs, {day(signed_on)}, has not come yet."
        yield Refusal(field, signed_on.isoformat(), sentence)
    if asked.claims_signing and signed_on > starts_on:
        sentence = (
            f"It was signed for {name} on {day(signed_on)}, after its first day, {day(starts_on)}: "
            f"{EMPLOYER_DECIDES}. Let it start on or after the day of the last signature."
        )
        yield Refusal(field, signed_on.isoformat(), sentence)


def _ends(asked: Question) -> Iterator[Refusal]:
    first, last = asked.stated.days.starts_on, asked.stated.days.last_day
    never_in_force = asked.stated.withdrawn_once_signed and last == first - ONE_DAY
    if last is None:
        if asked.stated.withdrawn_once_signed:
            sentence = (
                "Both had signed it, so it was in force until it was withdrawn: give its last day in force."
            )
            yield Refusal("ends_on", "", sentence)
    elif last < first and not never_in_force:
        sentence = (
            f"Its last day, {day(last)}, is before its first, {day(first)}: a mandate has a day at least."
        )
        yield Refusal("ends_on", last.isoformat(), sentence)


def _review(asked: Question) -> Iterator[Refusal]:
    review_on, starts_on = asked.stated.terms.review_on, asked.stated.days.starts_on
    if review_on is not None and review_on < starts_on:
        sentence = (
            f"The review day, {day(review_on)}, is before its first day, {day(starts_on)}: "
            "a mandate is reviewed once it has started."
        )
        yield Refusal("review_on", review_on.isoformat(), sentence)


CHECKS: tuple[Callable[[Question], Iterator[Refusal]], ...] = (
    _organisation, _instrument, _reference, _functions, _professions, _teams, _conditions_needed,
    _conditions_about, _one_line, _signatures, _ends, _review,
)  # fmt: skip
