"""Neighbourhoods, wards and practices. Where a thing is provisional its status says so."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class Neighbourhood(Model):
    """A neighbourhood. `population` counts residents; who is registered there is another fact."""

    __tablename__ = "neighbourhood"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    population: Mapped[int | None] = mapped_column(default=None)
    population_basis: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="")


class Ward(Model):
    """An electoral ward, in one neighbourhood."""

    __tablename__ = "ward"

    gss_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    status: Mapped[str] = mapped_column(default="")


class Practice(Model):
    """A general practice, by its ODS code."""

    __tablename__ = "practice"

    ods_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    postcode: Mapped[str] = mapped_column(default="")


class PracticeSite(Model):
    """A practice serving a neighbourhood; one practice may serve several. `registered_patients` is the
    list size there, where a count has been loaded."""

    __tablename__ = "practice_site"
    __table_args__ = (UniqueConstraint("practice_id", "neighbourhood_id"),)

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    status: Mapped[str] = mapped_column(default="")
    registered_patients: Mapped[int | None] = mapped_column(default=None)
    counted_on: Mapped[date | None] = mapped_column(default=None)
    count_status: Mapped[str] = mapped_column(default="")
