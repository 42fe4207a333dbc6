"""What somebody may see of a resident, and why not: one decision for every door. Pure.

The facts are what is in force now: the scopes of the reader's roles, and how they stand to the case. A door finds the
relations, in a query for a list or a count, and asks here what they show for its purpose. Whatever is not given is
refused, and what is refused looks like what is not there.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from accounts.permissions import Permission
from caseload.allocation.candidates import Taking


class Relation(StrEnum):
    """How somebody stands to a case today. None at all: it is not there for them."""

    NEIGHBOURHOOD = "neighbourhood"  # a role of theirs holds where the resident lives
    ALLOCATED = "allocated"  # key worker or contributor
    DEPUTY = "deputy"  # deputy of its key worker
    CHAIR = "chair"  # chairs the session it is reviewed in
    SESSION = "session"  # needed at its review in a session they are asked to
    ACTION = "action"  # has something to do about it
    REQUEST = "request"  # decides whether somebody may be given it
    LOOKING = "looking"  # gave a reason to look, not long ago
    SEALED = "sealed"  # it is sealed, and they are not named on it


class Field(StrEnum):
    """What is known of a resident, by how much it tells."""

    EXISTENCE = "existence"  # that there is such a case, by its local reference
    IDENTITY = "identity"  # name, date of birth, ward and practice
    CONTACT = "contact"  # postcode and NHS number
    PLAN = "plan"  # tier, stage, needs, reviews, who has it, what is to be done
    NARRATIVE = "narrative"  # why they were referred, what was said of them


class Purpose(StrEnum):
    """What it is wanted for."""

    SEEING = "seeing"  # a page or a list about cases
    KEEPING = "keeping"  # putting down what is so
    ACTING = "acting"  # what is to be done about it, and what became of that
    ALLOCATING = "allocating"  # finding somebody who takes it
    REVIEWING = "reviewing"  # a session's agenda
    DECIDING = "deciding"  # answering a request that somebody be given it


PERMISSIONS = {
    Purpose.SEEING: Permission.SEE_CASES,
    Purpose.KEEPING: Permission.KEEP_CASES,
    Purpose.ACTING: Permission.SEE_CASES,
    Purpose.ALLOCATING: Permission.ALLOCATE,
    Purpose.REVIEWING: Permission.SEE_CASES,
    Purpose.DECIDING: Permission.ALLOCATE,
}
"""What a role has to permit for the neighbourhood to count."""

_F, _P = Field, Purpose
_EXISTENCE = frozenset({_F.EXISTENCE})
_TASK = _EXISTENCE | {_F.PLAN}
_WHO = _TASK | {_F.IDENTITY}
_STORY = _WHO | {_F.NARRATIVE}
_ALL = frozenset(Field)

SHOWN: dict[Relation, dict[Purpose, frozenset[Field]]] = {
    Relation.NEIGHBOURHOOD: {
        _P.SEEING: _STORY,
        _P.KEEPING: _ALL,
        _P.ACTING: _WHO,
        _P.ALLOCATING: _WHO,
        _P.REVIEWING: _STORY,
        _P.DECIDING: _TASK,
    },
    Relation.ALLOCATED: {_P.SEEING: _STORY, _P.ACTING: _WHO, _P.REVIEWING: _WHO},
    Relation.DEPUTY: {_P.SEEING: _STORY, _P.ACTING: _WHO, _P.REVIEWING: _WHO},
    Relation.CHAIR: {_P.REVIEWING: _STORY},
    Relation.SESSION: {_P.REVIEWING: _WHO},
    Relation.ACTION: {_P.ACTING: _TASK},
    Relation.REQUEST: {_P.DECIDING: frozenset({_F.PLAN})},
    Relation.LOOKING: {_P.SEEING: _ALL},
}

PARTS = {
    Taking.KEY_WORKER: Relation.ALLOCATED,
    Taking.CONTRIBUTOR: Relation.ALLOCATED,
    Taking.DEPUTY: Relation.DEPUTY,
}
"""What having a case in some part makes of somebody."""


class Asking(Protocol):
    """Whoever asks, by the roles that hold today."""

    def scopes(self, permission: Permission) -> Collection[str]:
        """Codes of neighbourhoods in which a permission is held; "" is the whole borough."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown; and where that is nothing, why."""

    fields: frozenset[Field]
    because: str

    @property
    def allowed(self) -> bool:
        """Whether anything is."""
        return bool(self.fields)


def judge(relations: Collection[Relation], purpose: Purpose) -> Answer:
    """What these relations show together for a purpose. A sealed record shows nothing, whatever else holds."""
    if Relation.SEALED in relations:
        return Answer(frozenset(), "The record is sealed, and they are not named on it.")
    shown = frozenset().union(*(SHOWN[each].get(purpose, frozenset()) for each in relations))
    if shown:
        return Answer(shown, f"{_worded(relations)}: {purpose}.")
    if relations:
        return Answer(shown, f"{_worded(relations)}, which does not give {purpose}.")
    return Answer(shown, "Nothing connects them with the case today.")


def near(asking: Asking, code: str | None, purpose: Purpose) -> frozenset[Relation]:
    """NEIGHBOURHOOD, where a role that holds today permits the purpose in the resident's neighbourhood."""
    inside = covers(asking.scopes(PERMISSIONS[purpose]), code)
    return frozenset({Relation.NEIGHBOURHOOD}) if inside else frozenset()


def having(person_id: int | None, parts: Iterable[tuple[int, Taking]]) -> frozenset[Relation]:
    """What somebody is to a case that these people have in these parts today."""
    return frozenset(PARTS[part] for who, part in parts if person_id is not None and who == person_id)


def covers(scopes: Collection[str], code: str | None) -> bool:
    """Whether a neighbourhood is one of these; "" is the whole borough. As `queries.cases.in_scope` asks it of rows."""
    return "" in scopes or code in scopes


def _worded(relations: Collection[Relation]) -> str:
    return ", ".join(sorted(relations))
