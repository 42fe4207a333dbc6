"""Leadership posts, which lines run to, and the people who hold them."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.effective import Dated
from foundation.model import Model


class Line(StrEnum):
    """The three lines. They are three tables, and nothing merges them."""

    EMPLOYER = "employer"
    MANAGEMENT = "management"
    PROFESSIONAL = "professional"

    @property
    def label(self) -> str:
        """As a heading says it."""
        return {
            "employer": "Employer",
            "management": "Management",
            "professional": "Professional accountability",
        }[self.value]


class Holding(StrEnum):
    """How somebody holds a post, strongest first."""

    SUBSTANTIVE = "substantive"
    ACTING = "acting"
    DEPUTY = "deputy"


class Post(Model):
    """A leadership post: a code and the line it belongs to, both for ever."""

    __tablename__ = "post"

    code: Mapped[str] = mapped_column(unique=True)
    line: Mapped[str]


class PostDetails(Dated, Model):
    """What a post is called, whose it is, and the post it reports to (none: an apex)."""

    __tablename__ = "post_details"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("post_id",)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    title: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    reports_to_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True, default=None)
    scope: Mapped[str] = mapped_column(default="")

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (CheckConstraint("reports_to_id IS NULL OR reports_to_id <> post_id", name="not_itself"),)


class Tenure(Dated, Model):
    """A person holding a post. At most one of each holding on a day; a post with none is vacant."""

    __tablename__ = "tenure"
    __no_overlap__: ClassVar[tuple[str, ...]] = ("post_id", "holding")

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    holding: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def __rules__(cls) -> tuple[SchemaItem, ...]:
        return (
            CheckConstraint("holding IN ('substantive', 'acting', 'deputy')", name="holding"),
            Index(None, "person_id"),
        )
