"""Whether a role holds today. Some roles follow their person's work, which only the floors above know: they hand in
an expression that is asked in whatever statement reads roles, so that no page takes another one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import ColumnElement

from accounts.permissions import Role

FOLLOWING = "following"


class Standing(StrEnum):
    """How a role stands today. REDUCED: it rests, and leaves what every member of staff may do, since somebody
    employs its person today."""

    HOLDS = "holds"
    REDUCED = "reduced"
    RESTS = "rests"

    def leaves(self, role: Role, scope: str) -> tuple[Role, str] | None:
        """The role that an account has of it today."""
        if self is Standing.RESTS:
            return None
        return (role, scope) if self is Standing.HOLDS else (Role.STAFF, "")


@dataclass(frozen=True, slots=True)
class Rest:
    """A role that rests: which, in words, and why."""

    grant_id: int
    role: str
    because: str

    @property
    def sentence(self) -> str:
        """“Neighbourhood lead of East rests since 1 April 2026: no placement in East …”."""
        return f"{self.role} {self.because}"


@dataclass(frozen=True, slots=True)
class Followed:
    """How an account's roles follow its person's work. `tied`: whether it is anybody's in the register."""

    tied: bool
    rests: Sequence[Rest] = ()


@dataclass(frozen=True, slots=True)
class Following:
    """What a floor above hands in. `standing`: by the weekday (Monday 0), of the `role_grant` a statement reads, one
    of `Standing`; it leaves the day open as `on`. `followed`: of one account, by its number, on a day."""

    standing: Callable[[int], ColumnElement[str]]
    followed: Callable[[int, date], Followed]


def follow(app: Flask, following: Following) -> None:
    """From now on the roles of this app follow it."""
    app.extensions[FOLLOWING] = following


def standing(weekday: int) -> ColumnElement[str]:
    """How the role stands of the `role_grant` that a statement reads; the day, which is such a weekday (Monday 0),
    is left open as `on`."""
    return _following().standing(weekday)


def holding(on: date) -> ColumnElement[bool]:
    """Only roles that hold on the day, for a statement that reads `role_grant`; `on` is left open."""
    return standing(on.weekday()) == Standing.HOLDS.value


def roles_left(rows: Iterable[Any]) -> tuple[tuple[Role, str], ...]:
    """The roles an account has, with their scopes, of rows with a `role` (none: no grant), `scope` and `standing`."""
    left = (Standing(row.standing).leaves(Role(row.role), row.scope) for row in rows if row.role is not None)
    return tuple(dict.fromkeys(role for role in left if role is not None))


def followed(account_id: int, on: date) -> Followed:
    """How an account's roles stand, and why those that rest do."""
    return _following().followed(account_id, on)


def _following() -> Following:
    return cast("Following", current_app.extensions[FOLLOWING])
