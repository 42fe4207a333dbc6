"""Work too long for a request: asked for by somebody, done by a process of its own, watched on a page."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.model import Model


class Errand(Model):
    """One piece of such work. `question`, `progress` and `answer` are JSON of numbers, codes and dates, as its
    kind reads them. `seen_at`: when its process last said it was alive. `stop_asked`: keep the best so far."""

    __tablename__ = "errand"

    kind: Mapped[str]
    question: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    stop_asked: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[str | None] = mapped_column(default=None)
    answer: Mapped[str | None] = mapped_column(default=None)
    failed: Mapped[str | None] = mapped_column(default=None)
