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
    # Secrets that were SECRET_KEY before, with spaces between: what they sealed is still opened. Remove one when
    # everybody has signed in since, or after `flask reseal`.
    OLD_SECRET_KEYS: str = field(default="", repr=False)
    # 1 where nobody gets in without a second factor; needs a SECRET_KEY that lasts. Empty: whoever wants one sets
    # it up.
    REQUIRE_SECOND_FACTOR: str = ""
    # Signing in by one's organisation (OpenID Connect): its address as it names itself, and what it knows us by.
    # It sends people back to /sign-in/organisation/back.
    OIDC_ISSUER: str = ""
    OIDC_CLIENT_ID: str = ""
    OIDC_CLIENT_SECRET: str = field(default="", repr=False)
    # The values of `acr`, with spaces between, by which it says that it asked for a second factor (here CIS2's).
    # An `amr` with mfa says so too.
    OIDC_SECOND_FACTOR: str = "AAL2_OR_AAL3_ANY AAL3_ANY"
    # The borough: a folder of reference data under app/reference/.
    LOCALITY: str = "bury"
    # The borough's name as pages show it.
    LOCALITY_NAME: str = "Bury"
    # A sentence at the foot of each page, for instance that all people here are invented.
    LOCALITY_NOTE: str = ""
    # 1 where the service is reached over https, so that cookies are never sent otherwise.
    HTTPS: str = ""
    # How many proxies stand in front, one behind the other, each of which sets X-Forwarded-For. Without it everybody
    # seems to come from the proxy, and the limit for one address is a limit for all.
    PROXIES: str = "0"
    # Where sign-in attempts are counted. With more than one process use a shared store such as redis://host.
    RATE_LIMIT_STORE: str = "memory://"
    # Where people reach the service, as mails and calendars say it: https://teams.example.org.
    SITE_URL: str = "http://127.0.0.1:8000"
    # The mail server: smtp://user:password@host:port (with TLS where the server offers it, and always for a password)
    # or smtps://…. Empty: mail is printed on the console of whoever sends it, `flask keep-time` or `flask job`.
    MAIL_URL: str = field(default="", repr=False)
    # Whom mail is from.
    MAIL_FROM: str = "Neighbourhood Teams <no-reply@localhost>"
    # How many times a day somebody may ask to look at a resident outside their work. A look lasts at most 60 minutes.
    LOOKS_A_DAY: str = "10"
    # How long, in seconds, whoever keeps the time does so without renewing it; it is looked at twice as often. When one
    # timekeeper dies, another takes over within one and a half times as long.
    LEASE_SECONDS: str = "20"
    # The largest file that may be uploaded, in MiB.
    UPLOAD_MIB: str = "16"
    # Where the audit writes how far it has come: a file outside the database, best on another disk or machine.
    # Unless set, beside a SQLite register, or under instance/ by the PostgreSQL database's name.
    AUDIT_HEADS: str = ""
    # What the audit's hashes are made with. Unless set, a key made at the first start and kept beside AUDIT_HEADS.
    AUDIT_KEY: str = field(default="", repr=False)
    # Keys used before, with spaces between: what was written with them can still be verified.
    AUDIT_OLD_KEYS: str = field(default="", repr=False)
    # How long each kind of record is kept; `flask retention` says what each is, counts what is older and why it is
    # so. Those that the NHS Records Management Code of Practice 2021 sets (Appendix II) may be made longer only.
    KEEP_RESIDENTS_YEARS: str = "8"
    KEEP_STAFF_YEARS: str = "6"
    KEEP_LOOKS_YEARS: str = "8"
    KEEP_REPORTS_YEARS: str = "3"
    KEEP_IMPORTS_YEARS: str = "6"
    KEEP_FIGURES_YEARS: str = "20"
    KEEP_MAIL_YEARS: str = "2"
    KEEP_JOBS_YEARS: str = "2"
    KEEP_ERRANDS_DAYS: str = "90"
    KEEP_SIGN_INS_DAYS: str = "30"
    KEEP_SENT_FORMS_DAYS: str = "2"
    # Kinds of which nothing is removed for now, with spaces between, or `all`: for an inquiry or a claim.
    RETENTION_HOLD: str = ""
    # References of cases, with spaces between, whose residents are kept whatever their age.
    RETENTION_HOLD_CASES: str = ""
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
    """What the environment says, and the defaults for the rest. Raises RuntimeError for settings that cannot
    go together."""
    given = {f.name: os.environ[f.name] for f in fields(Settings) if os.environ.get(f.name)}
    if "REQUIRE_SECOND_FACTOR" in given and "SECRET_KEY" not in given:
        raise RuntimeError("REQUIRE_SECOND_FACTOR needs a SECRET_KEY: it seals everybody's second factor")
    return Settings(**given)
