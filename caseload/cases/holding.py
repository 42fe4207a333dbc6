"""Which team has a case, who contributes to it beside its key worker and deputy, who must not hold it, and what
it asks for."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model


class TeamAllocation(Dated, Model):
    """A team having a case on its list, whoever of it will hold the case."""

    __tablename__ = "team_allocation"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "team_id"),)


class Contribution(Dated, Model):
    """Somebody working on a case that another holds."""

    __tablename__ = "contribution"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id", "person_id")

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (Index(None, "person_id"),)


class ConflictOfInterest(Dated, Model):
    """Somebody who must not hold or contribute to a case; `because` says why."""

    __tablename__ = "conflict_of_interest"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id", "person_id")

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Competence(Model):
    """Something that some people are signed off to do, whatever their profession."""

    __tablename__ = "competence"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class PersonCompetence(Dated, Model):
    """Somebody signed off in a competence."""

    __tablename__ = "person_competence"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("person_id", "competence_id")

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    competence_id: Mapped[int] = mapped_column(ForeignKey("competence.id"))


class CaseCompetence(Dated, Model):
    """A competence that whoever holds the case needs."""

    __tablename__ = "case_competence"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("case_id", "competence_id")

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    competence_id: Mapped[int] = mapped_column(ForeignKey("competence.id"))
