"""Where two would decide the same on one day: both named, and which of them stands. Pure."""

from collections.abc import Iterator, Sequence

from foundation.formats import hours
from teams.authority.ceding import Cession
from teams.authority.facts import FunctionFact, MandateFact, Party
from teams.authority.ruling import Claimant, Conflict
from teams.authority.standpoint import Found, Standpoint

MOST_HOURS = "The team with most of the hours decides."
SAME_HOURS = "The hours are the same, so the placement that started first decides."
PROFESSION_OF_MOST_HOURS = "The profession of the placement with most of the hours decides."
NO_PROFESSION_NAMED = "No placement says which profession is practised, so the first of the lines decides."
STANDS = {
    Party.PROFESSIONAL: "Registration and safety come before direction.",
    Party.EMPLOYER: "Terms of employment come before direction.",
}


def never_ceded(
    function: FunctionFact, found: Found, claims: Sequence[MandateFact], view: Standpoint
) -> Iterator[Conflict]:
    """A signed mandate names a function that nobody can cede."""
    if not claims:
        return
    signed = tuple(Claimant("The neighbourhood", f"by mandate {mandate.code}") for mandate in claims)
    stands = Claimant(found.title, "by the scheme of delegation")
    because = f"{function.name} can never be ceded. {STANDS[function.before]}"
    yield Conflict((*signed, stands), view.facts.on, found.title, because)


def two_mandates(ceding: Sequence[MandateFact], view: Standpoint) -> Iterator[Conflict]:
    """More than one mandate cedes the function for the same person."""
    if len(ceding) < 2:
        return
    claimants = tuple(Claimant(f"Mandate {m.code}", "cedes it for the same staff") for m in ceding)
    because = "Of two mandates that cede the same, the one that started first stands."
    yield Conflict(claimants, view.facts.on, f"Mandate {ceding[0].code}", because)


def two_places(function: FunctionFact, ceded: Sequence[Cession], view: Standpoint) -> Iterator[Conflict]:
    """Placements in several teams, in which different people would decide."""
    if len(ceded) < 2:
        return
    found: list[Found] = []
    claimants: list[Claimant] = []
    for alone, cession in zip(view.in_each_place, ceded, strict=True):
        place, mandate = alone.situation.places[0], cession.mandate
        there = alone.parties[function.after if mandate else function.before]
        by = f"by mandate {mandate.code}" if mandate else "as it is not ceded there"
        found.append(there)
        claimants.append(Claimant(there.title, f"for {hours(place.hours)} a week in {place.team_name}, {by}"))
    if _differ(found):
        first, second = view.situation.places[:2]
        because = MOST_HOURS if first.hours > second.hours else SAME_HOURS
        yield Conflict(tuple(claimants), view.facts.on, claimants[0].title, because)


def two_professions(view: Standpoint) -> Iterator[Conflict]:
    """Professions practised in several placements, with lines to different posts; or several professional
    lines, where no placement says which of them is practised."""
    practised = dict.fromkeys(place.profession for place in view.situation.places if place.profession)
    professions = list(practised) or [code for code, _ in view.situation.lines]
    if len(professions) < 2:
        return
    found = [view.professional(code) for code in professions]
    if _differ(found):
        claimants = tuple(
            Claimant(each.title, f"as {code.replace('_', ' ')}")
            for each, code in zip(found, professions, strict=True)
        )
        because = PROFESSION_OF_MOST_HOURS if practised else NO_PROFESSION_NAMED
        yield Conflict(claimants, view.facts.on, view.parties[Party.PROFESSIONAL].title, because)


def _differ(found: Sequence[Found]) -> bool:
    return len({each.decides for each in found}) > 1
