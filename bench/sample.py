"""A register of any size, made once through the real importers and kept in a folder or on a server."""

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

import flask_migrate
from flask import Flask
from sqlalchemy import make_url

from app.demo.borough import write_borough
from app.demo.load import load_sample
from app.demo.manifest import Load
from app.factory import create_app
from app.settings import Settings
from foundation.database import db
from tests.databases import PostgresScratch

TODAY = date(2026, 11, 22)
SECRET_KEY = "bench"
CASES = 600

P = ParamSpec("P")
T = TypeVar("T")


def parser(about: str | None, *, staff: list[int]) -> ArgumentParser:
    """What every bench may be asked: how large, where the files go, which database server."""
    asked = ArgumentParser(description=about)
    asked.add_argument("--folder", type=Path, required=True, help="where files and SQLite registers are kept")
    asked.add_argument("--staff", type=int, nargs="*", default=staff, help="sizes of register")
    asked.add_argument(
        "--database",
        default=os.environ.get("TEST_DATABASE_URL"),
        help="a PostgreSQL server to use in place of SQLite; TEST_DATABASE_URL unless given",
    )
    return asked


def folder_of(asked: Namespace) -> Path:
    """The folder asked for, made if it is not there."""
    folder: Path = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def alone(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do it in a fresh process, so that its memory and its caches are its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *args, **kwargs).result()


def files_of(folder: Path, staff: int) -> Path:
    """The employers' files of a place of this size, without history, written once."""
    files = folder / f"files-{staff}"
    if not (files / "manifest.json").exists():
        alone(write_borough, files, staff=staff, cases=CASES, today=TODAY, years=0)
    return files


def staff_loads(files: Path) -> list[Load]:
    """The staff extracts among the files, in the order of loading."""
    manifest = json.loads((files / "manifest.json").read_text(encoding="utf-8"))
    loads = [Load(**load) for load in manifest["loads"]]
    return [load for load in loads if load.kind == "staff"]


def reference_of(files: Path) -> Path | None:
    """The reference files written with the sample; None where the borough's own are meant."""
    return files / "reference" if (files / "reference").exists() else None


def empty_database(folder: Path, name: str, server: str | None) -> str:
    """The address of a database of this name with no table in it; one that was there is dropped."""
    if server:
        scratch = PostgresScratch(make_url(server), _database(name))
        scratch.create()
        return scratch.address
    for suffix in ("", "-wal", "-shm"):
        (folder / f"{name}.db{suffix}").unlink(missing_ok=True)
    return f"sqlite:///{folder / name}.db"


def register_of(folder: Path, staff: int, server: str | None, cases: int = CASES) -> str:
    """The address of a whole sample register of this size: staff, cases, sessions, patterns, accounts.

    A SQLite register is kept in the folder for the next time; one on a server is made anew.
    """
    kept = folder / (f"register-{staff}.db" if cases == CASES else f"register-{staff}-{cases}.db")
    if server:
        address = empty_database(folder, kept.stem, server)
        alone(_fill, address, staff, cases)
        return address
    if not kept.exists():
        alone(_fill, empty_database(folder, "unfinished", None), staff, cases)
        (folder / "unfinished.db").rename(kept)
    return f"sqlite:///{kept}"


def app_on(address: str) -> Flask:
    """The whole application on a database."""
    return create_app(Settings(DATABASE_URL=address, SECRET_KEY=SECRET_KEY))


def _fill(address: str, staff: int, cases: int) -> None:
    with app_on(address).app_context():
        flask_migrate.upgrade()
        load_sample("bury", TODAY, staff=staff, cases=cases, years=0)
        db.session.commit()
        db.engine.dispose()


def _database(name: str) -> str:
    return "bench_" + name.replace("-", "_")
