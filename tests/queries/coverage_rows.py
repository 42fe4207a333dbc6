"""A small register's rows, stored in the database."""

from datetime import UTC, datetime
from typing import Any

from foundation.database import db
from people.accountability import RegisterCheck, Supervision
from people.organisation import Organisation, Profession, ProfessionalApex
from people.person import Person
from people.post import Post
from teams.team import Team
from tests import builders as make
from tests.rules.coverage.rows import PlacementRow, Register

KNOWN = datetime(2025, 12, 1, 9, tzinfo=UTC)


class Stored:
    """The register's rows, each known since KNOWN. Numbers are the database's own."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.employers = {
            code: make.organisation(code, full_time_hours=hours) for code, hours in register.employers.items()
        }
        self.professions = {code: self._profession(code) for code in register.professions}
        places = {
            code: make.neighbourhood(code)
            for code in sorted({place for place in register.teams.values() if place})
        }
        self.teams: dict[str, Team] = {
            code: make.team(code, places[place] if place else None) for code, place in register.teams.items()
        }
        self.posts: dict[str, Post] = {}
        for row in sorted(register.posts, key=lambda row: row.reports_to != ""):
            self._post(row.code)
        for (profession, employer), apex in register.apexes.items():
            make.kept(
                ProfessionalApex(
                    profession_id=self.professions[profession].id,
                    employer_id=self.employers[employer].id,
                    usual_first_post_id=self.posts[apex.usual_first_post].id,
                    apex_post_id=self.posts[apex.apex_post].id,
                )
            )
        names = sorted({row.person for rows in (register.placements, register.tenures) for row in rows})
        self.people: dict[str, Person] = {
            name: make.person(*(name.split(" ") if " " in name else (name, "Sample")), starts_on=make.START)
            for name in names
        }
        self._practise()

    def _profession(self, code: str) -> Profession:
        fact = self.register.professions[code]
        return make.profession(
            code,
            regulator=fact.regulator,
            name=fact.name,
            supervision_weeks=fact.supervision_weeks,
            supervision_ratio_warn=fact.ratio,
            recheck_days=fact.recheck_days,
            led_by=";".join(fact.led_by),
        )

    def _post(self, code: str) -> Post:
        if code not in self.posts:
            [row] = [row for row in self.register.posts if row.code == code]
            above = self._post(row.reports_to) if row.reports_to else None
            whose: Organisation = next(iter(self.employers.values()))
            self.posts[code] = make.post(
                code, "professional", whose, reports_to=above, title=row.title, **_days(row)
            )
        return self.posts[code]

    def _practise(self) -> None:
        register, contracts = self.register, dict[tuple[str, str], Any]()
        for row in register.tenures:
            make.tenure(self.posts[row.post], self.people[row.person], row.holding, **_days(row))
        for row in register.placements:
            self._place(row, contracts)
        for row in register.lines:
            make.accountability(
                self.people[row.person], self.professions[row.profession], self.posts[row.post], **_days(row)
            )
        for row in register.registrations:
            make.registration(
                self.people[row.person],
                self.professions[row.profession],
                number=row.number,
                expires_on=row.expires_on,
                **_days(row),
            )
        happened = [
            *(
                RegisterCheck(checked_on=e.day, **self._about(e.person, e.profession))
                for e in register.checks
            ),
            *(
                Supervision(held_on=e.day, kind="group", **self._about(e.person, e.profession))
                for e in register.supervisions
            ),
        ]
        db.session.add_all(happened)
        db.session.flush()

    def _place(self, row: PlacementRow, contracts: dict[tuple[str, str], Any]) -> None:
        contract = row.employer, row.assignment
        if contract not in contracts:
            employer = self.employers[row.employer]
            contracts[contract] = make.employment(self.people[row.person], employer, row.assignment)
        made = make.placement(
            contracts[contract],
            self.teams[row.team],
            self.professions[row.profession],
            hours=row.hours,
            funding=row.funding,
            funding_ends_on=row.funding_ends_on,
            **_days(row),
        )
        if row.manager:
            make.management(made, self.posts[row.manager], **_days(row))

    def _about(self, person: str, profession: str) -> dict[str, Any]:
        return {
            "person_id": self.people[person].id,
            "profession_id": self.professions[profession].id,
            "recorded_at": KNOWN,
            "recorded_by_id": make.recorder().id,
        }


def _days(row: Any) -> dict[str, Any]:
    return {"starts_on": row.period.starts_on, "until": row.period.until}
