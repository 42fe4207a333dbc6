"""The first start on a machine where nothing has run yet."""

from pathlib import Path

from app.factory import create_app
from app.settings import Settings
from foundation.database import db


def test_the_folder_of_the_register_is_made(tmp_path: Path) -> None:
    file = tmp_path / "instance" / "register.db"
    app = create_app(Settings(DATABASE_URL=f"sqlite:///{file}", SECRET_KEY="test"))
    with app.app_context():
        db.engine.connect().close()
        db.engine.dispose()
    assert file.exists()
