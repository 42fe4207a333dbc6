"""One or two people for each role of the system, to sign in as."""

from datetime import date

from app.demo.career import Career
from app.demo.everybody import Everybody
from app.demo.manifest import SignIn

DIRECTORS = ("dass", "chief_nurse_nca", "ahp_director_nca", "vcfa_lead")
LEADS = ("east", "whitefield")
# Members of staff whose three lines have something to show: ordinary, from the VCF sector, with two employers.
STAFF = (("nca", "district_nurse"), ("vcfa", "community_connector"))
HR = ("nca", "vcfa")
PRIVACY = ("nca", "council")


def choose_sign_ins(everybody: Everybody, today: date) -> tuple[SignIn, ...]:
    """Accounts for each role: two of staff, leads, directors and privacy officers, and one with two employments."""
    holders = everybody.holders(today)
    east = [career for career in everybody.rosters["team_east"] if career.until is None]
    return (
        *(_account("staff", _ordinary(east, employer, profession, today)) for employer, profession in STAFF),
        _account("staff", _with_two_employments(everybody)),
        *(_account("lead", holders[f"neighbourhood_lead_{code}"], code) for code in LEADS),
        # Of the whole borough, while placed anywhere in it.
        _account("coordinator", _ordinary(east, "nca", "care_coordinator", today)),
        *(_account("director", holders[post], post) for post in DIRECTORS),
        *(SignIn("employer_hr", "", "", employer, f"Employer's HR: {employer}") for employer in HR),
        *(
            SignIn("privacy_officer", "", "", employer, f"Privacy officer: {employer}")
            for employer in PRIVACY
        ),
        SignIn("office", "", "", "", "Partnership office"),
        SignIn("office", "", "", "", "Partnership office, second account"),
        SignIn("administrator", "", "", "", "Administrator"),
    )


def _account(role: str, career: Career, scope: str = "") -> SignIn:
    return SignIn(role, career.employer, career.assignment_number, scope, career.terms[-1].job_title)


def _ordinary(team: list[Career], employer: str, profession: str, today: date) -> Career:
    """The first of the team with that employer, profession and an ordinary contract who holds no post."""
    return next(
        career
        for career in team
        if (career.employer, career.profession, career.contract) == (employer, profession, "substantive")
        and not any(position.post_held for position in career.terms_on(today).positions)
    )


def _with_two_employments(everybody: Everybody) -> Career:
    """The first person placed today by two different employers, in the older employment."""
    first: dict[str, Career] = {}
    for career in sorted(everybody.present, key=lambda each: (each.starts_on, each.key)):
        earlier = first.setdefault(career.person.email, career)
        if earlier.employer != career.employer:
            return earlier
    raise LookupError("Nobody in the sample works for two employers")
