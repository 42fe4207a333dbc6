"""Where two would decide the same on one day: both named, and which of them stands. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from foundation.formats import hours
from teams.authority.facts import FunctionFact, MandateFact, Party
from teams.authority.ruling import Claimant, Conflict
from teams.authority.standpoint import Found, Standpoint

MOST_HOURS = "The team with most of the hours decides."
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


def two_places(
    function: FunctionFact, ceded: Sequence[Sequence[MandateFact]], view: Standpoint
) -> Iterator[Conflict]:
    """Placements in several teams, in which different people would decide."""
    if len(ceded) < 2:
        return
    claimants = tuple(
        _in_place(function, mandates, view.in_place(place), hours(place.hours))
        for place, mandates in zip(view.situation.places, ceded, strict=True)
    )
    if len({claimant.title for claimant in claimants}) > 1:
        yield Conflict(claimants, view.facts.on, claimants[0].title, MOST_HOURS)


def two_professions(view: Standpoint, parties: Mapping[Party, Found]) -> Iterator[Conflict]:
    """Professions practised in several placements, with lines to different posts."""
    practised = dict.fromkeys(place.profession for place in view.situation.places if place.profession)
    if len(practised) < 2:
        return
    claimants = tuple(
        Claimant(view.professional(code).title, f"as {code.replace('_', ' ')}") for code in practised
    )
    if len({claimant.title for claimant in claimants}) > 1:
        because = "The profession of the placement with most of the hours decides."
        yield Conflict(claimants, view.facts.on, parties[Party.PROFESSIONAL].title, because)


def _in_place(
    function: FunctionFact, mandates: Sequence[MandateFact], view: Standpoint, length: str
) -> Claimant:
    party = function.after if mandates else function.before
    by = f"by mandate {mandates[0].code}" if mandates else "as it is not ceded there"
    team = view.situation.places[0].team_name
    return Claimant(view.parties()[party].title, f"for {length} a week in {team}, {by}")
