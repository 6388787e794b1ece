"""What the replica is asked and what it answers, apart from sockets."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
WORTH_PACKING = 256  # bytes; below that servers do not compress


class Asked(NamedTuple):
    """One line of the replica's log."""

    time: datetime
    method: str
    url: str
    status: int
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    url: str  # absolute
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters
    body: bytes = b""

    @property
    def scheme(self) -> str:
        return urlsplit(self.url).scheme

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").rstrip(".")

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    def parameter(self, name: str, default: str = "") -> str:
        return parse_qs(urlsplit(self.url).query, keep_blank_values=True).get(name, [default])[0]

    def number(self, name: str, default: int) -> int:
        value = self.parameter(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int = 200
    body: bytes = b""
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    changed_at: datetime | None = None  # Last-Modified
    same_as: bytes | None = None  # what the ETag is made of: the body without its counters


def text_answer(text: str, content_type: str = HTML, *, charset: str = "utf-8", status: int = 200) -> Answer:
    return Answer(status=status, body=text.encode(charset, "xmlcharrefreplace"), content_type=content_type)


def redirect(url: str, status: int = 301) -> Answer:
    return Answer(status=status, headers=(("Location", url),), body=b"<html><body>moved</body></html>")


def not_found(status: int = 404) -> Answer:
    return Answer(status=status, body=f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>".encode())


def conditioned(answer: Answer, request: Request) -> Answer:
    """The answer with its validators, or 304 when the client has it already, packed when the client takes that."""
    if answer.status != 200 or request.method not in ("GET", "HEAD"):
        return answer
    headers = answer.headers
    if answer.same_as is not None:
        tag = f'W/"{hashlib.sha256(answer.same_as).hexdigest()[:16]}"'
        headers = (*headers, ("ETag", tag))
        if "if-none-match" in request.headers:
            if tag in request.headers["if-none-match"]:
                return replace(answer, status=304, body=b"", headers=headers)
            return _packed(replace(answer, headers=headers), request)
    if answer.changed_at is not None:
        stamp = answer.changed_at.astimezone(UTC).replace(microsecond=0)
        headers = (*headers, ("Last-Modified", format_datetime(stamp, usegmt=True)))
        since = _date(request.headers.get("if-modified-since", ""))
        if since is not None and stamp <= since:
            return replace(answer, status=304, body=b"", headers=headers)
    return _packed(replace(answer, headers=headers), request)


def _packed(answer: Answer, request: Request) -> Answer:
    if "gzip" not in request.headers.get("accept-encoding", "") or len(answer.body) < WORTH_PACKING:
        return answer
    return replace(
        answer,
        body=gzip.compress(answer.body, 6, mtime=0),
        headers=(*answer.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")),
    )


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
