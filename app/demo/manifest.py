"""What was written, in the order in which to load it."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

FORMAT = "sample-borough/1"


@dataclass(frozen=True, slots=True)
class Load:
    """One file. The employer is given for staff extracts; the day for what became known on one: extracts,
    mandates and look-ups."""

    kind: str
    file: str
    employer: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the sample. `scope` is neighbourhoods for leads and coordinators, a post for directors, an
    organisation for an employer's HR."""

    role: str
    employer: str
    assignment_number: str
    scope: str
    title: str


@dataclass(frozen=True, slots=True)
class SampleTeam:
    code: str
    name: str
    neighbourhood: str
    kind: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something to find: what kind, a sentence, and the post, people and cases it is about."""

    kind: str
    says: str
    post: str = ""
    people: tuple[tuple[str, str], ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """`reference` is a folder of reference files to use in place of the borough's own, or empty."""

    today: date
    reference: str
    teams: tuple[SampleTeam, ...]
    loads: tuple[Load, ...]
    sign_ins: tuple[SignIn, ...]
    flaws: tuple[Flaw, ...]

    def write(self, file: Path) -> None:
        answer = {
            "format": FORMAT,
            "today": self.today.isoformat(),
            "reference": self.reference,
            "teams": [asdict(team) for team in self.teams],
            "loads": [_given(load) for load in self.loads],
            "sign_ins": [asdict(sign_in) for sign_in in self.sign_ins],
            "flaws": [asdict(flaw) for flaw in self.flaws],
        }
        file.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _given(load: Load) -> dict[str, str]:
    return {name: value for name, value in asdict(load).items() if value}
