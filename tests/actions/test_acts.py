"""Random acts on the real tables, asked again at random days and moments, against a day-by-day diary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from foundation.acts import Act, Key, key_names, table_of, value_names
from foundation.database import db
from foundation.effective import AsAt, Dated, Period, in_force
from foundation.model import Model
from people.accountability import Accountability
from people.person import Person, PersonDetails
from people.post import Tenure
from teams.team import Management, Placement
from tests import builders as make
from tests.builders import kept

pytestmark = pytest.mark.usefixtures("session")

FIRST, DAYS = date(2026, 1, 1), 6
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Saying:
    """One thing said: which key, over which days, which value (None: nothing holds), how much later."""

    key: int
    starts: int
    until: int | None
    value: int | None
    later: int

    @property
    def period(self) -> Period:
        return Period(day(self.starts), None if self.until is None else day(self.until))


@st.composite
def sayings(draw: st.DrawFn, later: st.SearchStrategy[int]) -> Saying:
    starts = draw(st.integers(0, DAYS - 2))
    until = draw(st.none() | st.integers(starts + 1, DAYS - 1))
    return Saying(draw(st.integers(0, 1)), starts, until, draw(st.none() | st.integers(0, 2)), draw(later))


@dataclass(frozen=True)
class Ground:
    """A table, two keys in it, and three values that its one value column may take."""

    model: type[Model]
    keys: tuple[Key, Key]
    values: tuple[int, int, int]
    accounts: tuple[int, int]


Diary = dict[date, int]


@dataclass
class Told:
    """The slow, obvious way: a whole diary for each key, copied at every moment something was said."""

    now: dict[Key, Diary] = field(default_factory=dict)
    known: list[tuple[datetime, dict[Key, Diary]]] = field(default_factory=list)

    def say(self, at: datetime, key: Key, period: Period, value: int | None) -> bool:
        """Whether anything differs from what was already so."""
        diary = dict(self.now.get(key, {}))
        for number in range(DAYS):
            if day(number) in period:
                diary.pop(day(number), None)
                if value is not None:
                    diary[day(number)] = value
        differs = diary != self.now.get(key, {})
        self.now = {**self.now, key: diary}
        self.known.append((at, self.now))
        return differs

    def value(self, key: Key, on: date, moment: datetime) -> int | None:
        said = [state for at, state in self.known if at <= moment]
        return said[-1].get(key, {}).get(on) if said else None


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def managements() -> Ground:
    trust, who = make.organisation(f"m{fresh()}"), kept(Person())
    places = [kept(Placement(person_id=who.id)).id for _ in range(2)]
    posts = [make.post(f"m{fresh()}", "management", trust).id for _ in range(3)]
    return ground(Management, [(place,) for place in places], posts)


def accountabilities() -> Ground:
    trust, who = make.organisation(f"a{fresh()}"), kept(Person())
    crafts = [make.profession(f"a{fresh()}").id for _ in range(2)]
    posts = [make.post(f"a{fresh()}", "professional", trust).id for _ in range(3)]
    return ground(Accountability, [(who.id, craft) for craft in crafts], posts)


def tenures() -> Ground:
    post = make.post(f"t{fresh()}", "management", make.organisation(f"t{fresh()}"))
    people = [kept(Person()).id for _ in range(3)]
    return ground(Tenure, [(post.id, "substantive"), (post.id, "acting")], people)


def ground(model: type[Model], keys: Sequence[Key], values: Sequence[int]) -> Ground:
    accounts = (make.recorder().id, make.account(email=f"{fresh()}@example.test").id)
    return Ground(model, (keys[0], keys[1]), (values[0], values[1], values[2]), accounts)


_count = iter(range(10**9))


def fresh() -> int:
    """A number not used before: examples share one register."""
    return next(_count)


GROUNDS = pytest.mark.parametrize("lay", [managements, accountabilities, tenures])


def do(g: Ground, saying: Saying, by: int, at: datetime) -> Act:
    """One act that says one thing, written."""
    act, key = Act(by=by, at=at), g.keys[saying.key]
    if saying.value is None:
        act.clear(g.model, key, saying.period)
    else:
        [name] = value_names(g.model)
        act.put(g.model, key, saying.period, **{name: g.values[saying.value]})
    act.write()
    return act


def selected(g: Ground, key: Key, as_at: AsAt) -> int | None:
    """What the register answers. More than one row is an error of its own."""
    assert issubclass(g.model, Dated)
    table, [name] = table_of(g.model), value_names(g.model)
    mine = [table.c[column] == part for column, part in zip(key_names(g.model), key, strict=True)]
    return db.session.execute(
        select(table.c[name]).where(*mine, in_force(g.model, as_at))
    ).scalar_one_or_none()


def rows(g: Ground, *columns: str) -> list[Any]:
    table = table_of(g.model)
    first, keys = key_names(g.model)[0], [key[0] for key in g.keys]
    found = select(*(table.c[name] for name in columns)).where(table.c[first].in_(keys))
    return list(db.session.execute(found.order_by(table.c.id)))


@GROUNDS
@quick
@given(
    st.lists(sayings(st.integers(1, 3)), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, DAYS - 1), st.integers(-1, 30)), min_size=4, max_size=12),
)
def test_every_day_and_every_moment_answers_as_the_diary_does(
    lay: Callable[[], Ground], said: list[Saying], asked: list[tuple[int, int]]
) -> None:
    g, told, at = lay(), Told(), START
    for number, saying in enumerate(said):
        at += saying.later * SECOND
        before = rows(g, "id", "superseded_at")
        value = None if saying.value is None else g.values[saying.value]
        differs = told.say(at, g.keys[saying.key], saying.period, value)
        do(g, saying, g.accounts[number % 2], at)
        assert differs or rows(g, "id", "superseded_at") == before
    for key in g.keys:
        for number, seconds in asked:
            moment = START + seconds * SECOND
            assert selected(g, key, AsAt(day(number), moment)) == told.value(key, day(number), moment)
        for number in range(DAYS):
            assert selected(g, key, AsAt(day(number))) == told.now.get(key, {}).get(day(number))


@GROUNDS
@quick
@given(st.lists(sayings(st.integers(1, 3)), min_size=1, max_size=8))
def test_neighbours_of_equal_value_are_one_row(lay: Callable[[], Ground], said: list[Saying]) -> None:
    g, at = lay(), START
    for saying in said:
        at += saying.later * SECOND
        do(g, saying, g.accounts[0], at)
    names = (*key_names(g.model), *value_names(g.model), "until", "starts_on", "superseded_at")
    believed = [row for row in rows(g, *names) if row.superseded_at is None]
    ends = {tuple(row[:-2]) for row in believed if row.until is not None}
    starts = {(*row[:-3], row.starts_on) for row in believed}
    assert not ends & starts


@GROUNDS
@quick
@given(st.lists(sayings(st.integers(-5, 3)), min_size=1, max_size=8))
def test_a_clock_that_steps_back_never_makes_a_row_unknown_before_it_was_known(
    lay: Callable[[], Ground], said: list[Saying]
) -> None:
    """What was believed is passed through in the order in which it was said, whatever the clock said."""
    g, told, at = lay(), Told(), START
    believed: dict[Key, list[Diary]] = {key: [{}] for key in g.keys}
    for saying in said:
        at += saying.later * SECOND
        key = g.keys[saying.key]
        value = None if saying.value is None else g.values[saying.value]
        if told.say(at, key, saying.period, value):
            believed[key].append(told.now[key])
        do(g, saying, g.accounts[0], at)
    for key in g.keys:
        moments = moments_of(g, key)
        passed = [
            {},
            *({d: v for d in map(day, range(DAYS)) if (v := selected(g, key, AsAt(d, m)))} for m in moments),
        ]
        assert passed == believed[key]


def moments_of(g: Ground, key: Key) -> list[datetime]:
    """Every moment at which something became known, or ceased to be believed, about the key."""
    columns = (*key_names(g.model), "recorded_at", "superseded_at")
    mine = [row for row in rows(g, *columns) if tuple(row[:-2]) == key]
    return sorted({moment for row in mine for moment in row[-2:] if moment is not None})


# The same, by hand


@pytest.fixture
def g(session: scoped_session[Session]) -> Ground:
    return managements()


def say(g: Ground, starts: int, until: int | None, value: int | None, *, seconds: int, by: int = 0) -> Act:
    return do(g, Saying(0, starts, until, value, 0), g.accounts[by], START + seconds * SECOND)


def test_a_correction_leaves_what_was_believed_to_be_read(g: Ground) -> None:
    say(g, 0, None, 0, seconds=0)
    say(g, 3, None, 1, seconds=10, by=1)
    [key, _], [was, now, _] = g.keys, g.values
    assert selected(g, key, AsAt(day(5), START + 9 * SECOND)) == was
    assert selected(g, key, AsAt(day(5), START + 10 * SECOND)) == now
    assert selected(g, key, AsAt(day(2))) == was
    assert selected(g, key, AsAt(day(5), START - SECOND)) is None


def test_who_said_it_and_who_corrected_it_are_both_kept(g: Ground) -> None:
    say(g, 0, None, 0, seconds=0)
    say(g, 0, None, 1, seconds=1, by=1)
    [one, two] = g.accounts
    assert [tuple(row) for row in rows(g, "recorded_by_id", "superseded_by_id")] == [(one, two), (two, None)]


def test_the_reason_of_a_correction_stands_on_what_it_adds(g: Ground) -> None:
    say(g, 0, None, 0, seconds=0)
    act = Act(by=g.accounts[1], at=START + SECOND, because="The letter says May")
    act.put(Management, g.keys[0], Period(day(2)), post_id=g.values[1])
    act.write()
    assert [row.because for row in rows(g, "because")] == [None, "The letter says May", "The letter says May"]


def test_a_clear_undone_while_the_clock_stands_back_is_kept(g: Ground) -> None:
    say(g, 0, None, 0, seconds=0)
    say(g, 0, None, None, seconds=60)
    say(g, 0, None, 1, seconds=30)
    assert selected(g, g.keys[0], AsAt(day(1))) == g.values[1]
    assert selected(g, g.keys[0], AsAt(day(1), START + 45 * SECOND)) == g.values[0]


def test_one_act_that_takes_back_what_it_said_writes_nothing(g: Ground) -> None:
    act = Act(by=g.accounts[0], at=START)
    act.put(Management, g.keys[0], Period(day(0)), post_id=g.values[0])
    act.clear(Management, g.keys[0], Period(day(0)))
    assert act.changes() == {}
    act.write()
    assert db.session.scalar(select(func.count()).select_from(table_of(Management))) == 0


def test_changes_name_keys_days_and_numbers_only(g: Ground) -> None:
    person = make.person("Ada", "Sample")
    act = Act(by=g.accounts[0], at=START)
    act.put(Management, g.keys[0], Period(day(0)), post_id=g.values[0])
    act.put(
        PersonDetails, (person.id,), Period(day(5)), given_name="Adeline", family_name="Changed",
        known_as=None, email="adeline@example.test", phone="0161",
    )  # fmt: skip
    changes = act.changes()
    assert changes["management"] == [
        {
            "key": [g.keys[0][0]],
            "was": [],
            "now": [{"starts_on": day(0), "until": None, "post_id": g.values[0]}],
        }
    ]
    told = repr(changes["person_details"])
    assert "Adeline" not in told
    assert "example.test" not in told
    assert "Sample" not in told
