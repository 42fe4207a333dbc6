"""Teams, and employments working in them."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model

RECURRENT = "recurrent"


class Team(Model):
    """A neighbourhood's core team, or a specialist service for the whole borough (no neighbourhood)."""

    __tablename__ = "team"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id"), index=True, default=None
    )


class Placement(Model):
    """Somebody's place in a team: a number that stays the same when the hours, or even the employer, change."""

    __tablename__ = "placement"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class PlacementDetails(Dated, Model):
    """Under which employment, in which team and role, practising what, for how many hours a week."""

    __tablename__ = "placement_details"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("placement_id",)

    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    role: Mapped[str]
    hours: Mapped[Decimal]
    profession_id: Mapped[int | None] = mapped_column(ForeignKey("profession.id"), default=None)
    funding: Mapped[str] = mapped_column(default=RECURRENT)
    funding_ends_on: Mapped[date | None] = mapped_column(default=None)

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (
            CheckConstraint("hours >= 0 AND hours <= 16800", name="hours"),
            Index(None, "employment_id"),
            Index(None, "team_id"),
        )


class Management(Dated, Model):
    """The management line: a placement answers to a post."""

    __tablename__ = "management"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("placement_id",)

    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
