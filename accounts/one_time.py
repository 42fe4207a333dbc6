"""Codes that are good once: those of an authenticator app (RFC 6238) and recovery codes. Pure: no session, no
request, no clock."""

import hmac
import secrets
from datetime import datetime

import pyotp
import segno
from pyotp.totp import TOTP

STEP_SECONDS = 30
DRIFT = 1  # steps that a phone's clock may be ahead or behind
SERVICE = "Neighbourhood Teams"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
RECOVERY_CODES = 10


def new_secret() -> str:
    """160 random bits as an authenticator app takes them, in base 32."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, at: datetime, *, after: int) -> int | None:
    """The step of time whose code this is, at most DRIFT steps from now and later than `after`, the last step
    whose code was used; none for any other code."""
    said, now = code.replace(" ", ""), int(at.timestamp()) // STEP_SECONDS
    code_of = TOTP(secret).generate_otp
    near = range(now - DRIFT, now + DRIFT + 1)
    right = [step for step in near if hmac.compare_digest(code_of(step).encode(), said.encode())]
    return next((step for step in right if step > after), None)


def picture(secret: str, email: str) -> str:
    """What an authenticator app scans, as SVG without a style or a script."""
    address = TOTP(secret).provisioning_uri(name=email, issuer_name=SERVICE)
    return segno.make(address, micro=False, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", omitsize=True, svgclass="scan", lineclass=None
    )


def in_fours(secret: str) -> str:
    """For typing by hand: ABCD EFGH."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def new_recovery_codes() -> list[str]:
    """Ten different codes of 138 random bits each, as they are printed: so many that a plain hash tells nothing."""
    return [_words_of_four(7) for _ in range(RECOVERY_CODES)]


def new_password() -> str:
    """A password of 79 random bits, easy to read out."""
    return _words_of_four(4)


def plain(code: str) -> str:
    """A recovery code however it was typed: capitals, spaces and hyphens say nothing."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def _words_of_four(words: int) -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(words))
