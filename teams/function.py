"""The decisions organisations take about their staff, and who takes each before and after it is ceded."""

from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class Function(Model):
    """One decision of the scheme of delegation. `cedable` is yes, conditional or never."""

    __tablename__ = "function"

    code: Mapped[str] = mapped_column(unique=True)
    number: Mapped[int]
    name: Mapped[str]
    before_cession: Mapped[str]
    after_cession: Mapped[str]
    cedable: Mapped[str]
    consult: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
