"""A file of records that only a passphrase opens: encrypted, and refused when a byte of it has changed, when a record
is missing or out of place, or when its end is.

    magic, 16 bytes of salt, then for each record: its length in 4 bytes, and AES-256-GCM of it

The key is made from the passphrase and the salt by scrypt, so no two files share one; a record's nonce is its place,
and whether it is the last.
"""

import hashlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.errors import RuleBroken

MAGIC = b"neighbourhood-sealed/1\n"
SALT, LENGTH = 16, 4
LONGEST = 2**24
DAMAGED = "The file is damaged, is not whole, or was made with another BACKUP_KEY. Nothing was changed."


class Sealing:
    """Writing one. Nothing opens it until it has been closed."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        salt = os.urandom(SALT)
        self._file, self._cipher, self._place = file, _cipher(passphrase, salt), 0
        self._held: bytes | None = None
        file.write(MAGIC + salt)

    def add(self, record: bytes) -> None:
        """One record more, of at most 16 MiB less a little."""
        self._put(last=False)
        self._held = record

    def close(self) -> None:
        """The record added last is the last."""
        self._put(last=True)

    def _put(self, *, last: bool) -> None:
        if self._held is None:
            return
        sealed = self._cipher.encrypt(_nonce(self._place, last), self._held, MAGIC)
        self._file.write(len(sealed).to_bytes(LENGTH, "big") + sealed)
        self._place, self._held = self._place + 1, None


def unsealed(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """Its records, each as it was. Raises RuleBroken at the first that is not, and where the last is missing."""
    if file.read(len(MAGIC)) != MAGIC:
        raise RuleBroken("This is not a backup that `flask backup` made.")
    cipher, place, last = _cipher(passphrase, file.read(SALT)), 0, False
    while not last:
        sealed = _next(file)
        last = not file.peek(1)  # pyright: ignore[reportAttributeAccessIssue]
        try:
            yield cipher.decrypt(_nonce(place, last), sealed, MAGIC)
        except InvalidTag as error:
            raise RuleBroken(DAMAGED) from error
        place += 1


def _next(file: BinaryIO) -> bytes:
    length = int.from_bytes(file.read(LENGTH), "big")
    sealed = file.read(length) if 0 < length <= LONGEST else b""
    if not sealed or len(sealed) != length:
        raise RuleBroken(DAMAGED)
    return sealed


def _nonce(place: int, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.scrypt(passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32))
