"""The head of an HTTP message, to bytes and back: whatever a server sent, one line stays one line."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from crawler.archive.exchange import Exchange, Headers

NO_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")
BREAKS = re.compile(r"[\r\n\0]+")
# The body is kept without its transfer encoding; under its own name the header would tell readers to undo it once more.
UNDONE = "transfer-encoding"
KEPT_AS = "X-Archive-Orig-Transfer-Encoding"


def request_head(exchange: Exchange) -> bytes:
    parts = urlsplit(plain_url(exchange.url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _head(f"{_token(exchange.method) or 'GET'} {target} HTTP/1.1", exchange.request_headers)


def response_head(exchange: Exchange) -> bytes:
    kept = tuple((KEPT_AS if name.lower() == UNDONE else name, value) for name, value in exchange.response_headers)
    return _head(f"HTTP/1.1 {exchange.status:03d} {exchange.reason}".rstrip(), kept)


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in ((_token(name), value) for name, value in headers) if name), "", ""]
    return b"\r\n".join(_bytes(line) for line in lines)


def _token(name: str) -> str:
    return NO_TOKEN.sub("_", name.strip())


def _bytes(line: str) -> bytes:
    """Latin-1, as headers are read; what it cannot hold goes as UTF-8."""
    line = BREAKS.sub(" ", line)
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", errors="replace")


def split_head(block: bytes) -> tuple[str, Headers, bytes]:
    """First line, headers and body of an HTTP message; a block without an empty line is all head."""
    end = re.search(rb"\r?\n\r?\n", block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, *lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:  # a folded line, as old servers send
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon:
            name = name.strip()
            headers.append(("Transfer-Encoding" if name == KEPT_AS else name, value.strip(" \t")))
    return first, tuple(headers), body


def status_of(first: str) -> tuple[int, str]:
    """Status and reason of `HTTP/1.0 200 OK`; `ValueError` when it is no status line."""
    version, _, rest = first.partition(" ")
    code, _, reason = rest.strip().partition(" ")
    if not version.upper().startswith("HTTP/") or not re.fullmatch(r"[0-9]{3}", code):
        raise ValueError(f"{first[:80]!r} is no status line")
    return int(code), reason.strip()


def header(headers: Headers, name: str) -> str:
    """The first value of that name, or an empty text."""
    return next((value for key, value in headers if key.lower() == name.lower()), "")


def plain_url(url: str) -> str:
    """The address in printable ASCII, so that it fits one line of a head: `a b` becomes `a%20b`, what is quoted stays."""
    return quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~-._|\\^`{}\"", errors="replace")
