"""Files sent with a request, opened before the request begins to write: a workbook that takes a minute to open keeps
nobody waiting but whoever sent it."""

from flask import g, request
from werkzeug.datastructures import FileStorage

from foundation.errors import BadFile, RuleBroken
from foundation.workbooks import as_csv

LONGEST_NAME = 100
FIELD = "file"
"""What our forms call the one file they take."""


def open_upload() -> None:
    """Open the file of this request; what was wrong with it is said when `opened` is asked."""
    upload = request.files.get(FIELD)
    if upload is None or not upload.filename:
        return
    try:
        g.opened = as_csv(name_of(upload), upload.read())
    except (BadFile, RuleBroken) as refusal:
        g.opened = refusal


def opened(upload: FileStorage) -> bytes:
    """The file that `open_upload` opened. Raises BadFile and RuleBroken."""
    found: bytes | BadFile | RuleBroken | None = g.pop("opened", None)
    if found is None:
        return as_csv(name_of(upload), upload.read())
    if isinstance(found, bytes):
        return found
    raise found


def name_of(upload: FileStorage) -> str:
    """What its reader calls it, as far as pages show names of files."""
    return (upload.filename or "the file")[:LONGEST_NAME]
