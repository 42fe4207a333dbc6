"""What an organisation says of somebody it has signed in. Pure: claims in, what they come to out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

METHODS = {"mfa", "ngcmfa"}
"""Words of `amr` (RFC 8176, and Entra's own) that say more than one factor was asked for."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody, by the two facts that never change there; their address only where it was verified; and whether
    they showed a second factor."""

    issuer: str
    subject: str
    email: str | None
    second_factor: bool

    def as_json(self) -> dict[str, Any]:
        """For a cookie."""
        return asdict(self)


def judge(claims: Mapping[str, Any], strong: frozenset[str]) -> Vouched:
    """`strong`: values of `acr` that say a second factor was asked for, as the organisation names them."""
    methods = claims.get("amr") or ()
    shown = {methods} if isinstance(methods, str) else set(methods)
    return Vouched(
        issuer=claims["iss"],
        subject=claims["sub"],
        email=_verified_email(claims),
        second_factor=bool(shown & METHODS) or claims.get("acr") in strong,
    )


def _verified_email(claims: Mapping[str, Any]) -> str | None:
    """Entra says `xms_edov` where it has verified who owns the domain; others say `email_verified`."""
    verified = claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1", "true")
    email = claims.get("email")
    return email if verified and isinstance(email, str) else None
