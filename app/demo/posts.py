"""Who holds, and has held, each post: the part of the sample's history that is told, not drawn."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.demo.career import Career, Position, Tenure, Terms
from app.demo.days import first_of_month
from app.demo.establishment import Seat
from app.demo.history import ROLES, Historian, Stage


@dataclass(frozen=True, slots=True)
class Appointment:
    """One person's time in a post, in months before today.

    `joined` is when somebody promoted from within was first employed, `left` when the employment ended,
    `stepped_down` when they went back to their profession. No team means no placement.
    """

    post: str
    employer: str
    profession: str
    appointed: int
    team: str = ""
    joined: int = 0
    left: int | None = None
    stepped_down: int | None = None
    holding: str = "substantive"
    contract: str = "substantive"
    share: float = 1


BOROUGH_APPOINTMENTS = (
    Appointment("lco_board_chair", "vcfa", "community_connector", 64, contract="honorary", share=0.2),
    Appointment("lco_executive", "council", "occupational_therapist", 68, left=33),
    Appointment("lco_executive", "nca", "district_nurse", 31),
    Appointment("neighbourhood_lead_east", "nca", "podiatrist", 80, "team_east", left=26),
    Appointment("neighbourhood_lead_east", "nca", "district_nurse", 26, "team_east", joined=75),
    Appointment("neighbourhood_lead_north", "council", "social_care_assessor", 90, "team_north", left=32),
    Appointment("neighbourhood_lead_north", "council", "social_worker", 29, "team_north"),
    Appointment(
        "neighbourhood_lead_north", "nca", "district_nurse", 14, "team_north", holding="deputy", share=0.8
    ),
    Appointment("neighbourhood_lead_radcliffe", "pennine_care", "mental_health_nurse", 63, "team_radcliffe"),
    Appointment(
        "neighbourhood_lead_prestwich",
        "gp_federation",
        "care_coordinator",
        66,
        "team_prestwich",
        stepped_down=19,
    ),
    Appointment(
        "neighbourhood_lead_prestwich", "gp_federation", "pharmacist", 19, "team_prestwich", joined=62
    ),
    Appointment(
        "neighbourhood_lead_whitefield", "vcfa", "community_connector", 75, "team_whitefield", left=8
    ),
    Appointment(
        "neighbourhood_lead_whitefield",
        "vcfa",
        "link_worker",
        8,
        "team_whitefield",
        joined=65,
        holding="acting",
    ),
    Appointment("dass", "council", "social_worker", 95, left=42),
    Appointment("dass", "council", "social_worker", 38),
    Appointment("principal_social_worker", "council", "social_worker", 67),
    Appointment(
        "principal_social_worker",
        "council",
        "social_worker",
        21,
        "team_prestwich",
        holding="deputy",
        share=0.8,
    ),
    Appointment("principal_occupational_therapist", "council", "occupational_therapist", 70, left=5),
    Appointment("chief_nurse_nca", "nca", "district_nurse", 73),
    Appointment("director_of_nursing_bury", "nca", "district_nurse", 84, left=23),
    Appointment("director_of_nursing_bury", "nca", "district_nurse", 20),
    Appointment("ahp_director_nca", "nca", "physiotherapist", 64),
    Appointment("chief_pharmacist_nca", "nca", "pharmacist", 66),
    Appointment("chief_nurse_pennine_care", "pennine_care", "mental_health_nurse", 62),
    Appointment("network_quality_lead", "pennine_care", "mental_health_nurse", 66, left=15),
    Appointment(
        "network_quality_lead", "pennine_care", "mental_health_nurse", 15, "team_north", joined=63, share=0.8
    ),
    Appointment("psychology_lead_pennine_care", "pennine_care", "psychologist", 65),
    Appointment("ahp_lead_pennine_care", "pennine_care", "occupational_therapist", 64, left=4),
    Appointment("responsible_officer_icb", "icb", "gp", 68),
    Appointment("pcn_clinical_lead", "gp_federation", "gp", 69, "team_prestwich", share=0.6),
    Appointment("vcfa_lead", "vcfa", "link_worker", 71),
)

# Who stood in between two holders: the post, the post the person held meanwhile, from and until (months).
# None of them answers to the post they stood in for.
STOOD_IN = (
    ("dass", "principal_social_worker", 42, 38),
    ("director_of_nursing_bury", "chief_nurse_nca", 23, 20),
    ("neighbourhood_lead_north", "principal_social_worker", 32, 29),
)

# Who leads the invented neighbourhoods of a larger place, in turn.
LEAD_EMPLOYERS = (
    ("nca", "district_nurse"),
    ("council", "social_worker"),
    ("pennine_care", "mental_health_nurse"),
    ("vcfa", "link_worker"),
)


def appointments(historian: Historian) -> list[Appointment]:
    """The borough's own, and a lead for each neighbourhood beyond its five."""
    told = {appointment.post for appointment in BOROUGH_APPOINTMENTS}
    further = [each for each in historian.reference.neighbourhoods if each.lead_post not in told]
    return [*BOROUGH_APPOINTMENTS, *(_further_lead(place.lead_post, n) for n, place in enumerate(further))]


def _further_lead(post: str, nth: int) -> Appointment:
    employer, profession = LEAD_EMPLOYERS[nth % len(LEAD_EMPLOYERS)]
    return Appointment(
        post, employer, profession, 61 + nth % 24, f"team_{post.removeprefix('neighbourhood_lead_')}"
    )


def appoint(historian: Historian, seats: list[Seat]) -> list[Career]:
    """The careers of all who hold or have held a post. Those placed today take their seats off the list."""
    careers: list[Career] = []
    for appointment in appointments(historian):
        seat = Seat(appointment.employer, appointment.profession, appointment.team)
        if appointment.team and appointment.left is None:
            seats.remove(seat)
        careers.append(_career(historian, appointment, seat))
    return careers


def _career(historian: Historian, appointment: Appointment, seat: Seat) -> Career:
    full_time = historian.reference.full_time_hours[seat.employer]
    ordinary = Stage(len(ROLES[seat.profession]) - 1, full_time, (seat.team,))
    terms = [_terms_in_post(historian, appointment, round(full_time * appointment.share, 2))]
    if appointment.joined:
        terms.insert(0, historian.terms(seat, ordinary, _day(historian, appointment.joined)))
    if appointment.stepped_down is not None:
        terms.append(historian.terms(seat, ordinary, _day(historian, appointment.stepped_down)))
    career = historian.career(seat, tuple(terms), appointment.contract)
    if appointment.left is None:
        return career
    until = _day(historian, appointment.left)
    return replace(career, until=until, announced_on=historian.notice(seat.employer, until))


def _terms_in_post(historian: Historian, appointment: Appointment, hours: float) -> Terms:
    starts_on = _day(historian, appointment.appointed)
    title = _title(historian, appointment)
    position = Position(starts_on, post_held=appointment.post, post_holding=appointment.holding)
    if appointment.team:
        position = replace(position, **_placement(historian, appointment, title, hours))
    return Terms(starts_on, title, hours, (position,))


def _placement(historian: Historian, appointment: Appointment, title: str, hours: float) -> dict[str, object]:
    """The columns of a post holder's placement. Nobody answers to the post they hold: it goes one further up."""
    reference = historian.reference
    first_post = reference.first_post(appointment.profession, appointment.employer)
    manager = reference.manager_of(appointment.team)
    stands_alone = appointment.holding != "deputy"
    return {
        "team": appointment.team,
        "role": title,
        "hours": hours,
        "management_post": _above(historian, manager, appointment.post) if stands_alone else manager,
        "professional_post": _above(historian, first_post, appointment.post) if stands_alone else first_post,
    }


def _above(historian: Historian, post: str, held: str) -> str:
    return historian.reference.reports_to[post] if post == held else post


def _title(historian: Historian, appointment: Appointment) -> str:
    title = historian.reference.post_titles[appointment.post]
    return title if appointment.holding == "substantive" else f"{title} ({appointment.holding})"


def _day(historian: Historian, months: int) -> date:
    return first_of_month(historian.today, months)


def stood_in(historian: Historian, tenures: list[Tenure]) -> list[Tenure]:
    """Acting spells between two extracts, which only the tenures file can tell."""
    spells: list[Tenure] = []
    for post, held_meanwhile, since, until in STOOD_IN:
        starts_on = _day(historian, since)
        last_day = _day(historian, until) - timedelta(days=1)
        person = next(
            (
                tenure
                for tenure in tenures
                if tenure.post == held_meanwhile
                and tenure.holding == "substantive"
                and tenure.starts_on <= starts_on
                and (tenure.ends_on is None or tenure.ends_on >= last_day)
            ),
            None,
        )
        if person:
            spells.append(replace(person, post=post, starts_on=starts_on, holding="acting", ends_on=last_day))
    return spells
