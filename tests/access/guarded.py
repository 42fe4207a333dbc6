"""Which statements read a resident's tables without asking whether the record is sealed."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Connection

from caseload.sealing.hiding import of_residents
from foundation.database import db

SOURCE = re.compile(r'(?:\bFROM|\bJOIN|,)\s+"?(\w+)"?(?:\s+AS\s+"?(\w+)"?)?(?![\w.(])')
CONDITION = re.compile(r"\b(\w+)\.\w+ NOT IN \(SELECT sealed_\w+\.")
OF_THE_CONDITION = "sealed_"


def unguarded(statement: str) -> list[str]:
    """The names by which a SELECT reads a resident's table without the condition; none for anything else."""
    if not statement.lstrip("( \n").startswith(("SELECT", "WITH")):
        return []
    tables = {table.name for table in of_residents()}
    names = [(found[1], found[2] or found[1]) for found in SOURCE.finditer(statement)]
    read = Counter(name for table, name in names if table in tables and not name.startswith(OF_THE_CONDITION))
    asked = Counter(found[1] for found in CONDITION.finditer(statement))
    return sorted(name for name, times in read.items() if asked[name] < times)


@contextmanager
def watching_reads() -> Iterator[set[str]]:
    """A set that fills with each SELECT of the block that is not guarded."""
    astray: set[str] = set()
    judged: set[str] = set()

    def executed(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement not in judged:
            judged.add(statement)
            if names := unguarded(statement):
                astray.add(f"{', '.join(names)} in {statement}")

    engine = db.engine
    event.listen(engine, "before_cursor_execute", executed)
    try:
        yield astray
    finally:
        event.remove(engine, "before_cursor_execute", executed)
