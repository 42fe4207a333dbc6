"""Sealing what must not be readable in a copy of the database: the secrets of second factors, and forms that
were kept while somebody signed in again.

Each purpose has a key of its own, derived from SECRET_KEY. What was sealed under one of OLD_SECRET_KEYS is still
opened, and sealed anew under the present key when it is next written.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def seal(purpose: str, said: str, *, at: datetime) -> str:
    """The text as nobody without the key can read it. A purpose that names an account opens for no other."""
    sealed = Fernet(_keys(purpose)[0]).encrypt_at_time(said.encode(), int(at.timestamp()))
    return sealed.decode()


def unseal(purpose: str, sealed: str, *, at: datetime, within: timedelta | None = None) -> str | None:
    """The text again; none when it was sealed for something else, under a key we no longer have, or longer ago
    than `within`, or was never sealed."""
    if not sealed.isascii():
        return None  # the library decodes it before it judges it
    for key in _keys(purpose):
        try:
            return _opened(Fernet(key), sealed, at, within)
        except InvalidToken:
            continue
    return None


def _opened(lock: Fernet, sealed: str, at: datetime, within: timedelta | None) -> str:
    if within is None:
        return lock.decrypt(sealed).decode()
    return lock.decrypt_at_time(sealed, int(within.total_seconds()), int(at.timestamp())).decode()


def keyed_hash(purpose: str, said: str) -> str:
    """A short text of guessable kind (an address) as nobody without the key can recognise it."""
    return hmac.digest(_keys(purpose)[0], said.encode(), "sha256").hex()


def _keys(purpose: str) -> list[bytes]:
    secrets = [current_app.config["SECRET_KEY"], *current_app.config.get("SECRET_KEY_FALLBACKS", ())]
    return [_derived(secret, purpose) for secret in secrets]


def _derived(secret: str, purpose: str) -> bytes:
    key = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
    return urlsafe_b64encode(key)
