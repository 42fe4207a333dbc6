"""What a password may not be. Pure: no session, no request.

Length and not being known, as NIST SP 800-63B has it: no rules about capitals or signs, and no change by date.
"""

from functools import cache
from pathlib import Path

SHORTEST, LONGEST = 12, 200
COMMON = Path(__file__).with_name("common_passwords.txt")
TELLING = 4  # letters of a name or an address that give a password away


def weakness(password: str, *, email: str, name: str) -> str | None:
    """Why this password may not be used, as a sentence; none when it may."""
    if len(password) < SHORTEST:
        return f"A password has at least {SHORTEST} characters."
    bare = _letters(password)
    if password.casefold() in common() or bare.strip("0123456789") in common() or len(set(bare)) < TELLING:
        return (
            "That password is one of those that are tried first. Choose another, such as three random words."
        )
    if any(part in bare for part in _of_the_account(email, name)):
        return "A password must not hold your name or your email address."
    return None


@cache
def common() -> frozenset[str]:
    """The commonest passwords of twelve characters and more, and the words that short ones are made of."""
    lines = COMMON.read_text("utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _of_the_account(email: str, name: str) -> list[str]:
    address = _letters(email.partition("@")[0])
    return [part for part in (address, _letters(name)) if len(part) >= TELLING]


def _letters(said: str) -> str:
    return "".join(letter for letter in said.casefold() if letter.isalnum())
