"""The same counts as coverage gives, by hand in SQL: what a pass over many staff is held against.

Every condition of DESIGN.md, section 4, for people with no earlier placement, as synthetic staff are. The plus
signs keep SQLite from beginning with the small tables; `MATERIALIZED` from asking twice.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import text

from foundation.database import db

BEFORE = {
    "sqlite": "date(:on, '-' || ({}) || ' days')",
    "postgresql": "CAST(:on AS date) - CAST({} AS integer)",
}
Counted = tuple[str, str, str | None, int, int, Decimal, Decimal]
"""Profession, employer and neighbourhood; people, covered; whole-time equivalents likewise, to the hundredth."""

SQL = """
WITH RECURSIVE
held (post_id, person_id) AS (
    SELECT post_id, person_id FROM tenure t
    WHERE holding IN ('substantive', 'acting') AND {t_in_force}
),
climb (first_id, at_id, reports_to_id) AS (
    SELECT p.post_id, p.post_id, p.reports_to_id FROM post_details p
    WHERE {p_in_force} AND p.post_id IN (SELECT post_id FROM held)
    UNION
    SELECT climb.first_id, p.post_id, p.reports_to_id FROM climb
    JOIN post_details p ON p.post_id = climb.reports_to_id AND {p_in_force}
    WHERE p.post_id IN (SELECT post_id FROM held)
),
fit (post_id, profession_id) AS (
    SELECT DISTINCT held.post_id, led.id FROM held
    CROSS JOIN profession led
    LEFT JOIN registration r ON r.person_id = held.person_id AND {r_in_force}
    LEFT JOIN profession own ON own.id = r.profession_id
    WHERE ';' || led.led_by || ';' LIKE '%;*;%' OR (
        ';' || led.led_by || ';' LIKE '%;' || own.code || ';%'
        AND (own.regulator IS NULL OR r.number IS NOT NULL)
        AND (r.expires_on IS NULL OR r.expires_on >= :on)
    )
),
whole (profession_id, employer_id, post_id) AS MATERIALIZED (
    SELECT x.profession_id, x.employer_id, climb.first_id FROM professional_apex x
    JOIN climb ON climb.at_id = x.apex_post_id
    JOIN fit ON fit.post_id = climb.first_id AND fit.profession_id = x.profession_id
),
practice AS MATERIALIZED (
    SELECT f.id AS profession, o.id AS employer, t.neighbourhood_id AS neighbourhood, p.person_id,
        1.0 * d.hours / o.full_time_hours AS wte,
        CASE WHEN whole.post_id IS NOT NULL
            AND (f.regulator IS NULL OR (
                r.number IS NOT NULL AND (r.expires_on IS NULL OR r.expires_on >= :on)
                AND (f.recheck_days IS NULL OR (
                    SELECT max(c.checked_on) FROM register_check c
                    WHERE c.person_id = p.person_id AND c.profession_id = d.profession_id
                        AND c.superseded_at IS NULL AND c.checked_on <= :on
                ) >= {checked_from})
            ))
            AND (f.supervision_weeks IS NULL OR COALESCE((
                SELECT max(s.held_on) FROM supervision s
                WHERE s.person_id = p.person_id AND s.profession_id = d.profession_id
                    AND s.superseded_at IS NULL AND s.held_on <= :on
            ), d.starts_on) >= {supervised_from})
        THEN 1 ELSE 0 END AS covered
    FROM placement_details d
    JOIN placement p ON p.id = d.placement_id
    JOIN employment e ON e.id = d.employment_id
    JOIN organisation o ON o.id = +e.organisation_id
    JOIN team t ON t.id = +d.team_id
    JOIN profession f ON f.id = +d.profession_id
    LEFT JOIN accountability a ON a.person_id = p.person_id AND a.profession_id = d.profession_id AND {a_in_force}
    LEFT JOIN registration r ON r.person_id = p.person_id AND r.profession_id = d.profession_id AND {r_in_force}
    LEFT JOIN whole ON whole.profession_id = d.profession_id AND whole.employer_id = o.id
        AND whole.post_id = a.post_id
    WHERE {d_in_force}
),
somebody AS (
    SELECT profession, employer, neighbourhood, person_id, min(covered) AS covered,
        sum(wte) AS wte, sum(wte * covered) AS wte_covered
    FROM practice GROUP BY profession, employer, neighbourhood, person_id
)
SELECT f.code, o.code, n.code, count(*), sum(s.covered), sum(s.wte), sum(s.wte_covered)
FROM somebody s
JOIN profession f ON f.id = s.profession
JOIN organisation o ON o.id = s.employer
LEFT JOIN neighbourhood n ON n.id = s.neighbourhood
GROUP BY f.code, o.code, n.code
"""


def count_by_hand(on: date) -> list[Counted]:
    """Each cell of the day as known now, in order."""
    dialect = db.session.get_bind().dialect.name
    words = {f"{name}_in_force": _in_force(name) for name in "tprad"} | {
        "checked_from": BEFORE[dialect].format("f.recheck_days"),
        "supervised_from": BEFORE[dialect].format("f.supervision_weeks * 7"),
    }
    said = on.isoformat() if dialect == "sqlite" else on
    rows = db.session.execute(text(SQL.format(**words)), {"on": said})
    cells = [(*row[:5], hundredths(row[5]), hundredths(row[6])) for row in rows]
    return sorted(cells, key=lambda cell: (cell[0], cell[1], cell[2] or ""))


def hundredths(number: Decimal | float) -> Decimal:
    """As SQL's whole-time equivalents are compared: SQLite reckons them in floating point."""
    return round(Decimal(number), 2)


def _in_force(name: str) -> str:
    return (
        f"{name}.superseded_at IS NULL AND {name}.starts_on <= :on"
        f" AND ({name}.until IS NULL OR {name}.until > :on)"
    )
