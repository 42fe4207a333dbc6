"""Whether somebody can come to a session, and the first thing that stands in the way."""

from datetime import date, datetime, timedelta

import pytest

from caseload.reviews.sessions.chairing import Meeting
from caseload.reviews.sessions.queries import SessionFacts
from caseload.reviews.sessions.rota import Away, Contract, Limit, make_rota
from caseload.reviews.sessions.who_can_come import Asked, ComingFacts, Verdict
from foundation.clock import LONDON
from foundation.effective import Period

ANN, CHAIR = 1, 2
ALWAYS = Period(date(2020, 1, 1))
TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=LONDON)
WORKS = [Contract(7, ANN, ALWAYS), Contract(8, CHAIR, ALWAYS)]


def session(starts_at: datetime = TUESDAY, number: int = 1) -> SessionFacts:
    return SessionFacts(
        id=number,
        code=f"east-{number}",
        neighbourhood_id=1,
        starts_at=starts_at,
        minutes=90,
        place="",
        online=False,
        chair_id=CHAIR,
        chair="Cy",
        pattern_id=None,
        pattern_day=None,
        by_hand=False,
        cancelled_because=None,
        follows_because=None,
        ended_at=None,
        reviews=0,
    )


def asked(number: int, starts_at: datetime, place: str = "North") -> Asked:
    return Asked(number, Meeting(starts_at, 90, online=False, place=place))


THURSDAY, FRIDAY, WEDNESDAY = (TUESDAY + timedelta(days=n) for n in (2, 3, 1))


@pytest.mark.parametrize(
    ("limits", "aways", "others", "verdict"),
    [
        ([], [], [], Verdict(None, False)),
        ([], [], [asked(1, TUESDAY)], Verdict(None, True)),
        ([], [Away(7, "", ALWAYS)], [], Verdict("is away", False)),
        ([], [Away(7, "am", ALWAYS, elsewhere=True)], [], Verdict("is working elsewhere", False)),
        ([], [Away(7, "", ALWAYS)], [asked(1, TUESDAY)], Verdict("is away", True)),
        ([Limit(0, ALWAYS)], [], [], Verdict("is asked to no session then", False)),
        ([], [], [asked(2, TUESDAY + timedelta(hours=1))], Verdict("is in a session of North", False)),
        ([], [], [asked(2, TUESDAY + timedelta(hours=2))], Verdict(None, False)),
        (
            [Limit(1, ALWAYS)],
            [],
            [asked(2, THURSDAY)],
            Verdict("has 1 other session that week, and comes to 1 at most", False),
        ),
        ([Limit(1, ALWAYS)], [], [asked(2, TUESDAY + timedelta(days=7))], Verdict(None, False)),
        (
            [],
            [],
            [asked(2, WEDNESDAY), asked(3, THURSDAY), asked(4, FRIDAY)],
            Verdict("has 3 other sessions that week, and comes to 3 at most", False),
        ),
        ([], [], [asked(1, TUESDAY), asked(3, THURSDAY), asked(4, FRIDAY)], Verdict(None, True)),
    ],
)
def test_what_stands_in_the_way(
    limits: list[Limit], aways: list[Away], others: list[Asked], verdict: Verdict
) -> None:
    facts = ComingFacts(make_rota(WORKS, [], aways), {ANN: limits}, {ANN: others})
    assert facts.verdict(ANN, session()) == verdict


def test_a_chair_is_asked_to_their_own_session() -> None:
    assert ComingFacts(make_rota(WORKS, [], [])).verdict(CHAIR, session()) == Verdict(None, True)


def test_somebody_without_a_contract_cannot_come() -> None:
    nobody = ComingFacts(make_rota([], [], []))
    assert nobody.verdict(ANN, session()) == Verdict("has no contract then", False)
