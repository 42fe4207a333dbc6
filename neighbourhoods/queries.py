"""Reading neighbourhoods, their wards and the practices that serve them. Each function is one statement."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from foundation.database import db
from foundation.errors import NotThere
from neighbourhoods.neighbourhood import Neighbourhood, Practice, PracticeSite, Ward


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood. `population` counts residents, `registered` the patients of the practices that have
    been counted: two facts. `practices` and `counted` count practices."""

    id: int
    code: str
    name: str
    population: int | None
    population_basis: str
    status: str
    practices: int
    counted: int
    registered: int | None

    @property
    def registered_loaded(self) -> bool:
        """Whether any practice's list has been counted here."""
        return self.counted > 0


@dataclass(frozen=True, slots=True)
class WardFacts:
    """A ward of a neighbourhood."""

    gss_code: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """A practice as it serves one neighbourhood; `elsewhere` names the others it serves."""

    ods_code: str
    name: str
    postcode: str
    status: str
    registered_patients: int | None
    counted_on: date | None
    count_status: str
    elsewhere: tuple[str, ...] = ()


def list_places() -> list[Place]:
    """Every neighbourhood, by name."""
    return [Place(*row) for row in db.session.execute(_places_by_name())]


def get_place(code: str) -> tuple[Place, list[WardFacts]]:
    """One neighbourhood with its wards by name. Raises NotThere."""
    rows = db.session.execute(_place_with_wards(), {"code": code}).all()
    if not rows:
        raise NotThere
    wards = [WardFacts(*row[-3:]) for row in rows if row[-3] is not None]
    return Place(*rows[0][:-3]), wards


def list_practices(neighbourhood_id: int) -> list[PracticeFacts]:
    """The practices that serve a neighbourhood, by name, each with the others it serves."""
    return _with_elsewhere(db.session.execute(_practices(), {"neighbourhood_id": neighbourhood_id}).all())


@cache
def _practices() -> Select[*tuple[Any, ...]]:
    here, other = bindparam("neighbourhood_id"), aliased(PracticeSite)
    return (
        select(
            Practice.ods_code,
            Practice.name,
            Practice.postcode,
            PracticeSite.status,
            PracticeSite.registered_patients,
            PracticeSite.counted_on,
            PracticeSite.count_status,
            Neighbourhood.name,
        )
        .join(PracticeSite, PracticeSite.practice_id == Practice.id)
        .outerjoin(other, (other.practice_id == Practice.id) & (other.neighbourhood_id != here))
        .outerjoin(Neighbourhood, Neighbourhood.id == other.neighbourhood_id)
        .where(PracticeSite.neighbourhood_id == here)
        .order_by(Practice.name, Practice.id, Neighbourhood.name)
    )


def _with_elsewhere(rows: Any) -> list[PracticeFacts]:
    served: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in rows:
        served[tuple(row[:-1])] += [row[-1]] if row[-1] else []
    return [PracticeFacts(*facts, elsewhere=tuple(names)) for facts, names in served.items()]


@cache
def _places_by_name() -> Select[*tuple[Any, ...]]:
    return _places().order_by(Neighbourhood.name, Neighbourhood.id)


@cache
def _place_with_wards() -> Select[*tuple[Any, ...]]:
    return (
        _places()
        .where(Neighbourhood.code == bindparam("code"))
        .outerjoin(Ward, Ward.neighbourhood_id == Neighbourhood.id)
        .add_columns(Ward.gss_code, Ward.name, Ward.status)
        .order_by(Ward.name, Ward.id)
    )


def _places() -> Select[*tuple[Any, ...]]:
    counts = (
        select(
            PracticeSite.neighbourhood_id,
            func.count().label("practices"),
            func.count(PracticeSite.registered_patients).label("counted"),
            func.sum(PracticeSite.registered_patients).label("registered"),
        )
        .group_by(PracticeSite.neighbourhood_id)
        .subquery()
    )
    return select(
        Neighbourhood.id,
        Neighbourhood.code,
        Neighbourhood.name,
        Neighbourhood.population,
        Neighbourhood.population_basis,
        Neighbourhood.status,
        func.coalesce(counts.c.practices, 0),
        func.coalesce(counts.c.counted, 0),
        counts.c.registered,
    ).outerjoin(counts, counts.c.neighbourhood_id == Neighbourhood.id)
