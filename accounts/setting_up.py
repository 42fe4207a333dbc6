"""Offering somebody a second factor: the picture to scan, and the secret that goes to and fro sealed in the form
until a code shows that their app holds it. Nothing is stored before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from accounts import one_time
from accounts.forms import SetUpForm
from accounts.sealing import seal, unseal

OFFERED_FOR = timedelta(minutes=15)
TOO_LONG = "The page had been open too long. Scan the new picture below."


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret as its page shows it."""

    secret: str
    picture: Markup
    typed: str


def offer(form: SetUpForm, account_id: int, email: str, at: datetime) -> Offer:
    """The secret that the form carries, or a new one where it carries none that is fresh and this account's."""
    purpose = f"second factor offered to account {account_id}"
    carried = unseal(purpose, form.sealed.data, at=at, within=OFFERED_FOR) if form.sealed.data else None
    if carried is None:
        if form.sealed.data:
            form.refuse(TOO_LONG)
        carried = one_time.new_secret()
        form.sealed.data = seal(purpose, carried, at=at)
    drawn = Markup(one_time.picture(carried, email))  # drawn by us, of squares
    return Offer(carried, drawn, one_time.in_fours(carried))
