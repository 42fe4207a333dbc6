"""One row that was recorded about a case, in the shape in which its story is told. Pure."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One row: of which `table`, about which `key` of it (a need's profession), saying which words, in the
    order that `caseload.cases.story` reads them; for which days; recorded and, later, no longer believed."""

    table: str
    row: int
    key: int | None
    words: tuple[str | None, ...]
    starts_on: date
    until: date | None
    recorded_at: datetime
    recorded_by: str
    superseded_at: datetime | None
    superseded_by: str | None
    because: str | None

    @property
    def believed(self) -> bool:
        """Whether it is what the register says now."""
        return self.superseded_at is None

    def holds(self, on: date) -> bool:
        """Whether it is believed now and true on the day."""
        return self.believed and self.starts_on <= on and (self.until is None or on < self.until)
