"""Building blocks of bad answers."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from functools import cache

import brotli

from tests.crawler.hostile.server import Asked, Line, Serve, until_deaf

Pairs = Iterable[tuple[str, str]]
PAGE = b"<!doctype html><title>Fiction</title><p>An invented page.</p>"
BOMB_BYTES = 64 << 20  # unpacked


def head(status: str, headers: Pairs = ()) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "Connection: close"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def answer(body: bytes = PAGE, headers: Pairs = (("Content-Type", "text/html"),), status: str = "200 OK") -> Serve:
    """A whole, correct answer."""
    return raw(head(status, [*headers, ("Content-Length", str(len(body)))]) + body)


def raw(data: bytes) -> Serve:
    """Those bytes, then the connection is closed."""
    return lambda line, asked: line.send(data)


def redirect(location: str | bytes, status: str = "302 Found") -> Serve:
    value = location if isinstance(location, bytes) else location.encode("utf-8")
    return raw(b"HTTP/1.1 " + status.encode() + b"\r\nLocation: " + value + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def packed(body: bytes, encoding: str) -> Serve:
    return answer(body, [("Content-Type", "text/html"), ("Content-Encoding", encoding)])


def in_turn(*serves: Serve) -> Serve:
    """The first request is answered by the first, …; from the last on by the last."""

    def serve(line: Line, asked: Asked) -> None:
        serves[min(asked.turn, len(serves)) - 1](line, asked)

    return serve


def by_path(routes: dict[str, Serve], otherwise: Serve) -> Serve:
    return lambda line, asked: routes.get(asked.path, otherwise)(line, asked)


def silence(line: Line, asked: Asked) -> None:
    line.hang()


def slam(line: Line, asked: Asked) -> None:
    line.reset()


def drip(line: Line, asked: Asked) -> None:
    line.send(head("200 OK", [("Content-Type", "text/html"), ("Content-Length", "100000")]))
    until_deaf(line, lambda number: b"x", pause=0.2)


def drip_headers(line: Line, asked: Asked) -> None:
    line.send(b"HTTP/1.1 200 OK\r\n")
    until_deaf(line, lambda number: b"X-%d: y\r\n" % number, pause=0.2)


def endless_chunks(line: Line, asked: Asked) -> None:
    line.send(head("200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]))
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    until_deaf(line, lambda number: chunk)


def endless_tiny_chunks(line: Line, asked: Asked) -> None:
    line.send(head("200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]))
    until_deaf(line, lambda number: b"1\r\nx\r\n" * 10_000)


def endless_body(line: Line, asked: Asked) -> None:
    line.send(head("200 OK", [("Content-Type", "text/html")]))
    until_deaf(line, lambda number: b"x" * 65536)


def endless_headers(line: Line, asked: Asked) -> None:
    line.send(b"HTTP/1.1 200 OK\r\n")
    until_deaf(line, lambda number: b"X-%d: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n" % number)


def endless_continue(line: Line, asked: Asked) -> None:
    until_deaf(line, lambda number: b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def endless_early_hints(line: Line, asked: Asked) -> None:
    until_deaf(line, lambda number: b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 100)


def huge_header(line: Line, asked: Asked) -> None:
    line.send(b"HTTP/1.1 200 OK\r\nX-Large: ")
    until_deaf(line, lambda number: b"y" * 65536, most=800)
    line.send(b"\r\n\r\n" + PAGE)


def huge_folded_header(line: Line, asked: Asked) -> None:
    line.send(b"HTTP/1.1 200 OK\r\nX-Folded: a\r\n")
    until_deaf(line, lambda number: b" " + b"y" * 8000 + b"\r\n")


def huge_page(line: Line, asked: Asked) -> None:
    line.send(head("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(50 << 20))]))
    until_deaf(line, lambda number: b"x" * 65536, most=800)


def ever_on(line: Line, asked: Asked) -> None:
    """Each address leads to the next."""
    number = int(asked.path.rpartition("/")[2] or 0) if asked.path.rpartition("/")[2].isdigit() else 0
    redirect(f"/on/{number + 1}")(line, asked)


def chunked(*pieces: bytes) -> Serve:
    return raw(head("200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]) + b"".join(pieces))


@cache
def gzip_bomb() -> bytes:
    return gzip.compress(bytes(BOMB_BYTES), 9)


@cache
def gzip_members_bomb() -> bytes:
    return gzip.compress(bytes(1 << 20), 9) * 64


@cache
def double_gzip_bomb() -> bytes:
    return gzip.compress(gzip_bomb(), 9)


@cache
def deflate_bomb() -> bytes:
    return zlib.compress(bytes(BOMB_BYTES), 9)


@cache
def raw_deflate_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(bytes(BOMB_BYTES)) + packer.flush()


@cache
def brotli_bomb() -> bytes:
    packed: bytes = brotli.compress(bytes(BOMB_BYTES), quality=5)
    return packed
