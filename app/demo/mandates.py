"""What the sample's employers have ceded: signed, in draft, about to end and withdrawn, none of it real."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from app.demo.days import anniversary, first_of_month, weekday_on_or_before
from app.demo.establishment import SERVICES
from app.demo.extracts import Row, iso
from app.demo.names import invent_name
from app.demo.reference import Reference

MANDATE_COLUMNS = (
    "code", "organisation", "instrument", "reference", "functions", "professions", "teams", "conditions",
    "signed_by_organisation", "signed_by_organisation_on", "signed_by_partnership",
    "signed_by_partnership_on", "starts_on", "ends_on", "review_on", "status",
)  # fmt: skip
ONE_DAY = timedelta(days=1)
SIGNED_BEFORE = (timedelta(days=24), timedelta(days=10))
"""How long before its first day the organisation signed, and then the partnership."""

TASKING = ("direct_work", "allocate_work", "reallocate_in_absence")
NURSING = ("district_nurse", "nursing_associate", "healthcare_assistant")
THERAPIES = ("occupational_therapist", "physiotherapist", "podiatrist", "speech_therapist", "dietitian")
ADULT_CARE = ("social_worker", "social_care_assessor", "occupational_therapist")

CONDITIONS = {
    "rota": "the employer is consulted where it would change terms of contract",
    "change_base": "the employer is told a month ahead and its travel policy applies",
    "annual_leave": "recorded in the employer's leave system within two working days",
    "study_leave": "the neighbourhood agrees the time, the professional line the content, the employer the cost",
    "sickness_day_one": "the employer is told the same day",
    "appraisal": "on the joint form, with the professional lead's part",
    "capability_informal": "with the professional lead, and the employer told before it starts",
    "recruitment_panel": "the employer appoints",
    "local_safety": "the employer's own duty in law stays with the employer",
    "complaint_team": "the employer is told of every complaint",
    "expenses": "within the employer's rates",
    "redeploy_neighbourhood": "for at most twelve weeks unless the employer agrees to more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A mandate of the sample before it has a code. `withdrawn_on`: the day on which it was given up."""

    organisation: str
    instrument: str
    functions: tuple[str, ...]
    professions: tuple[str, ...]
    teams: tuple[str, ...]
    starts_on: date
    ends_on: date | None = None
    signed_on: tuple[date, date] | None = None
    withdrawn_on: date | None = None
    general_condition: str = ""

    @property
    def conditions(self) -> tuple[str, ...]:
        """One for each conditional function, or one for all of them."""
        if self.general_condition:
            return (self.general_condition,)
        return tuple(f"{code}: {CONDITIONS[code]}" for code in self.functions if code in CONDITIONS)


def mandate_files(
    reference: Reference, *, seed: int, today: date, opening: date
) -> Iterator[tuple[date, list[Row]]]:
    """The mandates as they became known: what was signed or withdrawn on each day, then all of them today.

    Nothing became known before `opening`, the day on which the register starts.
    """
    agreements = _coded(_agreements(reference, today))
    random = Random(f"{seed} mandates")
    partnership = _name(random)
    signatories = {code: (_name(random), partnership) for code in agreements}
    news: defaultdict[date, list[Row]] = defaultdict(list)
    for code, agreement in agreements.items():
        for day, then in _told(agreement):
            if day < today:
                news[max(day, opening)].append(_row(code, then, signatories[code]))
    yield from ((day, _latest(news[day])) for day in sorted(news) if day < today)
    yield today, [_row(code, agreement, signatories[code]) for code, agreement in sorted(agreements.items())]


def _agreements(reference: Reference, today: date) -> list[Agreement]:
    everywhere = tuple(f"neighbourhood:{place.code}" for place in reference.neighbourhoods)
    april = _april(today)
    agreed = [
        *_of_the_trust(everywhere, april, today),
        *_of_the_council(everywhere, april, today),
        *_of_mental_health(everywhere, today),
        *_of_the_smaller_ones(april, today),
    ]
    return [
        each if each.signed_on or each.organisation == "gp_federation" else _signed(each) for each in agreed
    ]


def _of_the_trust(everywhere: tuple[str, ...], april: date, today: date) -> list[Agreement]:
    nursing = Agreement(
        organisation="nca",
        instrument="section_75",
        functions=(
            *TASKING, "rota", "annual_leave", "study_leave", "sickness_day_one", "return_to_work",
            "management_one_to_one", "appraisal", "recruitment_panel", "local_safety", "complaint_team",
            "team_procedures", "redeploy_neighbourhood",
        ),
        professions=NURSING,
        teams=everywhere,
        starts_on=april,
        ends_on=date(april.year + 2, 3, 31),
    )  # fmt: skip
    therapies = Agreement(
        organisation="nca",
        instrument="section_75",
        functions=(
            *TASKING, "annual_leave", "sickness_day_one", "return_to_work", "management_one_to_one",
            "team_procedures",
        ),
        professions=THERAPIES,
        teams=everywhere,
        starts_on=first_of_month(today, 4),
        ends_on=date(april.year + 2, 3, 31),
        general_condition="the head of therapies is told within two working days",
    )  # fmt: skip
    rapid_response = Agreement(
        organisation="nca",
        instrument="section_113",
        functions=(*TASKING, "rota", "sickness_day_one"),
        professions=("*",),
        teams=tuple(SERVICES)[:1],
        starts_on=first_of_month(today, 10),
        ends_on=first_of_month(today, -2) - ONE_DAY,
    )
    return [nursing, therapies, rapid_response]


def _of_the_council(everywhere: tuple[str, ...], april: date, today: date) -> list[Agreement]:
    *most, last = everywhere
    adult_care = Agreement(
        organisation="council",
        instrument="section_113",
        functions=(*TASKING, "annual_leave", "sickness_day_one", "return_to_work", "management_one_to_one"),
        professions=ADULT_CARE,
        teams=tuple(most),
        starts_on=april,
    )
    reablement = Agreement(
        organisation="council",
        instrument="section_75",
        functions=(*TASKING, "rota", "annual_leave", "sickness_day_one", "expenses", "team_procedures"),
        professions=("reablement_worker",),
        teams=("*",),
        starts_on=april,
        ends_on=date(april.year + 3, 3, 31),
    )
    coming = Agreement(
        organisation="council",
        instrument="section_113",
        functions=TASKING,
        professions=ADULT_CARE,
        teams=(last,),
        starts_on=first_of_month(today, -2),
        signed_on=(weekday_on_or_before(today - timedelta(days=9)), weekday_on_or_before(today - ONE_DAY)),
    )
    return [adult_care, reablement, coming]


def _of_mental_health(everywhere: tuple[str, ...], today: date) -> list[Agreement]:
    last_august = date(today.year - 1, 8, 31)
    given_up = Agreement(
        organisation="pennine_care",
        instrument="section_75",
        functions=(*TASKING, "annual_leave", "appraisal", "capability_informal"),
        professions=("mental_health_nurse", "social_worker"),
        teams=everywhere,
        starts_on=date(today.year - 2, 4, 1),
        ends_on=last_august,
        withdrawn_on=weekday_on_or_before(last_august - timedelta(days=20)),
    )
    present = Agreement(
        organisation="pennine_care",
        instrument="memorandum",
        functions=("direct_work", "allocate_work", "management_one_to_one", "team_procedures"),
        professions=("mental_health_nurse", *NURSING[1:], "occupational_therapist"),
        teams=everywhere,
        starts_on=date(today.year - 1, 11, 1),
    )
    return [given_up, present]


def _of_the_smaller_ones(april: date, today: date) -> list[Agreement]:
    voluntary = Agreement(
        organisation="vcfa",
        instrument="memorandum",
        functions=TASKING,
        professions=("*",),
        teams=("*",),
        starts_on=date(april.year - 1, 4, 1),
    )
    in_draft = Agreement(
        organisation="gp_federation",
        instrument="memorandum",
        functions=(*TASKING, "annual_leave"),
        professions=("job:Social prescribing link worker", "care_coordinator"),
        teams=("*",),
        starts_on=first_of_month(today, -2),
    )
    return [voluntary, in_draft]


def _signed(agreement: Agreement) -> Agreement:
    by_organisation, by_partnership = (
        weekday_on_or_before(agreement.starts_on - before) for before in SIGNED_BEFORE
    )
    return replace(agreement, signed_on=(by_organisation, by_partnership))


def _coded(agreements: Iterable[Agreement]) -> dict[str, Agreement]:
    """Numbered within each organisation and year of its first day: NCA-2026-01."""
    found: dict[str, Agreement] = {}
    for agreement in agreements:
        year = f"{_initials(agreement.organisation)}-{agreement.starts_on.year}"
        number = 1 + sum(code.startswith(year) for code in found)
        found[f"{year}-{number:02d}"] = agreement
    return found


def _told(agreement: Agreement) -> Iterator[tuple[date, Agreement]]:
    """What was known of it from which day: signed on the day of the last signature, withdrawn later."""
    if agreement.signed_on is None:
        return
    yield (
        max(agreement.signed_on),
        replace(agreement, withdrawn_on=None, ends_on=None if agreement.withdrawn_on else agreement.ends_on),
    )
    if agreement.withdrawn_on:
        yield agreement.withdrawn_on, agreement


def _latest(rows: list[Row]) -> list[Row]:
    """One row for each code: what was known last, in order of code."""
    return [row for _, row in sorted({row[0]: row for row in rows}.items())]


def _row(code: str, agreement: Agreement, signatories: tuple[str, str]) -> Row:
    signed = agreement.signed_on
    by_organisation, by_partnership = signatories if signed else ("", "")
    return [
        code,
        agreement.organisation,
        agreement.instrument,
        f"SAMPLE/{agreement.instrument.upper().replace('_', '-')}/{code}",
        ";".join(agreement.functions),
        ";".join(agreement.professions),
        ";".join(agreement.teams),
        ";".join(agreement.conditions),
        by_organisation,
        iso(signed[0] if signed else None),
        by_partnership,
        iso(signed[1] if signed else None),
        iso(agreement.starts_on),
        iso(agreement.ends_on),
        iso(min(anniversary(agreement.starts_on, -1), agreement.ends_on or date.max)),
        _status(agreement),
    ]


def _status(agreement: Agreement) -> str:
    if agreement.withdrawn_on:
        return "withdrawn"
    return "signed" if agreement.signed_on else "draft"


def _initials(organisation: str) -> str:
    """NCA, COUNCIL, PENNINE, VCFA, GP."""
    return organisation.partition("_")[0].upper()


def _april(today: date) -> date:
    """The 1 April on or before the day."""
    return date(today.year if today.month >= 4 else today.year - 1, 4, 1)


def _name(random: Random) -> str:
    return " ".join(invent_name(random))
