"""How many of whom each sample team employs: the borough's proportions at any size."""

from typing import NamedTuple

from app.demo.reference import Neighbourhood

SMALLEST = 250
PEOPLE_PER_INVENTED_NEIGHBOURHOOD = 400
MOST_IN_THE_BOROUGH_ITSELF = 4000

# Of every nineteen staff in the borough, one works in a borough-wide specialist service.
STAFF_PER_SERVICE_POST = 19

NEIGHBOURHOOD_TEAM = (
    ("nca", "district_nurse", 8),
    ("nca", "nursing_associate", 2),
    ("nca", "healthcare_assistant", 4),
    ("nca", "occupational_therapist", 1),
    ("nca", "physiotherapist", 2),
    ("nca", "podiatrist", 1),
    ("nca", "speech_therapist", 1),
    ("nca", "dietitian", 1),
    ("nca", "pharmacist", 1),
    ("nca", "care_coordinator", 1),
    ("council", "social_worker", 7),
    ("council", "social_care_assessor", 4),
    ("council", "occupational_therapist", 2),
    ("council", "reablement_worker", 3),
    ("pennine_care", "mental_health_nurse", 4),
    ("pennine_care", "nursing_associate", 1),
    ("pennine_care", "healthcare_assistant", 1),
    ("pennine_care", "occupational_therapist", 1),
    ("pennine_care", "psychologist", 1),
    ("pennine_care", "social_worker", 1),
    ("gp_federation", "gp", 1),
    ("gp_federation", "pharmacist", 1),
    ("gp_federation", "link_worker", 1),
    ("gp_federation", "care_coordinator", 1),
    ("bardoc", "gp", 1),
    ("vcfa", "link_worker", 2),
    ("vcfa", "community_connector", 3),
)

SERVICES = {
    "rapid_response": "Rapid response",
    "palliative_care": "Palliative care",
}
SERVICE_STAFF = (
    ("rapid_response", "nca", "district_nurse", 3),
    ("rapid_response", "nca", "healthcare_assistant", 1),
    ("rapid_response", "nca", "physiotherapist", 1),
    ("rapid_response", "nca", "occupational_therapist", 1),
    ("rapid_response", "council", "social_worker", 1),
    ("rapid_response", "persona", "reablement_worker", 2),
    ("palliative_care", "nca", "district_nurse", 3),
    ("palliative_care", "nca", "healthcare_assistant", 1),
    ("palliative_care", "nca", "social_worker", 1),
    ("palliative_care", "nca", "dietitian", 1),
)


class Seat(NamedTuple):
    """Work for one person: a profession that one employer provides to one team."""

    employer: str
    profession: str
    team: str


def check_staff(staff: int) -> None:
    """ValueError below the smallest size, at which every team still has one of each profession."""
    if staff < SMALLEST:
        raise ValueError(f"The sample borough needs at least {SMALLEST} staff; {staff} were asked for")


def neighbourhoods_for(staff: int, own: int) -> int:
    """How many neighbourhoods so many staff need: the borough's own until it is far too small."""
    return own if staff <= MOST_IN_THE_BOROUGH_ITSELF else staff // PEOPLE_PER_INVENTED_NEIGHBOURHOOD


def plan_seats(staff: int, neighbourhoods: tuple[Neighbourhood, ...]) -> list[Seat]:
    """One seat for each member of staff, team by team."""
    service_staff = round(staff / STAFF_PER_SERVICE_POST)
    seats: list[Seat] = []
    sizes = apportion(staff - service_staff, [1] * len(neighbourhoods))
    for neighbourhood, size in zip(neighbourhoods, sizes, strict=True):
        numbers = apportion(size, [weight for _, _, weight in NEIGHBOURHOOD_TEAM])
        for (employer, profession, _), number in zip(NEIGHBOURHOOD_TEAM, numbers, strict=True):
            seats += [Seat(employer, profession, neighbourhood.team)] * number
    numbers = apportion(service_staff, [weight for *_, weight in SERVICE_STAFF])
    for (team, employer, profession, _), number in zip(SERVICE_STAFF, numbers, strict=True):
        seats += [Seat(employer, profession, team)] * number
    return seats


def apportion(total: int, weights: list[int]) -> list[int]:
    """Share whole numbers out by weight, the largest remainders first; they sum to the total."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in remainders[: total - sum(shares)]:
        shares[i] += 1
    return shares
