"""Coverage: who is covered of all, every gap with its owner and its mend, warnings apart, and the same as files."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from accounts import audit
from accounts.guard import allow, viewer
from accounts.permissions import Permission
from foundation import clock
from foundation.asking import Asked, asked_as_at
from foundation.errors import NotThere
from foundation.paging import page_of
from foundation.tables_out import XLSX, csv_table, xlsx_table
from teams.coverage.arranging import Grid, Somebody, gap_lines, grid_of, people_by_kind, people_of
from teams.coverage.counting import Coverage, coverage_of
from teams.coverage.exports import CELLS, GAPS, cell_rows, gap_rows, table_of
from teams.coverage.facts import PracticeFact
from teams.coverage.judging import Gap, GapKind, Judge
from teams.coverage.picture import picture_of
from teams.coverage.trend import line_of
from teams.coverage.warnings import CoverageWarning, warnings_of
from teams.coverage.words import WORDS
from teams.queries.coverage import judge_on, practices
from teams.queries.coverage_span import BOROUGH_WIDE, Names, Span, names, span_of
from teams.queries.positions import trend
from teams.routes.mending import Mending

coverage = Blueprint("coverage", __name__)
ANY = "any"
"""Asked for in place of a kind of gap: everybody who has one."""
WARNINGS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """One account's question: whose coverage, on which day. `given`: everybody in the account's own span;
    `span` is that narrowed by the filters."""

    as_at: Asked
    span: Span
    judge: Judge
    names: Names
    given: tuple[PracticeFact, ...]

    @property
    def chosen(self) -> list[PracticeFact]:
        """Those whom the filters leave."""
        return [practice for practice in self.given if self.span.takes_in(practice)]

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters that are on, as an address carries them."""
        asked = {name: getattr(self.span, name) for name in ("profession", "employer", "neighbourhood")}
        return {name: code for name, code in asked.items() if code}

    def warnings(self) -> list[CoverageWarning]:
        """Judged over the whole span, so that a filter hides warnings and never makes one."""
        found = warnings_of(self.given, self.judge.facts)
        return [warning for warning in found if any(map(self.span.takes_in, warning.about))]

    def profession(self, code: str) -> str:
        """What a profession is called."""
        return self.judge.facts.professions[code].name

    def employer(self, code: str) -> str:
        """What an employer is called."""
        return self.names.employers[code]

    def place(self, code: str | None) -> str:
        """What a neighbourhood is called; none is the whole borough."""
        if code is None or code == BOROUGH_WIDE:
            return "Borough-wide"
        return self.names.neighbourhoods[code]

    def places(self, practised: Iterable[PracticeFact]) -> list[str]:
        """Where it is, each place once."""
        there = {practice.neighbourhood for practice in practised}
        ordered: list[str | None] = [code for code in self.names.neighbourhoods if code in there]
        return [self.place(code) for code in [*ordered, *([None] if None in there else [])]]

    def grid(self, found: Coverage) -> Grid:
        """The cells laid out."""
        order = self.judge.facts.professions, self.names.employers, self.names.neighbourhoods
        return grid_of(found.cells, order)


@coverage.get("/coverage")
@allow(Permission.SEE_COVERAGE)
def show() -> ResponseReturnValue:
    """The figures, the gaps, the warnings, and where people are covered."""
    reading = asked_reading()
    audit.seen("coverage", None, by=viewer().id)
    if reading is None:
        return render_template("coverage/no_span.html")
    found = coverage_of(reading.chosen, reading.judge)
    grid, warnings = reading.grid(found), reading.warnings()
    weeks = trend(reading.span, reading.as_at)
    return render_template(
        "coverage/show.html",
        **about(reading),
        found=found,
        kinds=people_by_kind(found.gaps),
        gaps=page_of(gap_lines(found.gaps), asked_page()),
        warnings=page_of(warnings, asked_page("warnings"), per_page=WARNINGS_AT_ONCE),
        grid=grid,
        heads=["Profession", "Employer", *map(reading.place, grid.places)],
        picture=picture_of(grid, reading.profession, reading.employer, reading.place),
        choices=choices(reading),
        trend=weeks,
        trend_line=line_of(weeks),
    )


@coverage.get("/coverage/people")
@allow(Permission.SEE_COVERAGE)
def people() -> ResponseReturnValue:
    """Everybody in a cell, or with a gap of one kind, or with one gap's cause; by name."""
    reading, wanted = asked_reading(), asked_gap()
    audit.seen("coverage:people", None, by=viewer().id)
    if reading is None:
        return render_template("coverage/no_span.html")
    found = [each for each in people_of(reading.chosen, reading.judge) if wanted is None or wanted(each)]
    return render_template(
        "coverage/people.html",
        **about(reading),
        found=page_of(found, asked_page()),
        kind=request.args.get("kind", ""),
        described=described(reading),
        choices=choices(reading)
        | {
            "kind": [
                ("", "Everybody"),
                (ANY, "Not covered"),
                *((kind.value, WORDS[kind]) for kind in GapKind),
            ]
        },
    )


@coverage.get("/coverage.csv", defaults={"form": "csv"})
@coverage.get("/coverage.xlsx", defaults={"form": "xlsx"})
@allow(Permission.SEE_COVERAGE)
def download(form: str) -> ResponseReturnValue:
    """The cells or the gaps of the page, as one table that `teams.coverage.exports` can read back."""
    reading, what = asked_reading(), request.args.get("what", "gaps")
    if reading is None or what not in {"cells", "gaps"}:
        raise NotThere
    audit.seen(f"coverage:{what}", None, by=viewer().id)
    found, on = coverage_of(reading.chosen, reading.judge), reading.as_at.on
    rows = table_of(cell_rows(found, on) if what == "cells" else gap_rows(found, on))
    header = tuple(CELLS if what == "cells" else GAPS)
    headers = {"Content-Disposition": f'attachment; filename="coverage-{what}-{on.isoformat()}.{form}"'}
    if form == "csv":
        return csv_table(header, rows), headers | {"Content-Type": "text/csv; charset=utf-8"}
    return xlsx_table(f"Coverage {what}", header, rows), headers | {"Content-Type": XLSX}


def asked_reading() -> Reading | None:
    """What the address asks of the viewer's own span; None where their account names none. Raises NotThere for
    a code that means nothing here."""
    as_at, called = asked_as_at(), names(viewer().id, clock.today())
    whose = span_of(viewer(), called)
    if whose is None:
        return None
    judge = judge_on(as_at)
    span = asked_span(whose, judge, called)
    return Reading(as_at, span, judge, called, tuple(practices(whose, as_at)))


def asked_span(whose: Span, judge: Judge, called: Names) -> Span:
    """A span narrowed by the filters of the address. Raises NotThere for a code that means nothing here."""
    return replace(
        whose,
        profession=_one_of(judge.facts.professions, "profession"),
        employer=_one_of(called.employers, "employer"),
        neighbourhood=_one_of([*called.neighbourhoods, BOROUGH_WIDE], "neighbourhood"),
    )


def asked_gap() -> Callable[[Somebody], bool] | None:
    """Whom the kind of gap and the post in the address leave; None where everybody is asked for."""
    kind, post = _one_of([*GapKind, ANY], "kind"), request.args.get("post")
    if not kind:
        return None

    def is_meant(gap: Gap) -> bool:
        return kind in (ANY, gap.kind) and (not post or gap.post == post)

    return lambda somebody: any(map(is_meant, somebody.gaps))


def about(reading: Reading) -> dict[str, object]:
    """What both pages are given."""
    posts = {post.code: post for post in reading.judge.facts.posts.values()}
    asked = reading.span.asked()["apex"]
    return {
        "as_at": reading.as_at,
        "reading": reading,
        "times": asked_times(),
        "words": WORDS,
        "titles": {code: post.title for code, post in posts.items()},
        "theirs": [posts[code].title if code in posts else code for code in asked if code],
        "is_to_come": reading.as_at.on > clock.today(),
        "mend": mending(reading),
    }


def mending(reading: Reading) -> Mending:
    """Where the reader mends what is amiss."""
    return Mending(
        asked_times(),
        keeps=viewer().may(Permission.CHANGE_LINES) and reading.as_at.is_now,
        leads_from=reading.names.held if reading.as_at.is_now else (),
        facts=reading.judge.facts,
    )


def asked_times() -> dict[str, Any]:
    """The two times as the address carries them."""
    return {name: request.args.get(name) or None for name in ("on", "known_at")}


def described(reading: Reading) -> list[str]:
    """Whom the list is of, in words."""
    say = {"profession": reading.profession, "employer": reading.employer, "neighbourhood": reading.place}
    kind, post = request.args.get("kind"), request.args.get("post")
    words = [say[name](code) for name, code in reading.narrowed.items()]
    if kind:
        words.append("not covered" if kind == ANY else WORDS[GapKind(kind)].lower())
    titles = [p.title for p in reading.judge.facts.posts.values() if p.code == post]
    return words + titles


def choices(reading: Reading) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: what somebody in the span is on the day, and what is asked for already."""
    there = {
        "profession": {practice.profession for practice in reading.given},
        "employer": {practice.employer for practice in reading.given},
        "neighbourhood": {practice.neighbourhood or BOROUGH_WIDE for practice in reading.given},
    }
    called: dict[str, Mapping[str, str]] = {
        "profession": {code: fact.name for code, fact in reading.judge.facts.professions.items()},
        "employer": reading.names.employers,
        "neighbourhood": {**reading.names.neighbourhoods, BOROUGH_WIDE: "Borough-wide"},
    }
    return {
        name: [("", f"Every {name}")]
        + [
            (c, said)
            for c, said in called[name].items()
            if c in there[name] or c == reading.narrowed.get(name)
        ]
        for name in there
    }


def _one_of(codes: Container[str], name: str) -> str:
    asked = request.args.get(name, "")
    if asked and asked not in codes:
        raise NotThere
    return asked


def asked_page(name: str = "page") -> int:
    """The page of a list that the address asks for."""
    return request.args.get(name, 1, type=int)
