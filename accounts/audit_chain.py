"""How entries are chained: a keyed hash over the hash before and the entry's own bytes. Pure."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256

START = bytes(32)
"""The hash before the first."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Said = tuple[int | None, str, str, int | None, str | None, str | None]
"""account_id, act, subject, subject_id, before, after."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that new hashes are made with, by its name, and those that older ones were made with."""

    current: str
    secrets: Mapping[str, bytes] = field(repr=False)


def keys_of(current: str, older: Iterable[str] = ()) -> Keys:
    """Keys from their settings. Each is named by eight characters that tell nothing of it."""
    secrets = {_name(secret): secret for secret in map(_derived, (current, *older))}
    return Keys(_name(_derived(current)), secrets)


def canonical(number: int, at: int, said: Said) -> bytes:
    """The bytes of an entry, as Python writes a tuple in ASCII: that tells a number from a text from nothing, so no two
    entries share theirs, and costs a quarter of JSON. `at` in microseconds since 1970."""
    return ascii((1, number, at, *said)).encode("ascii")


def link(secret: bytes, previous: bytes, entry: bytes) -> bytes:
    """The hash of an entry that follows `previous`: 32 bytes that nobody makes without the key (BLAKE2b with a key,
    RFC 7693, a third of the cost of HMAC-SHA-256)."""
    return blake2b(previous + entry, key=secret, digest_size=32).digest()


def microseconds(at: datetime) -> int:
    """Since 1970. Both databases keep a moment to the microsecond."""
    return (at - EPOCH) // MICROSECOND


def _derived(setting: str) -> bytes:
    return hmac.digest(setting.encode(), b"neighbourhood teams, audit, 1", "sha256")


def _name(secret: bytes) -> str:
    return sha256(b"name of " + secret).hexdigest()[:8]
