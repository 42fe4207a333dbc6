"""What must hold of the HTML of every page, whatever it shows."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

CONTROLS = ("input", "select", "textarea")
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
ADDRESSES = {"src", "srcset", "href", "action", "formaction", "data", "poster"}


def faults(html: str, host: str) -> list[str]:
    """Every way in which a page served by `host` falls short, in words; none for a sound one."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    found = [
        f"not HTML5: line {line}: {PARSE_ERRORS[code] % values}" for (line, _), code, values in parser.errors
    ]
    for check in (_headings, _identifiers, _labels, _tokens, _inline):
        found += check(root)
    return found + list(_outside(root, host))


def _headings(root: Element) -> Iterator[str]:
    count = len(list(root.iter("h1")))
    if count != 1:
        yield f"{count} h1 headings: a page has exactly one"


def _identifiers(root: Element) -> Iterator[str]:
    counts = Counter(element.get("id") for element in root.iter() if "id" in element.attrib)
    yield from (f"id {name!r} is used {count} times" for name, count in counts.items() if count > 1)


def _labels(root: Element) -> Iterator[str]:
    labels = [label for label in root.iter("label") if _text(label)]
    named = {label.get("for") for label in labels}
    wrapped = {control for label in labels for control in label.iter() if control.tag in CONTROLS}
    texts = {element.get("id"): _text(element) for element in root.iter() if "id" in element.attrib}
    for control in _controls(root):
        pointed_at = (control.get("aria-labelledby") or "").split()
        if control in wrapped or (control.get("aria-label") or "").strip():
            continue
        if control.get("id") in named - {None} or any(texts.get(name) for name in pointed_at):
            continue
        yield f"{control.tag} {control.get('name')!r} has no label"


def _controls(root: Element) -> Iterator[Element]:
    """Each control that a person fills in."""
    for control in root.iter():
        if control.tag in CONTROLS and (control.get("type") or "").lower() not in UNLABELLED_INPUTS:
            yield control


def _tokens(root: Element) -> Iterator[str]:
    """Every form that changes something proves that it came from one of our pages."""
    for form in root.iter("form"):
        tokens = [
            field for field in form.iter("input") if field.get("name") == "csrf_token" and field.get("value")
        ]
        if (form.get("method") or "").lower() == "post" and len(tokens) != 1:
            yield f"the form to {form.get('action') or 'its own page'} carries {len(tokens)} tokens, not one"


def _inline(root: Element) -> Iterator[str]:
    """What our content security policy refuses."""
    for element in root.iter():
        if element.tag == "style":
            yield "a style element"
        if element.tag == "script" and "src" not in element.attrib:
            yield "a script written into the page"
        for name in element.attrib:
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                yield f"{element.tag} has an inline {name}"


def _outside(root: Element, host: str) -> Iterator[str]:
    """Addresses at any other host: a page needs nothing from elsewhere and tells nobody it was read. A link that
    says so (`noreferrer`) is followed by whoever presses it, and tells nothing."""
    for element in root.iter():
        if element.tag == "a" and "noreferrer" in element.get("rel", "").split():
            continue
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]  # xlink:href carries its namespace
            if local in ADDRESSES and urlsplit(value.strip()).netloc not in {"", host}:
                yield f"{element.tag} {local} leads to another host: {value}"


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()
