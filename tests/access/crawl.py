"""Going everywhere an account can: every link and every address of the policy, each once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urljoin, urlsplit
from zipfile import ZipFile

from werkzeug.test import TestResponse

from tests.access.borough import SECRETS, Borough
from tests.access.policy import MAY_SHOW, MAY_SHOW_SEALED, Actor, policy
from tests.access.sealed import CANARIES, FAMILY, GIVEN, NHS_NUMBER
from tests.pages.client import CheckedClient

LINK = re.compile(r'href="([^"]+)"')
ONE_OF_EACH = {"on", "known_at", "from", "to", "page", "v"}
"""Parts of an address whose value is a day, a moment or a number: one of each says enough."""

NHS_NUMBERS = (
    *(number for name in ("east.nhs_number", "north.nhs_number") for number in SECRETS[name]),
    NHS_NUMBER,
)
RESIDENTS = (*(word for name in ("east.name", "north.name") for word in SECRETS[name]), GIVEN, FAMILY)

TIMES = ("on=2025-06-01", "known_at=2025-06-01T09:00")


@dataclass(frozen=True, slots=True)
class Visit:
    """An address that was asked for, the page that offered it ("": nobody), and what came back."""

    address: str
    offered_by: str
    endpoint: str
    response: TestResponse

    @property
    def told(self) -> set[str]:
        """The secrets that can be read from what came back, its page and every header, and that were not in
        the question."""
        said = words_of(self.response) + "\n" + str(self.response.headers)
        return {
            name
            for name, words in SECRETS.items()
            if any(word in said and word not in self.address for word in words)
        }

    @property
    def sealed(self) -> list[str]:
        """The words of a sealed record that can be read, likewise."""
        said = words_of(self.response) + "\n" + str(self.response.headers)
        return [word for word in CANARIES if word in said and word not in self.address]

    def faults(self, actor: Actor) -> list[str]:
        """What is told to whom it is not for, and what stands where it never may, in sentences."""
        found = [
            f"{self.address} tells {actor} {secret}"
            for secret in sorted(self.told)
            if not self.endpoint.startswith(MAY_SHOW[secret].get(actor, ("nowhere",)))
        ]
        if not self.endpoint.startswith(MAY_SHOW_SEALED.get(actor, ("nowhere",))):
            found += [f"{self.address} tells {actor} of a sealed record: {word}" for word in self.sealed]
        if self.offered_by and self.response.status_code not in {200, 302, 422}:
            found.append(f"{self.offered_by} offers {self.address}: {self.response.status_code}")
        found += [
            f"{number} in an address: {self.address}" for number in NHS_NUMBERS if number in self.address
        ]
        title = title_of(self.response)
        return found + [f"{name} in the title of {self.address}" for name in RESIDENTS if name in title]


def title_of(response: TestResponse) -> str:
    """What a browser shows on its tab and keeps in its history."""
    found = re.search(r"<title>(.*?)</title>", response.text) if response.mimetype == "text/html" else None
    return found[1] if found else ""


FOLDED = re.compile(r"\r\n[ \t]")
"""Where a calendar's line goes on in the next."""
MADE = re.compile(r"<dcterms:(created|modified)[^>]*>[^<]*<")


def words_of(response: TestResponse) -> str:
    """All that can be read from a body; a workbook is packed, so that its words must be taken out first, but for when it
    was made."""
    if not response.data.startswith(b"PK\x03\x04"):
        return FOLDED.sub("", response.text) if response.mimetype == "text/calendar" else response.text
    with ZipFile(BytesIO(response.data)) as book:
        return "\n".join(MADE.sub("", book.read(part).decode()) for part in book.namelist())


def crawl(client: CheckedClient, small: Borough, actor: Actor) -> Iterator[Visit]:
    """Each page that can be looked at, with whatever it answers."""
    waiting = [(address, "") for address in known_addresses(small, actor)]
    been: set[object] = set()
    while waiting:
        address, offered_by = waiting.pop(0)
        if _kind(address) in been:
            continue
        been.add(_kind(address))
        response = client.get(address)
        yield Visit(address, offered_by, endpoint_of(client, address), response)
        waiting += [(link, address) for link in links(response, address)]


def known_addresses(small: Borough, actor: Actor) -> list[str]:
    """Every address the policy looks at; those that open, also asked about another day and another moment."""
    looks = [row for row in policy() if row.method == "GET" and not row.address.startswith("/static/")]
    opens = [row.address for row in looks if row.answers[actor] == "yes" and "?" not in row.address]
    asked = [f"{address}?{when}" for address in opens for when in TIMES]
    return [small.address(address, actor) for address in [row.address for row in looks] + asked]


def links(response: TestResponse, address: str) -> list[str]:
    """Where a page leads within the service, a redirect's way on included."""
    if "Location" in response.headers:
        return [response.headers["Location"]]
    if response.mimetype != "text/html":
        return []
    found = [urljoin(address, unescape(link)) for link in LINK.findall(response.text)]
    return [link.partition("#")[0] for link in found if not urlsplit(link).path.startswith("/static/")]


def endpoint_of(client: CheckedClient, address: str) -> str:
    """The name of the page at an address; "" where there is none."""
    parts = urlsplit(address)
    routes = client.application.url_map.bind("localhost")
    return routes.match(parts.path, "GET")[0] if routes.test(parts.path, "GET") else ""


def _kind(address: str) -> object:
    """Addresses of one kind are visited once."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    return parts.path, tuple(
        sorted((name, () if name in ONE_OF_EACH else tuple(said)) for name, said in asked.items())
    )
