"""Along which line a breach is told: a table that a lead and a director could check."""

import pytest

from caseload.reviews.escalating import BreachFacts, EscalatedOver, Step, Told, Wanting, escalate

LEAD, EXECUTIVE = Step(1, "Lead of East", held=True), Step(2, "Chief officer", held=True)
NO_LEAD = Step(1, "Lead of East", held=False)
NURSING, CHIEF = Step(8, "Nursing lead", held=True), Step(9, "Chief nurse", held=True)
NO_NURSING, NO_CHIEF = Step(8, "Nursing lead", held=False), Step(9, "Chief nurse", held=False)
MANAGED = (LEAD, EXECUTIVE)
AWAY = ("The key worker is away",)
LAPSED, OVERDUE = ("The NMC registration expired",), ("Professional supervision last took place in May",)
CAPACITY, REGISTRATION, SUPERVISION = (
    EscalatedOver.CAPACITY,
    EscalatedOver.REGISTRATION,
    EscalatedOver.SUPERVISION,
)


def wanting(over: EscalatedOver, *line: Step) -> Wanting:
    return Wanting(over, LAPSED if over is REGISTRATION else OVERDUE, line or (NURSING, CHIEF))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        # Capacity goes along the management line.
        (BreachFacts(AWAY, management=MANAGED), Told(CAPACITY, 1, AWAY)),
        # Registration and supervision along the professional line, registration first.
        (BreachFacts(AWAY, (wanting(REGISTRATION),), MANAGED), Told(REGISTRATION, 8, LAPSED)),
        (BreachFacts(AWAY, (wanting(SUPERVISION),), MANAGED), Told(SUPERVISION, 8, OVERDUE)),
        (
            BreachFacts(AWAY, (wanting(SUPERVISION), wanting(REGISTRATION)), MANAGED),
            Told(REGISTRATION, 8, LAPSED),
        ),
        # A vacant post is named, and it goes up the same line.
        (
            BreachFacts(AWAY, management=(NO_LEAD, EXECUTIVE)),
            Told(CAPACITY, 2, (*AWAY, "Nobody holds the post Lead of East", "So it goes up the line to Chief officer")),
        ),
        # Where no line is in force, or nobody holds any of it, the gap is named and nothing is guessed.
        (BreachFacts(AWAY), Told(CAPACITY, None, (*AWAY, "No management line is in force, so it is told to nobody"))),
        (
            BreachFacts(AWAY, (Wanting(REGISTRATION, LAPSED, ()),), MANAGED),
            Told(REGISTRATION, None, (*LAPSED, "No professional line is in force, so it is told to nobody")),
        ),
        (
            BreachFacts(AWAY, (wanting(SUPERVISION, NO_NURSING, NO_CHIEF),), MANAGED),
            Told(
                SUPERVISION,
                None,
                (
                    *OVERDUE,
                    "Nobody holds the post Nursing lead",
                    "Nobody holds the post Chief nurse",
                    "Nobody holds any post of the professional line, so it is told to nobody",
                ),
            ),
        ),
    ],
)  # fmt: skip
def test_a_breach_goes_along_the_line_that_answers_for_it(facts: BreachFacts, told: Told) -> None:
    assert escalate(facts) == told
