"""The shapes of answers about sessions, the patterns they come from, and how many a week somebody comes to."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import Length, Optional

from caseload.reviews.sessions.changes import SessionTerms
from caseload.reviews.sessions.file import LONGEST, SHORTEST
from caseload.reviews.sessions.keeping import Terms
from foundation.forms import Form, NumberRange, options, required, strip, text
from people.availability_queries import WEEK
from people.forms import ChangeForm, DayField, EndForm, NumberField, StartForm

EVERY = {1: "Every week", 2: "Every other week"} | {n: f"Every {n} weeks" for n in range(3, 9)}
MOST_A_WEEK = 10


class HourField(TimeField):
    """An hour in England, to the minute."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [required("Enter the hour it starts, such as 09:30")], **kwargs)
        self.invalid_value_message = "Enter an hour, such as 09:30"

    @property
    def hour(self) -> str:
        """As rows hold it: HH:MM."""
        return f"{self.data:%H:%M}" if isinstance(self.data, time) else ""


class MeetingFields(Form):
    """What every session has, whether a pattern gives it or not."""

    starts = HourField("Starts at")
    minutes = IntegerField(
        "Minutes",
        [
            NumberRange(SHORTEST, LONGEST, f"Enter minutes from {SHORTEST} to {LONGEST}"),
            required("Enter how many minutes it lasts"),
        ],
        default=90,
    )
    place = StringField("Place or link", [Optional(), Length(max=300)], filters=[strip])
    online = BooleanField("It is online")
    chair = NumberField("Chair")

    def offer_chairs(self, chairs: Iterable[tuple[int, str]]) -> None:
        """Who may chair it."""
        self.chair.offer(chairs, "Nobody yet")


class PatternFields(MeetingFields):
    """A meeting that comes round."""

    weekday = RadioField("Day of the week", choices=options((str(n), name) for n, name in enumerate(WEEK)))
    every_weeks = SelectField("How often", choices=options((str(n), words) for n, words in EVERY.items()))

    @property
    def terms(self) -> Terms:
        """What was entered."""
        return Terms(
            weekday=int(self.weekday.data or 0),
            every_weeks=int(self.every_weeks.data or 1),
            starts=self.starts.hour,
            minutes=self.data["minutes"],
            place=self.place.data or "",
            online=bool(self.online.data),
            chair_person_id=self.chair.data,
        )


class NewPatternForm(PatternFields, StartForm):
    """A new pattern and its days."""


class ChangePatternForm(PatternFields, ChangeForm):
    """How a pattern goes from a day on."""


class EndPatternForm(EndForm):
    """The last day a pattern gives a session on."""


class SessionForm(MeetingFields):
    """One session. `read` is what it said when the form was opened, so that whoever comes second is told."""

    read = HiddenField()
    day = DayField("Day", [required("Enter the day")])

    @property
    def terms(self) -> SessionTerms:
        """What was entered."""
        said: dict[str, Any] = self.data
        return SessionTerms(
            day=said["day"],
            starts=self.starts.hour,
            minutes=said["minutes"],
            place=said["place"] or "",
            online=bool(said["online"]),
            chair_person_id=said["chair"],
        )


class CancelForm(Form):
    """Why a session is not held."""

    read = HiddenField()
    because = text("Why it is cancelled", "Enter why it is cancelled", longest=200)


class FollowForm(Form):
    """Why a session goes by its pattern again."""

    read = HiddenField()
    because = text("Why it goes by its pattern again", "Enter why it goes by its pattern again", longest=200)


class HoldForm(Form):
    """Asks nothing: the button is the answer."""

    read = HiddenField()


class LimitForm(StartForm):
    """How many sessions a week at most, on which days."""

    sessions = IntegerField(
        "Sessions a week at most",
        [
            NumberRange(0, MOST_A_WEEK, f"Enter a number from 0 to {MOST_A_WEEK}"),
            required("Enter how many sessions a week"),
        ],
    )
