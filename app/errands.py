"""The kinds of errand there are, and how the service starts a process for one."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from flask import Flask, current_app

from app.settings import Settings
from caseload.moves.rebalance import REBALANCE, work_out
from caseload.reviews.plans import plan_errand
from foundation import clock
from foundation.errands import START, GoOn, Words, Work

ROOT = Path(__file__).resolve().parent.parent


def plan_reviews(asked: Words, go_on: GoOn) -> Words:
    """A plan is stored as made when it is."""
    return plan_errand.work_out(asked, go_on, clock.now)


WORKS: dict[str, Work] = {REBALANCE: work_out, plan_errand.PLAN_REVIEWS: plan_reviews}

_started: list[subprocess.Popen[bytes]] = []


def register(app: Flask) -> None:
    """Pages start processes with the app's own settings."""
    app.config[START] = start


def start(errand_id: int) -> None:
    """A process of its own, which outlives the request and is not ended with the worker that began it."""
    _started[:] = [process for process in _started if process.poll() is None]
    settings: Settings = current_app.config["SETTINGS"]
    _started.append(
        subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "errand", str(errand_id)],
            cwd=ROOT,
            env=os.environ | {each.name: getattr(settings, each.name) for each in fields(settings)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    )
