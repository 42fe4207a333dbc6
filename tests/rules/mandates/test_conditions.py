"""On which conditions a function is ceded: all that are recorded, none of them dropped."""

import pytest

from teams.authority.cession import condition_of
from tests.rules.mandates.cases import KNOWN, fact


@pytest.mark.parametrize(
    ("function", "conditions", "found"),
    [
        ("rota", "rota: consult first", "consult first"),
        ("rota", "expenses: within the rates;rota: consult first", "consult first"),
        ("rota", "rota: consult first;rota: not at weekends", "consult first; not at weekends"),
        ("rota", "the employer is told;and told in time", "the employer is told; and told in time"),
        ("rota", "the employer is told;rota: consult first", "consult first"),
        ("rota", "Told at once: the employer", "Told at once: the employer"),
        ("rota", "expenses: within the rates", None),
        ("rota", "rota:;the employer is told", None),
        ("rota", "rota: -", None),
        ("rota", ":", None),
        ("rota", "", None),
        ("direct_work", "the employer is told", None),
    ],
)
def test_the_conditions_of_a_function(function: str, conditions: str, found: str | None) -> None:
    mandate = fact("A-1", functions="*", conditions=conditions)
    assert condition_of(mandate, KNOWN.functions[function]) == found
