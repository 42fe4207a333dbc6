"""Residents that never were: valid NHS numbers that begin 999, and where they live and are registered."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from app.demo.extracts import Row
from app.demo.names import invent_name
from app.demo.reference import Neighbourhood, Reference

SHARE_REGISTERED_ELSEWHERE = 0.1


def nhs_numbers(seed: int) -> Iterator[str]:
    """Valid numbers that begin 999, none twice, in an order fixed by the seed; about 900,000 of them."""
    start = Random(f"{seed} numbers").randrange(1_000_000)
    for n in range(1_000_000):
        nine = f"999{(start + n * 387_421) % 1_000_000:06d}"
        check = (
            11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        )
        if check != 10:
            yield f"{nine}{check % 11}"


def resident_cells(
    nhs_number: str, place: Neighbourhood, reference: Reference, today: date, random: Random
) -> Row:
    """NHS number, names, date of birth, postcode, ward, neighbourhood and practice.

    Most are registered where they live; one in ten is with a practice of some neighbourhood or other.
    """
    elsewhere = random.random() < SHARE_REGISTERED_ELSEWHERE
    registered = random.choice(reference.neighbourhoods) if elsewhere else place
    age_days = int(random.triangular(19, 101, 82) * 365.25)
    return [
        nhs_number,
        *invent_name(random),
        (today - timedelta(days=age_days)).isoformat(),
        f"{random.choice(place.postcode_districts)} {random.randrange(10)}ZZ",
        random.choice(place.wards),
        place.code,
        random.choice(registered.practices),
    ]
