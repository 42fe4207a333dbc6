"""A position as bytes that are the same for ever, and how anybody can tell that they are. Pure.

A sealed file is two lines of JSON. The first is the content: keys sorted, no spaces, nothing but ASCII. The
second is the SHA-256 of the first, its line end included. A digest tells that a file is whole; that it is the
file which was signed is told by comparing the digest with the one on the signed page or its print.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from teams.coverage.judging import GapKind
from teams.positions.findings import Cause, Figures, Findings, Whose

FORMAT = "coverage-position/1"
NOT_A_POSITION = (
    "The file is not a sealed position: it should be two lines of JSON, the content and its digest."
)


@dataclass(frozen=True, slots=True)
class Signed:
    """All that a director signs. `scope`: the code of the apex post it is signed from; `called`: what each code
    in it was called that day, by kind of thing (post, profession, employer, neighbourhood) and code."""

    number: int
    scope: str
    on: date
    known_at: datetime
    signed_by: int
    signer: str
    signed_at: datetime
    statement: str
    findings: Findings
    called: Mapping[str, Mapping[str, str]]


def to_bytes(position: Signed) -> bytes:
    """The content. Equal positions are equal bytes."""
    return _canonical(
        {
            "format": FORMAT,
            "number": position.number,
            "scope": position.scope,
            "on": position.on.isoformat(),
            "known_at": position.known_at.isoformat(),
            "signed_by": {"account": position.signed_by, "name": position.signer},
            "signed_at": position.signed_at.isoformat(),
            "statement": position.statement,
            "called": position.called,
            **_findings(position.findings),
        }
    )


def from_bytes(content: bytes) -> Signed:
    """The position in a content. Raises ValueError when it is not one."""
    try:
        said = json.loads(content)
        if said["format"] != FORMAT:
            raise ValueError(f"not of the format {FORMAT}")
        return Signed(
            number=said["number"],
            scope=said["scope"],
            on=date.fromisoformat(said["on"]),
            known_at=datetime.fromisoformat(said["known_at"]),
            signed_by=said["signed_by"]["account"],
            signer=said["signed_by"]["name"],
            signed_at=datetime.fromisoformat(said["signed_at"]),
            statement=said["statement"],
            findings=_read_findings(said),
            called=said["called"],
        )
    except (KeyError, TypeError, ArithmeticError, AttributeError, RecursionError) as error:
        raise ValueError("something of a position is missing") from error


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sealed(content: bytes) -> bytes:
    """The file: the content and its digest."""
    return content + _canonical({"sha256": digest_of(content)})


def verify(file: bytes, digest: str | None = None) -> list[str]:
    """Every fault, in sentences; none when the file is whole and, where a digest is given, has that one. Needs
    nothing but the file."""
    content, found, seal = file.partition(b"\n")
    content += found
    if not seal:
        return [NOT_A_POSITION]
    faults = []
    if file != sealed(content):
        faults.append("The content and its digest do not match: the file was changed or damaged.")
    if digest is not None and digest.lower() != digest_of(content):
        faults.append("The file does not have the digest it should have: it is another position, or changed.")
    try:
        position = from_bytes(content)
    except ValueError:
        return [*faults, NOT_A_POSITION]
    if to_bytes(position) != content:
        faults.append("The content is not written as a sealed position is.")
    return faults


def fingerprint(findings: Findings) -> str:
    """Tells whether two findings are the same, whatever of them is accepted."""
    bare = replace(findings, causes=tuple(replace(cause, accepted="") for cause in findings.causes))
    return digest_of(_canonical(_findings(bare)))


def key_of(cause: Cause) -> str:
    """Names a cause among those of one day for as long as it has the same mend."""
    whose = "" if cause.post else repr(next(iter(cause.whose)))
    return digest_of(f"{cause.kind} {cause.post} {cause.reason} {whose}".encode())[:12]


def _canonical(said: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and one newline at the end."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return f"{text}\n".encode()


def _findings(findings: Findings) -> dict[str, Any]:
    cells = sorted(findings.cells.items(), key=lambda cell: (cell[0][0], cell[0][1], cell[0][2] or ""))
    return {
        "totals": _figures(findings.totals),
        "cells": [
            {"profession": p, "employer": e, "neighbourhood": n, **_figures(figures)}
            for (p, e, n), figures in cells
        ],
        "causes": [_cause(cause) for cause in findings.causes],
    }


def _figures(figures: Figures) -> dict[str, Any]:
    """Whole-time equivalents as text, so that they stay exact."""
    return {
        "people": figures.people,
        "covered": figures.covered,
        "wte": str(figures.wte),
        "wte_covered": str(figures.wte_covered),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "kind": cause.kind.value,
        "reason": cause.reason,
        "owner": cause.owner,
        "post": cause.post,
        "people": cause.people,
        "accepted": cause.accepted,
        "gaps": [
            {
                "employer": whose.employer,
                "assignment": whose.assignment,
                "profession": whose.profession,
                "since": since.isoformat(),
            }
            for whose, since in sorted(cause.whose.items())
        ],
    }


def _read_findings(said: Mapping[str, Any]) -> Findings:
    cells = {(c["profession"], c["employer"], c["neighbourhood"]): _read_figures(c) for c in said["cells"]}
    return Findings(_read_figures(said["totals"]), cells, tuple(map(_read_cause, said["causes"])))


def _read_figures(said: Mapping[str, Any]) -> Figures:
    return Figures(said["people"], said["covered"], Decimal(said["wte"]), Decimal(said["wte_covered"]))


def _read_cause(said: Mapping[str, Any]) -> Cause:
    gaps = {
        Whose(gap["employer"], gap["assignment"], gap["profession"]): date.fromisoformat(gap["since"])
        for gap in said["gaps"]
    }
    return Cause(
        GapKind(said["kind"]), said["reason"], said["owner"], said["post"], said["people"], gaps,
        said["accepted"],
    )  # fmt: skip
