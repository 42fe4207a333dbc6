"""Everybody who could take a case, put together from what the statements found: one candidate for each person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from caseload.allocation.candidates import Candidate
from caseload.allocation.directing import ALLOCATE_WORK, Directing, directing
from caseload.queries.matching_many import Kind, Told
from caseload.queries.workloads import WorkFacts
from foundation.effective import Period
from foundation.formats import day
from people.presence import AbsenceFact, Away, AwayKind, WorkFact, away_on
from people.queries import STRENGTH
from teams.authority.authority import Authority, only_in
from teams.authority.facts import (
    Cedable,
    DayFacts,
    FunctionFact,
    HolderFact,
    MandateFact,
    Party,
    PlaceFact,
    PostFact,
    Situation,
    Subject,
)
from teams.coverage.facts import CoverageFacts, PracticeFact, ProfessionFact, Registered
from teams.coverage.judging import GapKind, Judge
from teams.queries.authority import Employed

Many = Mapping[str, list[Told]]
NOT_CLEARED = {GapKind.NO_LINE, GapKind.REGISTRATION_MISSING, GapKind.REGISTRATION_LAPSED}
"""Rule 7: nobody practises a regulated profession without a line and a registration."""
FORTNIGHT = 14


class Candidates:
    """Those who work in the neighbourhoods asked about and in the services of the whole borough, on one day."""

    def __init__(
        self, on: date, employed: Sequence[Employed], ceding: Sequence[Any], many: Many, work: WorkFacts
    ) -> None:
        self._on, self._employed, self._many, self._work = on, employed, many, work
        self._days = _Days(on, many)
        self._posts = _posts(many, self._days)
        self._mine = frozenset(told.code or "" for told in many[Kind.MINE])
        organisations = {each.organisation.code: each.organisation for each in employed}
        self._authority = Authority(DayFacts(on, *_ceded(ceding, organisations), posts=self._posts))
        self._directed: dict[tuple[Situation, int | None], Directing] = {}
        self._found: dict[tuple[str, str | None], list[Candidate]] = {}

    def of(self, neighbourhood: str, team: str | None = None) -> list[Candidate]:
        """Everybody of the neighbourhood's teams and of the borough-wide ones; of one team, where it is named.
        Each once, in the place where they work most hours, the neighbourhood's own first."""
        key = neighbourhood, team
        if key not in self._found:
            places: dict[int, list[tuple[Employed, PlaceFact]]] = defaultdict(list)
            for each in self._employed:
                for place in each.situation.places:
                    if _takes(place, neighbourhood, team):
                        places[each.person_id].append((each, place))
            self._found[key] = [self._candidate(*_main(found)) for found in places.values()]
        return self._found[key]

    def teams(self, neighbourhood: str) -> list[tuple[str, str]]:
        """Code and name, the neighbourhood's own first."""
        places = {
            place.team: place
            for each in self._employed
            for place in each.situation.places
            if _takes(place, neighbourhood, None)
        }
        ordered = sorted(places.values(), key=lambda p: (p.neighbourhood is None, p.team_name, p.team))
        return [(place.team, place.team_name) for place in ordered]

    def _candidate(self, each: Employed, place: PlaceFact) -> Candidate:
        person_id = each.person_id
        away = self._days.away(person_id)
        return Candidate(
            person_id=person_id,
            name=each.name,
            employment_id=each.employment_id,
            employer=each.organisation.name,
            team=place.team,
            team_name=place.team_name,
            profession=place.profession,
            profession_name=self._professions[place.profession].name if place.profession else "",
            workload=self._work.load_of(person_id),
            directing=self._directing(each, place),
            not_cleared=self._not_cleared(each, place),
            away=_until(away) if away else None,
            away_next=None if away else self._days.away_next(person_id),
            half_days=self._days.half_days(each.employment_id),
            competences=self._signed_off.get(person_id, frozenset()),
            wards=self._tallied(Kind.WARD).get(person_id, {}),
            practices=self._tallied(Kind.PRACTICE).get(person_id, {}),
        )

    def _directing(self, each: Employed, place: PlaceFact) -> Directing:
        """People in one situation share the answer, unless they hold a post themselves."""
        situation = only_in(each.situation, place.team)
        holds = any(each.person_id == h.person_id for post in self._posts.values() for h in post.holders)
        key = situation, each.person_id if holds else None
        if key not in self._directed:
            ruling = self._authority.ruling(Subject(each.person_id, situation), ALLOCATE_WORK)
            self._directed[key] = directing(ruling, self._mine, self._posts)
        return self._directed[key]

    def _not_cleared(self, each: Employed, place: PlaceFact) -> str | None:
        """Why they may not practise a regulated profession there; None when they may."""
        if place.profession is None or self._professions[place.profession].regulator is None:
            return None
        line = dict(each.situation.lines).get(place.profession)
        practice = PracticeFact(
            each.person_id, each.name, each.organisation.code, each.assignment_number, place.team,
            place.neighbourhood, place.profession, place.hours, place.hours,
            placed_since=self._on, post_id=line, line_since=None if line is None else self._on,
            registered=self._registered.get((each.person_id, place.profession)),
        )  # fmt: skip
        gaps = [gap.reason for gap in self._judge.gaps(practice) if gap.kind in NOT_CLEARED]
        return f"Not cleared to practise. {' '.join(gaps)}" if gaps else None

    @cached_property
    def _judge(self) -> Judge:
        return Judge(CoverageFacts(self._on, self._professions))

    @cached_property
    def _professions(self) -> dict[str, ProfessionFact]:
        found = self._many[Kind.PROFESSION]
        return {t.code or "": ProfessionFact(t.code or "", t.word or "", t.more) for t in found}

    @cached_property
    def _registered(self) -> dict[tuple[int, str], Registered]:
        return {
            (told.one, told.code or ""): Registered(told.code or "", told.first, told.word, told.until)
            for told in self._many[Kind.REGISTERED]
        }

    @cached_property
    def _signed_off(self) -> dict[int, frozenset[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for told in self._many[Kind.SIGNED_OFF]:
            found[told.one].add(told.code or "")
        return {person_id: frozenset(codes) for person_id, codes in found.items()}

    def _tallied(self, kind: Kind) -> dict[int, dict[int, int]]:
        return self._tallies[kind]

    @cached_property
    def _tallies(self) -> dict[Kind, dict[int, dict[int, int]]]:
        found: dict[Kind, dict[int, dict[int, int]]] = {Kind.WARD: {}, Kind.PRACTICE: {}}
        for kind, held in found.items():
            for told in self._many[kind]:
                held.setdefault(told.one, {})[told.other or 0] = told.tally or 0
        return found


class _Days:
    """When people are there."""

    def __init__(self, on: date, many: Many) -> None:
        self._on = on
        self._patterns = {told.other or 0: told.code for told in many[Kind.CONTRACT]}
        self._contracts: dict[int, list[int]] = defaultdict(list)
        for told in many[Kind.CONTRACT]:
            self._contracts[told.one].append(told.other or 0)
        self._absences: dict[int, list[tuple[Period, AbsenceFact]]] = defaultdict(list)
        for told in many[Kind.ABSENCE]:
            days = Period(told.first, told.until)
            fact = AbsenceFact(AwayKind(told.code or ""), told.word or "", days.last_day)
            self._absences[told.other or 0].append((days, fact))

    def working(self, person_id: int) -> Away | None:
        """Why they are not at work today; what they do not work of a week counts."""
        return away_on(self._on, self._work(person_id, self._on, self._patterns))

    def away(self, person_id: int, on: date | None = None) -> Away | None:
        """Why they are away, on a day they may not work anyhow."""
        found = away_on(on or self._on, self._work(person_id, on or self._on, {}))
        return found if found is not None and found.kind is AwayKind.AWAY else None

    def away_next(self, person_id: int) -> date | None:
        """Their next day away in a fortnight."""
        if not any(self._absences[number] for number in self._contracts[person_id]):
            return None
        days = (self._on + timedelta(days=ahead) for ahead in range(1, FORTNIGHT))
        return next((on for on in days if self.away(person_id, on)), None)

    def half_days(self, employment_id: int) -> int | None:
        """Worked in a week under one contract; None where no pattern is recorded."""
        pattern = self._patterns.get(employment_id)
        return None if pattern is None else pattern.count("1")

    def _work(self, person_id: int, on: date, patterns: Mapping[int, str | None]) -> list[WorkFact]:
        return [
            WorkFact(patterns.get(number), tuple(fact for days, fact in self._absences[number] if on in days))
            for number in self._contracts[person_id]
        ]


def _takes(place: PlaceFact, neighbourhood: str, team: str | None) -> bool:
    return place.neighbourhood in (neighbourhood, None) and team in (place.team, None)


def _main(found: Collection[tuple[Employed, PlaceFact]]) -> tuple[Employed, PlaceFact]:
    return min(found, key=lambda e: (e[1].neighbourhood is None, -e[1].hours, e[0].employment_id, e[1].team))


def _until(away: Away) -> str:
    return f"Away until {day(away.last_day)}." if away.last_day else "Away, with no last day recorded."


def _ceded(
    ceding: Sequence[Any], organisations: Mapping[str, Any]
) -> tuple[tuple[FunctionFact, ...], Mapping[str, Any], tuple[MandateFact, ...]]:
    """The function, whose staff it is about, and the mandates, as `DayFacts` takes them."""
    return (_function(ceding),), organisations, tuple(_mandates(ceding))


def _function(ceding: Sequence[Any]) -> FunctionFact:
    """Rule 9: until a scheme of delegation is loaded nothing is ceded."""
    if not ceding:
        return FunctionFact(
            ALLOCATE_WORK, 0, "Allocating work", Party.EMPLOYER, Party.NEIGHBOURHOOD, Cedable.YES
        )
    code, number, name, before, after, cedable = ceding[0][:6]
    return FunctionFact(code, number, name, Party(before), Party(after), Cedable(cedable))


def _mandates(ceding: Iterable[Any]) -> Iterable[MandateFact]:
    for row in ceding:
        if row[6] is not None:
            yield MandateFact(
                *row[6:15],
                period=Period(row[15], row[16]),
                signed_by_organisation_on=row[17],
                signed_by_partnership_on=row[18],
            )


def _posts(many: Many, days: _Days) -> dict[int, PostFact]:
    posts = {
        told.one: PostFact(told.one, told.code or "", told.word or "", "", told.other, (), told.more or "")
        for told in many[Kind.POST]
    }
    held: dict[int, list[Told]] = defaultdict(list)
    for told in many[Kind.HOLDER]:
        held[told.one].append(told)
    return {number: replace(post, holders=_holders(held[number], days)) for number, post in posts.items()}


def _holders(held: Iterable[Told], days: _Days) -> tuple[HolderFact, ...]:
    ordered = sorted(held, key=lambda told: (STRENGTH[told.code or ""], told.first))
    return tuple(
        HolderFact(
            told.other or 0, told.word or "Name not recorded", told.code or "", days.working(told.other or 0)
        )
        for told in ordered
    )
