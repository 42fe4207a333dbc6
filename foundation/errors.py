"""What can go wrong that a reader should be told about, in the reader's words."""


class RuleBroken(Exception):
    """An act was refused. The message is a sentence for the person who asked."""


class NotThere(Exception):
    """No such thing, or not one this viewer may see: the two look the same from outside."""


class Busy(Exception):
    """Somebody else is writing; nothing was saved and the same act can be tried again."""


class NoRoom(Exception):
    """The disk is full; nothing was saved, and when there is room again the same act can be tried again."""


class Away(Exception):
    """The database cannot be reached, or went away half way: what was asked may be done or not."""


class BadFile(Exception):
    """A file was refused. `faults` names every place at once."""

    def __init__(self, faults: "list[Fault]") -> None:
        super().__init__(f"{len(faults)} places in the file need attention")
        self.faults = faults


class Fault:
    """One bad place in a file: where it is, what was read there, what was expected."""

    __slots__ = ("column", "expected", "file", "read", "row")

    def __init__(self, file: str, row: int | None, column: str | None, read: str, expected: str) -> None:
        self.file, self.row, self.column, self.read, self.expected = file, row, column, read, expected

    def as_json(self) -> dict[str, object]:
        """The five facts under their own names."""
        return {name: getattr(self, name) for name in ("file", "row", "column", "read", "expected")}

    def __str__(self) -> str:
        place = [self.file, f"row {self.row}" if self.row else "", self.column or ""]
        return f"{', '.join(p for p in place if p)}: read “{self.read}”, expected {self.expected}"
