"""Fills each seat with the person who works in it today and those who did before, back to the opening day.

People start on any day. Whatever changes for somebody already employed changes on a day on which the
employer sent an extract, because an extract can only say how things are on its own day.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from app.demo.career import Career, Person, Position, Terms
from app.demo.days import anniversary, extract_days, monday_of, transfer_day
from app.demo.establishment import Seat
from app.demo.names import NameGiver
from app.demo.reference import Reference
from app.demo.registrations import Registration, invent_registration

# What people of each profession are called in their teams, the newest first.
ROLES = {
    "district_nurse": ("Community nurse", "District nurse", "Senior district nurse"),
    "nursing_associate": ("Nursing associate",),
    "mental_health_nurse": ("Community mental health nurse", "Senior community mental health nurse"),
    "social_worker": ("Social worker", "Senior social worker"),
    "occupational_therapist": ("Occupational therapist", "Senior occupational therapist"),
    "physiotherapist": ("Physiotherapist", "Senior physiotherapist"),
    "podiatrist": ("Podiatrist", "Senior podiatrist"),
    "speech_therapist": ("Speech and language therapist",),
    "dietitian": ("Dietitian",),
    "psychologist": ("Clinical psychologist",),
    "pharmacist": ("Clinical pharmacist", "Senior clinical pharmacist"),
    "gp": ("General practitioner",),
    "healthcare_assistant": ("Healthcare assistant", "Senior healthcare assistant"),
    "social_care_assessor": ("Social care assessor",),
    "reablement_worker": ("Reablement worker", "Senior reablement worker"),
    "link_worker": ("Social prescribing link worker",),
    "care_coordinator": ("Care coordinator",),
    "community_connector": ("Community connector",),
}
CASUAL = ("bank", "honorary", "volunteer")
# Professions thin on the ground, whose people often serve two neighbourhoods.
SHARED = ("podiatrist", "speech_therapist", "dietitian", "psychologist", "pharmacist")

ASSIGNMENT_PREFIX = {
    "nca": "201",
    "council": "C1",
    "pennine_care": "314",
    "gp_federation": "GPF",
    "bardoc": "BD",
    "vcfa": "VCF",
    "persona": "PER",
    "icb": "417",
}

MEAN_STAY_DAYS = 7 * 365
LONGEST_STAY_DAYS = 32 * 365
SHORTEST_STAY_DAYS = 45
SETTLING_IN = timedelta(days=120)
SHARE_CHANGED_AT_AN_EXTRACT = 0.06
NEWLY_FUNDED = timedelta(days=730)
SHARE_OF_NEW_SEATS_FUNDED = 0.1


@dataclass(frozen=True, slots=True)
class Stage:
    """How somebody works between two changes: grade, hours, and the teams their hours are shared by."""

    grade: int
    hours: float
    teams: tuple[str, ...]


class Historian:
    """Invents careers one after another; the same seed and arguments invent the same ones."""

    def __init__(self, reference: Reference, *, seed: int, today: date, years: int) -> None:
        self.reference = reference
        self.today = today
        self.opening = anniversary(today, years)
        self.days = {employer: extract_days(employer, today, years) for employer in ASSIGNMENT_PREFIX}
        self._random = Random(f"{seed} history")
        self._names = NameGiver(seed)
        self._assignments: Counter[str] = Counter()
        self._registrations: Counter[str] = Counter()

    def fill(self, seat: Seat) -> list[Career]:
        """The career of today's holder of the seat, then those of their predecessors."""
        careers: list[Career] = []
        until: date | None = None
        announced_on: date | None = None
        while True:
            starts_on = self._start(until)
            careers += self._careers(seat, starts_on, until, announced_on)
            if starts_on <= self.opening:
                return [self._funded(careers[0]), *careers[1:]]
            until, announced_on = self._leaving(seat, starts_on)

    def steady(self, seat: Seat, starts_on: date, *, hours: float | None = None) -> Career:
        """A substantive career with nothing out of the ordinary: one role, one team, the same hours."""
        full_time = self.reference.full_time_hours[seat.employer]
        stage = Stage(0, hours or full_time, (seat.team,))
        return self.career(seat, (self.terms(seat, stage, starts_on),))

    def career(self, seat: Seat, terms: tuple[Terms, ...], contract: str = "substantive") -> Career:
        """A new person's career on these terms."""
        return Career(
            person=self.person(seat.employer),
            employer=seat.employer,
            assignment_number=self.assignment_number(seat.employer),
            profession=seat.profession,
            registration=self.registration(seat.profession),
            contract=contract,
            terms=terms,
        )

    def terms(self, seat: Seat, stage: Stage, starts_on: date) -> Terms:
        """Terms on which each team's placement answers to its own lead, and all to one professional post."""
        role = ROLES[seat.profession][stage.grade]
        first_post = self.reference.first_post(seat.profession, seat.employer)
        positions = tuple(
            Position(
                starts_on=starts_on,
                team=team,
                role=role,
                hours=round(stage.hours / len(stage.teams), 2),
                management_post=self.reference.manager_of(team),
                professional_post=first_post,
            )
            for team in stage.teams
        )
        return Terms(starts_on, role, stage.hours, positions)

    def person(self, employer: str) -> Person:
        return self._names.person(employer)

    def assignment_number(self, employer: str) -> str:
        self._assignments[employer] += 1
        return f"{ASSIGNMENT_PREFIX[employer]}{self._assignments[employer]:05d}"

    def registration(self, profession: str) -> Registration | None:
        """The next registration; None for a profession that is not regulated."""
        regulator = self.reference.professions[profession].regulator
        if not regulator:
            return None
        return invent_registration(profession, regulator, self._registrations, self._random)

    def notice(self, employer: str, until: date) -> date | None:
        """The last extract before an end, which announces it; None for an end on the day of an extract."""
        if until in self.days[employer]:
            return None
        return max((day for day in self.days[employer] if day < until), default=None)

    def _start(self, until: date | None) -> date:
        stay = min(int(self._random.expovariate(1 / MEAN_STAY_DAYS)), LONGEST_STAY_DAYS)
        if until is None:
            return monday_of(self.today - timedelta(days=stay))
        return monday_of(until - timedelta(days=stay + SHORTEST_STAY_DAYS))

    def _leaving(self, seat: Seat, successor_starts: date) -> tuple[date, date | None]:
        """When the predecessor's employment ended, and which extract had announced it."""
        days = [day for day in self._days(seat) if day <= successor_starts and day < self.today]
        if days[-1] > self.opening and self._random.random() < 0.6:
            return days[-1], None
        until = days[-1] + timedelta(days=self._random.randint(8, 55))
        return min(until, self.today), days[-1]

    def _days(self, seat: Seat) -> tuple[date, ...]:
        return self.days["persona" if _was_at_persona(seat) else seat.employer]

    def _careers(
        self, seat: Seat, starts_on: date, until: date | None, announced_on: date | None
    ) -> list[Career]:
        career = self._invent(seat, starts_on, until)
        moved_on = transfer_day(self.today)
        if not _was_at_persona(seat) or starts_on >= moved_on:
            return [replace(career, until=until, announced_on=announced_on)]
        before = self._at_persona(career)
        if until is not None and until <= moved_on:
            return [replace(before, until=until, announced_on=announced_on)]
        after = replace(career, person=before.person, terms=_terms_from(career.terms, moved_on))
        earlier = tuple(terms for terms in career.terms if terms.starts_on < moved_on)
        return [
            replace(after, until=until, announced_on=announced_on),
            replace(before, terms=earlier, until=moved_on),
        ]

    def _at_persona(self, career: Career) -> Career:
        """The same person under the employer that had the service before it moved."""
        person = self.person("persona")
        return replace(
            career, person=person, employer="persona", assignment_number=self.assignment_number("persona")
        )

    def _invent(self, seat: Seat, starts_on: date, until: date | None) -> Career:
        contract = self._contract(seat)
        stages = [self._last_stage(seat, contract)]
        changes = self._change_days(seat, starts_on, until) if contract not in CASUAL else []
        for _ in changes:
            stages.insert(0, self._stage_before(seat, stages[0]))
        terms = [self.terms(seat, stage, on) for stage, on in zip(stages, (starts_on, *changes), strict=True)]
        return self.career(seat, _unbroken(terms), contract)

    def _funded(self, career: Career) -> Career:
        """One in ten of the newest is paid for by a fund that is not for ever, though not about to end."""
        newly = self.today - career.starts_on < NEWLY_FUNDED
        if not newly or self._random.random() >= SHARE_OF_NEW_SEATS_FUNDED:
            return career
        ends_on = date(self.today.year + 1, 3, 31)
        return replace(
            career, terms=tuple(_fund(terms, "Better Care Fund", ends_on) for terms in career.terms)
        )

    def _change_days(self, seat: Seat, starts_on: date, until: date | None) -> list[date]:
        days = [day for day in self._days(seat)[1:] if starts_on + SETTLING_IN < day < (until or self.today)]
        return [day for day in days if self._random.random() < SHARE_CHANGED_AT_AN_EXTRACT]

    def _contract(self, seat: Seat) -> str:
        draw = self._random.random()
        if seat.profession == "community_connector":
            return "volunteer" if draw < 0.2 else "substantive"
        if seat.profession in ("gp", "psychologist"):
            return "honorary" if draw < 0.15 else "substantive"
        return "bank" if draw < 0.025 else "secondment" if draw < 0.045 else "substantive"

    def _last_stage(self, seat: Seat, contract: str) -> Stage:
        full_time = self.reference.full_time_hours[seat.employer]
        if contract in CASUAL:
            hours = round(full_time / self._random.choice((5, 10)), 2)
            return Stage(0, hours, (seat.team,))
        share = self._random.choice((1, 1, 1, 1, 1, 0.8, 0.8, 0.6, 0.6, 0.5))
        grade = self._random.randrange(len(ROLES[seat.profession]))
        return Stage(grade, round(full_time * share, 2), self._teams(seat, share))

    def _teams(self, seat: Seat, share: float) -> tuple[str, ...]:
        if share < 0.8 or not seat.team.startswith("team_"):
            return (seat.team,)
        if seat.profession in SHARED and self._random.random() < 0.4:
            return seat.team, self._another_team(seat.team)
        if seat.profession == "district_nurse" and self._random.random() < 0.06:
            return seat.team, "rapid_response"
        return (seat.team,)

    def _another_team(self, team: str) -> str:
        teams = [neighbourhood.team for neighbourhood in self.reference.neighbourhoods]
        return teams[(teams.index(team) + 1) % len(teams)]

    def _stage_before(self, seat: Seat, stage: Stage) -> Stage:
        """What a change on one day changed from: a junior grade, another team, or other hours."""
        draw = self._random.random()
        if stage.grade and draw < 0.5:
            return replace(stage, grade=stage.grade - 1)
        if len(stage.teams) == 1 and stage.teams[0].startswith("team_") and draw < 0.75:
            return replace(stage, teams=(self._another_team(stage.teams[0]),))
        full_time = self.reference.full_time_hours[seat.employer]
        return replace(stage, hours=round(full_time * (0.6 if stage.hours > full_time * 0.7 else 0.8), 2))


def _fund(terms: Terms, fund: str, ends_on: date) -> Terms:
    funded = (replace(position, funding=fund, funding_ends_on=ends_on) for position in terms.positions)
    return replace(terms, positions=tuple(funded))


def _was_at_persona(seat: Seat) -> bool:
    return seat.employer == "council" and seat.profession == "reablement_worker"


def _unbroken(terms: list[Terms]) -> tuple[Terms, ...]:
    """The terms, in which a placement that goes on in the same team and role keeps its first day."""
    joined = terms[:1]
    for each in terms[1:]:
        began = {(old.team, old.role): old.starts_on for old in joined[-1].positions}
        positions = (
            replace(new, starts_on=began.get((new.team, new.role), new.starts_on)) for new in each.positions
        )
        joined.append(replace(each, positions=tuple(positions)))
    return tuple(joined)


def _terms_from(terms: tuple[Terms, ...], on: date) -> tuple[Terms, ...]:
    """The terms in force on a day, starting anew on it, and those after it."""
    current = [each for each in terms if each.starts_on <= on][-1]
    positions = tuple(replace(position, starts_on=on) for position in current.positions)
    later = tuple(each for each in terms if each.starts_on > on)
    return replace(current, starts_on=on, positions=positions), *later
