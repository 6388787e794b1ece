"""One request and its answer, as the archive keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["page", "further", "listing", "robots", "other"]  # further: the second and later pages of one article
Headers = tuple[tuple[str, str], ...]
REDIRECTS = (301, 302, 303, 307, 308)  # statuses that lead elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Headers and body as they went over the wire, but for the transfer encoding: a body that came packed is still packed."""

    url: str
    method: str = "GET"
    request_headers: Headers = ()
    request_body: bytes = b""
    status: int
    reason: str = ""
    response_headers: Headers = ()
    body: bytes
    fetched_at: datetime
    crawl: str  # name of the crawl, which is the name of its crawl file without the ending
    outlet: str
    edition: str
    role: Role = "page"
    article_url: str | None = None  # for pages and further pages: the address that the article was listed under
    listed_at: datetime | None = None  # for pages: when the article was published, as the listing says; a replay needs it


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Where the archive keeps an answer."""

    record_id: str  # "<urn:uuid:…>", as in the WARC record
    file: str  # relative to the archive's folder
    offset: int
    length: int
    sha256: str  # of the body as it came over the wire
