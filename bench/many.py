"""A register of many synthetic staff: those of the small sample over and over, copied by the database itself."""

from pathlib import Path
from shutil import copyfile

from sqlalchemy import Connection, text

from bench.sample import alone, app_on, register_of
from foundation.database import db

SEED_STAFF = 285
STRIDE = 100_000  # a copy's numbers are this much higher than those of the copy before it
NUMBERED = {
    "person": {"id": "id", "account_id": None},
    "employment": {"id": "id", "person_id": "id", "assignment_number": "word"},
    "placement": {"id": "id", "person_id": "id"},
}
DATED = {
    "person_details": ("person_id",),
    "employment_details": ("employment_id",),
    "placement_details": ("placement_id", "employment_id"),
    "management": ("placement_id",),
    "accountability": ("person_id",),
    "registration": ("person_id",),
    "register_check": ("person_id",),
    "supervision": ("person_id",),
}


def many_staff(folder: Path, staff: int, server: str | None) -> str:
    """The address of a register of at least so many staff. A SQLite one is kept for the next time."""
    small = register_of(folder, SEED_STAFF, server)
    if server:
        alone(enlarge, small, staff)
        return small
    kept = folder / f"many-{staff}.db"
    if not kept.exists():
        unfinished = folder / "unfinished-many.db"
        copyfile(folder / f"register-{SEED_STAFF}.db", unfinished)
        alone(enlarge, f"sqlite:///{unfinished}", staff)
        unfinished.rename(kept)
    return f"sqlite:///{kept}"


def enlarge(address: str, staff: int) -> None:
    """Copy everybody, with their placements, lines and practice, until there are so many."""
    copies = [{"nth": nth} for nth in range(1, -(-staff // SEED_STAFF))]
    with app_on(address).app_context(), db.engine.connect() as connection:
        _let_it_be_fast(connection)
        connection.execute(text("CREATE TEMPORARY TABLE copies (nth INTEGER)"))
        if copies:
            connection.execute(text("INSERT INTO copies VALUES (:nth)"), copies)
        for table, columns in NUMBERED.items():
            _copy(connection, table, columns)
        for table, keys in DATED.items():
            _copy(connection, table, {"id": None} | dict.fromkeys(keys, "id"))
        connection.execute(text("ANALYZE"))
        connection.commit()
        db.engine.dispose()


def _let_it_be_fast(connection: Connection) -> None:
    """The rows are sound as their originals are, so SQLite need not look at each; nor need the file be safe."""
    if connection.dialect.name != "sqlite":
        return
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for name in names:
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(text("PRAGMA cache_size = -1000000"))


def _copy(connection: Connection, table: str, changed: dict[str, str | None]) -> None:
    """`changed`: columns that hold a number ("id") or a word that must differ, or that are left out."""
    columns = [c.name for c in db.metadata.tables[table].columns if changed.get(c.name, "") is not None]
    said = {"id": "t.{0} + copies.nth * " + str(STRIDE), "word": "t.{0} || '-' || copies.nth", "": "t.{0}"}
    values = ", ".join(said[changed.get(name) or ""].format(name) for name in columns)
    connection.execute(
        text(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM copies CROSS JOIN {table} AS t"
            f" WHERE t.id < {STRIDE} ORDER BY copies.nth, t.id"
        )
    )
