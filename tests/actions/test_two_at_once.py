"""Two office accounts change the same line at the same moment: one is done, the other hears why not."""

import threading
from datetime import date

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from foundation.database import begin_writing, db
from foundation.errors import RuleBroken
from people.deeds import SUPERSEDED, believed, doing
from teams import actions as teams
from teams.team import Management
from tests.actions.registers import NOW, held, register, row_of

DECEMBER = date(2026, 12, 1)


def test_one_change_wins_and_the_other_is_told(app: Flask, session: scoped_session[Session]) -> None:
    r = register()
    row, by, place, posts = row_of(Management), r.office.id, r.place.id, (r.board.id, None)
    session.rollback()
    together, said = threading.Barrier(2), []

    def change(post_id: int | None) -> None:
        with app.app_context():
            together.wait()
            begin_writing()
            try:
                with doing("management.change", "person", 1, by=by, at=NOW) as act:
                    believed(act, Management, row)
                    if post_id is None:
                        teams.end_management(act, place, DECEMBER)
                    else:
                        teams.change_management(act, place, post_id, DECEMBER)
                db.session.commit()
                said.append("done")
            except RuleBroken as refusal:
                db.session.rollback()
                said.append(str(refusal))

    threads = [threading.Thread(target=change, args=(post_id,)) for post_id in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == sorted(["done", SUPERSEDED])
    assert held(Management)[0] in {(date(2025, 1, 1), DECEMBER), (date(2025, 1, 1), date(2026, 12, 2))}
