"""What an authenticator is asked to do, and whether it did (WebAuthn). Pure: no session, no request, no clock."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from foundation.errors import RuleBroken

SERVICE = "Neighbourhood Teams"
TRANSPORTS = {transport.value for transport in AuthenticatorTransport}
LONGEST_ID = 1023  # bytes, as WebAuthn has it
NOT_ADDED = "The passkey could not be added. Try again."
NOT_USED = "That is no passkey of this service, or it was not used as it should be. Try again, or sign in without it."
MALFORMED = (
    WebAuthnException,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What the library lets through of an answer that makes no sense."""


@dataclass(frozen=True, slots=True)
class Site:
    """The service as a passkey knows it: a passkey made for one is no use to another."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be signed, and all that the browser needs, as JSON."""

    challenge: bytes
    options: str


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey that an account has: its credential's number and how it is reached."""

    credential_id: bytes
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that an authenticator has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Which passkey an answer says it is from, and whose; not yet believed."""

    credential_id: bytes
    handle: bytes | None


def site_of(site_url: str, asked_at: str) -> Site | None:
    """The service by the address people reach it at, or by the one that was asked for where that is this machine's
    own name. None where passkeys cannot work: browsers want https and a name."""
    for address in (site_url, asked_at):
        parts = urlsplit(address)
        host = parts.hostname or ""
        named = parts.scheme == "https" and bool(host) and not _is_number(host) and address == site_url
        if named or host == "localhost":
            return Site(host, f"{parts.scheme}://{parts.netloc}")
    return None


def handle_of(account_id: int) -> bytes:
    """What an authenticator knows an account by, which tells nothing."""
    return sha256(f"passkeys of account {account_id}".encode()).digest()


def ask_to_add(site: Site, account_id: int, email: str, known: Collection[Known]) -> Asked:
    """A passkey that, where it can, also knows who touches it and is found without a name."""
    asked = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=SERVICE,
        user_id=handle_of(account_id),
        user_name=email,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(known),
    )
    return Asked(asked.challenge, options_to_json(asked))


def read_added(site: Site, challenge: bytes, answer: str) -> Made:
    """The passkey that was made. Raises RuleBroken unless it was made for this service and this challenge."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
        )
        if len(made.credential_id) > LONGEST_ID:
            raise RuleBroken(NOT_ADDED)
        return Made(
            made.credential_id, made.credential_public_key, made.sign_count, _transports(json.loads(answer))
        )
    except MALFORMED as error:
        raise RuleBroken(NOT_ADDED) from error


def ask_to_use(site: Site, known: Collection[Known], *, verified: bool) -> Asked:
    """One of these passkeys; any, where none is named. `verified`: the authenticator is to know who touches it."""
    required, discouraged = UserVerificationRequirement.REQUIRED, UserVerificationRequirement.DISCOURAGED
    asked = generate_authentication_options(
        rp_id=site.rp_id,
        allow_credentials=_described(known),
        user_verification=required if verified else discouraged,
    )
    return Asked(asked.challenge, options_to_json(asked))


def claim_of(answer: str) -> Claim:
    """Raises RuleBroken for what is no answer at all."""
    try:
        said = parse_authentication_credential_json(answer)
        return Claim(said.raw_id, said.response.user_handle)
    except MALFORMED as error:
        raise RuleBroken(NOT_USED) from error


def read_used(site: Site, challenge: bytes, answer: str, public_key: bytes, *, verified: bool) -> int:
    """How often the passkey says it was used. Raises RuleBroken unless its key signed this challenge for this service
    and, where it must be, its user was verified. Whether the count has grown is for the caller."""
    try:
        used = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=verified,
        )
    except MALFORMED as error:
        raise RuleBroken(NOT_USED) from error
    return used.new_sign_count


def _described(known: Collection[Known]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=key.credential_id, transports=[AuthenticatorTransport(way) for way in key.transports]
        )
        for key in known
    ]


def _transports(said: dict[str, dict[str, object]]) -> tuple[str, ...]:
    listed = said["response"].get("transports")
    ways = listed if isinstance(listed, list) else []
    return tuple(sorted({way for way in ways if isinstance(way, str) and way in TRANSPORTS}))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
