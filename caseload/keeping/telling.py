"""Telling whoever is named on a sealed record that somebody who is not may have referred the same resident."""

from collections.abc import Iterable

from caseload.keeping.days import today_of
from caseload.queries.seals import named_for_numbers
from foundation.acts import Act
from people.notice import NoticeKind
from people.notices import tell


def tell_the_named(act: Act, nhs_numbers: Iterable[str]) -> None:
    """Of residents just recorded as new, with these numbers. What is told names nobody, not even the referral: who is
    named knows whom to look for, and nobody else could tell. Never commits."""
    on = today_of(act)
    for person_id in named_for_numbers(nhs_numbers, on):
        once = f"sealed_referral {act.at.isoformat()}"
        tell(once, NoticeKind.SEALED_REFERRAL, "/my-work", on, at=act.at, person_id=person_id)
