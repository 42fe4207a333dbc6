"""Who may see what of a case of the east, by how they stand to it today: written by hand, apart from the code.

A second table beside `tests.access.policy`, which tells roles apart. ENDPOINTS groups requests that are let in or
refused together; each line of TABLE is somebody of `tests.access.relation_ground`, with an answer for each group:

  y  they are let in      .  as if there were nothing at that address

What a POST sends is empty: whoever may act is told what is missing, and nothing is kept.
"""

from dataclasses import dataclass

ENDPOINTS = {
    # Pages about staff and places
    "reg": (
        "GET /people/{staff}",
        "GET /people/{staff}/history",
        "GET /people/{staff}/away",
        "GET /posts/lead_east",
        "GET /teams/team_east",
        "GET /find?q=Reader",
    ),
    "emp": (
        "GET /people/{staff}/decisions",
        "GET /people/{staff}/decisions/annual_leave",
        "GET /scheme/nca",
    ),
    "plc": ("GET /neighbourhoods/east", "GET /neighbourhoods/north", "GET /neighbourhoods"),
    "fig": ("GET /reviews/figures",),
    "cov": ("GET /coverage", "GET /coverage/people", "GET /positions"),
    # The case, in lists and by itself
    "cas": (
        "GET /cases/{case_east}",
        "GET /cases?neighbourhood=east",
        "GET /reviews?neighbourhood=east&show=all",
        "GET /reviews/diary?neighbourhood=east",
        "GET /reviews/diary/holds?neighbourhood=east",
        "GET /reviews/who-can-come?neighbourhood=east",
        "GET /reviews/escalations/{escalation}",
    ),
    "nor": (
        "GET /cases/{case_north}",
        "GET /cases?neighbourhood=north",
        "GET /reviews?neighbourhood=north&show=all",
        "GET /reviews/sessions/{session_north}",
        "GET /cases/{case_north}/actions/new",
    ),
    "kep": (
        "GET /cases/{case_east}/change/tier",
        "GET /cases/{case_east}/change/informed",
        "GET /cases/{case_east}/change/resident",
        "GET /cases/{case_east}/change/needs",
        "GET /cases/{case_east}/contact",
        "GET /cases/{case_east}/urgent",
        "GET /cases/same/{pair}",
        "GET /cases/find?reference=ACM-EAST",
        "POST /cases/{case_east}/change/tier",
        "POST /cases/{case_east}/contact",
        "POST /cases/{case_east}/urgent",
    ),
    "all": (
        "GET /allocate/{case_east}",
        "GET /allocate/{case_east}/compare?person={staff}",
        "GET /allocate/{case_east}/team",
        "GET /allocate/{case_east}/end/{staff}",
        "GET /move/{staff}",
        "GET /workload/{staff}",
        "POST /allocate/{case_east}",
        "POST /allocate/{case_east}/end/{staff}",
    ),
    "red": (
        "GET /people/{staff}/reductions/record",
        "GET /people/{staff}/reductions/{reduction}/correct",
        "POST /people/{staff}/reductions/record",
    ),
    # Whoever has it, and what is to be done about it
    "own": (
        "GET /my-work/{case_east}",
        "GET /my-work/{case_east}/contact",
        "POST /my-work/{case_east}/contact",
    ),
    "new": ("GET /cases/{case_east}/actions/new", "POST /cases/{case_east}/actions/new"),
    "act": ("GET /cases/{case_east}/actions/{action}", "POST /cases/{case_east}/actions/{action}"),
    "tsk": ("GET /cases/{case_east}/actions/{task}", "POST /cases/{case_east}/actions/{task}"),
    # The session it is reviewed in
    "ses": ("GET /reviews/sessions/{session_east}",),
    "run": (
        "GET /reviews/sessions/{session_east}/paper",
        "GET /reviews/sessions/{session_east}/came",
        "GET /reviews/sessions/{session_east}/end",
        "GET /reviews/sessions/{session_east}/cases/{case_east}",
        "POST /reviews/sessions/{session_east}/cases/{case_east}",
    ),
    "pln": (
        "GET /reviews/sessions/{session_east}/edit",
        "GET /reviews/sessions/{session_east}/cancel",
        "GET /reviews/patterns/{pattern_east}/change",
        "GET /reviews/limits/{staff}",
        "POST /reviews/sessions/{session_east}/edit",
    ),
    # A request that somebody be given it, put to the trust
    "req": ("GET /requests/{request}",),
    "ans": ("POST /requests/{request}/answer",),
    "off": ("GET /my-work/offers/{request}",),
}
"""Requests by group; the first of a group stands for it where few are asked."""

TABLE = """
who                reg emp plc fig cov cas nor kep all red own new act tsk ses run pln req ans off

# Nothing connects them with it
stranger           .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
team_mate          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
nobody_placed      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
leaver             .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

# Having the case
contributes        .   .   .   .   .   .   .   .   .   .   y   y   y   y   .   .   .   .   .   .
begins_today       .   .   .   .   .   .   .   .   .   .   y   y   y   y   .   .   .   .   .   .
last_day           .   .   .   .   .   .   .   .   .   .   y   y   y   y   .   .   .   .   .   .
deputy_of_case     .   .   .   .   .   .   .   .   .   .   y   y   y   y   .   .   .   .   .   .
ended_yesterday    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
starts_tomorrow    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
deputy_ended       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
believed_before    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

# Something to do about it, or asked to its session
task_owner         .   .   .   .   .   .   .   .   .   .   .   .   .   y   .   .   .   .   .   .
task_owner_gone    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
attendee           .   .   .   .   .   .   .   .   .   .   .   .   .   .   y   .   .   .   .   .
attendee_gone      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

# A lead of the east, by placement
lead               y   y   y   y   .   y   .   .   y   y   .   y   y   y   y   y   .   y   .   .
lead_begins        y   y   y   y   .   y   .   .   y   y   .   y   y   y   y   y   .   y   .   .
lead_last_day      y   y   y   y   .   y   .   .   y   y   .   y   y   y   y   y   .   y   .   .
lead_arrived       y   y   y   y   .   y   .   .   y   y   .   y   y   y   y   y   .   y   .   .
lead_nobodys       y   y   y   y   .   y   .   .   y   y   .   y   y   y   y   y   .   y   .   .
lead_ended         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
lead_tomorrow      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
lead_transferred   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
lead_gone          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
lead_superseded    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
lead_of_north      y   y   y   y   .   .   y   .   .   .   .   .   .   .   .   .   .   .   .   .

# By a post for the east, and as its deputy
post_holder        y   y   y   y   .   y   .   .   y   y   .   y   y   y   y   y   .   y   .   .
post_left          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
post_tomorrow      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
deputy_stands_in   y   y   y   y   .   y   .   .   y   y   .   y   y   y   y   y   .   y   .   .
deputy_stands_by   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
deputy_expired     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
deputy_tomorrow    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

# A coordinator
coordinator        .   .   y   y   .   y   .   y   .   .   .   y   y   y   y   y   y   .   .   .
coordinates_all    .   .   y   y   .   y   y   y   .   .   .   y   y   y   y   y   y   .   .   .
coordinator_ended  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
coordinator_begins .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
coordinator_moved  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

# A director by the post, and an employer's HR by the contract
director           y   y   y   y   y   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
director_left      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
director_tomorrow  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
hr                 .   y   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   y   y   .
hr_left            .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
hr_elsewhere       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

# Roles that follow no work
office             y   y   y   y   y   .   .   .   .   y   .   .   .   .   .   .   .   .   .   .
administrator      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
no_role            .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
"""

ANSWERS = {"y": "yes", ".": "404"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One request as one person, and what it is to answer."""

    method: str
    address: str
    who: str
    answer: str

    def __str__(self) -> str:
        return f"{self.method} {self.address} as {self.who}"


def people() -> list[str]:
    """Whoever has a line in the table."""
    return [words[0] for words in _lines()[1:]]


def cells(*, few: bool = False) -> list[Cell]:
    """The table, person by person; `few`: of each group only its first request."""
    head, *lines = _lines()
    found: list[Cell] = []
    for who, *answers in lines:
        for group, answer in zip(head[1:], answers, strict=True):
            for request in ENDPOINTS[group][: 1 if few else None]:
                method, _, address = request.partition(" ")
                found.append(Cell(method, address, who, ANSWERS[answer]))
    return found


def _lines() -> list[list[str]]:
    return [list[str](line.split()) for line in TABLE.splitlines() if line and not line.startswith("#")]
