"""An authenticator in software: it makes passkeys and signs with them, as a phone does and as badly as a test asks."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "http://localhost"


@dataclass
class Authenticator:
    """One passkey. `origin` is where it thinks it is asked; `verifies` whether it knows who touches it; `counts` by
    how many it goes up at each use."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    verifies: bool = True
    counts: int = 1
    count: int = 0
    handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def __post_init__(self) -> None:
        self.key = generate_private_key(SECP256R1())

    def make(self, options: dict[str, Any]) -> str:
        """The answer to a page that asks for a new passkey."""
        self.handle = bytes_of(options["user"]["id"])
        told = self._told("webauthn.create", options)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + self._credential()}
        said = {"clientDataJSON": text_of(told), "attestationObject": text_of(cbor2.dumps(attested))}
        return self._answer(said | {"transports": ["internal", "no such way"]})

    def use(self, options: dict[str, Any], **instead: Any) -> str:
        """The answer to a page that asks for one; `instead` replaces parts of it."""
        self.count += self.counts
        told, data = self._told("webauthn.get", options), self._data(0)
        signature = self.key.sign(data + sha256(told).digest(), ECDSA(SHA256()))
        said = {
            "clientDataJSON": text_of(told),
            "authenticatorData": text_of(data),
            "signature": text_of(signature),
            "userHandle": text_of(self.handle),
        }
        return self._answer(said | instead)

    def _told(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _data(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _credential(self) -> bytes:
        at = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}
        size = len(self.credential_id).to_bytes(2, "big")
        return bytes(16) + size + self.credential_id + cbor2.dumps(public)

    def _answer(self, said: dict[str, Any]) -> str:
        number = text_of(self.credential_id)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": said})


def text_of(said: bytes) -> str:
    """As JSON carries bytes."""
    return urlsafe_b64encode(said).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Back again."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
