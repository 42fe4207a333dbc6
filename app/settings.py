"""Settings, from the environment and nowhere else."""

import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path

from sqlalchemy import make_url

INSTANCE = Path(__file__).resolve().parent.parent / "instance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field, one variable of the environment with the same name."""

    # Where the register is kept: a SQLite file, or postgresql+psycopg://user:password@host/name.
    DATABASE_URL: str = f"sqlite:///{INSTANCE / 'neighbourhoods.db'}"
    # Signs cookies and forms. Set it when more than one process serves, or everybody is signed out at each start.
    SECRET_KEY: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    # The borough: a folder of reference data under app/reference/.
    LOCALITY: str = "bury"
    # The borough's name as pages show it.
    LOCALITY_NAME: str = "Bury"
    # A sentence at the foot of each page, for instance that all people here are invented.
    LOCALITY_NOTE: str = ""
    # 1 where the service is reached over https, so that cookies are never sent otherwise.
    HTTPS: str = ""
    # Where sign-in attempts are counted. With more than one process use a shared store such as redis://host.
    RATE_LIMIT_STORE: str = "memory://"
    # The largest file that may be uploaded, in MiB.
    UPLOAD_MIB: str = "16"
    # Where the audit writes how far it has come: a file outside the database, best on another disk or machine.
    # Unless set, beside a SQLite register, or under instance/ by the PostgreSQL database's name.
    AUDIT_HEADS: str = ""
    # What the audit's hashes are made with. Unless set, a key made at the first start and kept beside AUDIT_HEADS.
    AUDIT_KEY: str = field(default="", repr=False)
    # Keys used before, with spaces between: what was written with them can still be verified.
    AUDIT_OLD_KEYS: str = field(default="", repr=False)
    # What backups are encrypted with: a long passphrase, kept away from the backups.
    BACKUP_KEY: str = field(default="", repr=False)


def heads_of(settings: Settings) -> Path:
    """The file of the audit's heads."""
    if settings.AUDIT_HEADS:
        return Path(settings.AUDIT_HEADS)
    address = make_url(settings.DATABASE_URL)
    if address.get_backend_name() == "sqlite" and address.database:
        return Path(address.database + ".heads")
    return INSTANCE / f"{address.database or 'memory'}.heads"


def from_environment() -> Settings:
    """What the environment says, and the defaults for the rest."""
    given = {f.name: os.environ[f.name] for f in fields(Settings) if os.environ.get(f.name)}
    return Settings(**given)
