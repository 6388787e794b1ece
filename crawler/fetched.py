"""What came over the wire for one address, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One answer; the body is without transfer and content encoding, and otherwise as the server sent it."""

    url: str  # the address that answered, after redirects
    body: bytes
    content_type: str = ""  # the header as sent, charset and all
    fetched_at: datetime
    status: int = 200
    sha256: str = ""  # of the body as it came over the wire
    warc: str | None = None  # id of the record that holds it
