"""The floor a page is measured against: a bare Flask and Jinja app that sends the same bytes.

It is given a page by PUT and renders it for every GET from its pieces: markup as it stands, and each text
escaped by Jinja, as any template would. No account, no session, no database, no component.
"""

import re
from html import unescape

from flask import Flask, render_template, request
from markupsafe import Markup, escape

app = Flask(__name__)
template = app.jinja_env.from_string("{% for piece in pieces %}{{ piece }}{% endfor %}", {})
pieces: list[str] = []


@app.put("/")
def keep() -> tuple[str, int]:
    """Send this page back from now on."""
    pieces[:] = pieces_of(request.get_data(as_text=True))
    return "", 204


@app.get("/<path:_page>")
def send(_page: str) -> str:
    """The page that was kept, whatever its address."""
    return render_template(template, pieces=pieces)


def pieces_of(page: str) -> list[str]:
    """Tags as markup, text as Jinja would be given it; escaped again they are the page, byte for byte."""
    return [_piece(part) for part in re.split(r"(<[^>]*>)", page) if part]


def _piece(part: str) -> str:
    text = unescape(part)
    return text if str(escape(text)) == part else Markup(part)
