"""How often somebody may guess. Counted before a password is hashed, since hashing is dear.

An account is counted by a keyed hash of the address that was typed, so that one that is not there is counted as
one that is, and the store of counts holds no address.
"""

from flask import request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from accounts.queries import hash_of
from accounts.sealing import keyed_hash

limiter = Limiter(get_remote_address)

GUESSES = "10 per 5 minutes"
# An employer's staff often come from one address, and most of them at nine o'clock.
FROM_ONE_ADDRESS = "300 per 5 minutes"
OVERALL = "1500 per 5 minutes"


def of_the_account() -> str:
    """The account whose password is being guessed, there or not."""
    return keyed_hash("guesses", request.form.get("email", "").strip().lower())


def of_everybody() -> str:
    """One count for the whole service."""
    return "everybody"


def of_half_way_in() -> str:
    """The account whose code is being guessed; its password is known by now."""
    return f"half way in: {session.get('halfway_of', get_remote_address())}"


def of_this_sign_in() -> str:
    """Whoever is signed in and is asked for their password again."""
    return hash_of(session.get("token") or get_remote_address())


looking = limiter.shared_limit(GUESSES, "looking", key_func=of_this_sign_in, methods=["POST"])
"""A number and a day of birth are guessed at like a password."""

own_password = limiter.shared_limit(GUESSES, "own password", key_func=of_this_sign_in, methods=["POST"])
