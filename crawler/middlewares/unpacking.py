"""Takes the content encoding off a body, never more of it than allowed."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it has none

ENCODINGS = ("gzip", "deflate", "br")
LAYERS = 3  # a body is packed once; more than a few times is a trick
CHUNK = 1 << 16


class TooLarge(ValueError):
    """Unpacked, the body is larger than allowed."""


class Damaged(ValueError):
    """The body is not, or not wholly, what its encoding says."""


def unpack(body: bytes, encodings: str, limit: int) -> bytes:
    """The body without the encodings that the header names, the last first; `Damaged` for one that is not known."""
    names = [name.strip().lower() for name in encodings.split(",") if name.strip().lower() not in ("", "identity")]
    if len(names) > LAYERS:
        raise TooLarge(f"packed {len(names)} times")
    for name in reversed(names):
        body = _one(body, name.removeprefix("x-"), limit)
    return body


def _one(body: bytes, encoding: str, limit: int) -> bytes:
    if not body:
        return body
    if encoding == "gzip":
        return _gzip(body, limit)
    if encoding == "deflate":
        wrapped = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return _inflate(body, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS, limit)[0]
    if encoding == "br":
        return _brotli(body, limit)
    raise Damaged(f"an encoding that is not known: {encoding[:20]}")


def _gzip(body: bytes, limit: int) -> bytes:
    """All members, one after the other; what follows the last is none and is left, as browsers do."""
    parts: list[bytes] = []
    while not parts or body[:2] == b"\x1f\x8b":
        part, body = _inflate(body, zlib.MAX_WBITS | 16, limit - sum(map(len, parts)))
        parts.append(part)
    return b"".join(parts)


def _inflate(body: bytes, window: int, limit: int) -> tuple[bytes, bytes]:
    """What one stream holds, and what stands after it."""
    unpacker = zlib.decompressobj(window)
    try:
        data = unpacker.decompress(body, max(1, limit + 1))
    except zlib.error as wrong:
        raise Damaged(str(wrong)) from wrong
    if len(data) > limit:
        raise TooLarge(f"more than {limit} bytes")
    if not unpacker.eof:
        raise Damaged("it breaks off")
    return data, unpacker.unused_data


def _brotli(body: bytes, limit: int) -> bytes:
    unpacker = brotli.Decompressor()
    data = bytearray()
    process: Callable[..., bytes] = unpacker.process
    try:
        piece = process(body, output_buffer_limit=CHUNK)
        while piece or not unpacker.can_accept_more_data():
            data += piece
            if len(data) > limit:
                raise TooLarge(f"more than {limit} bytes")
            piece = process(b"", output_buffer_limit=CHUNK)
    except brotli.error as wrong:
        raise Damaged(str(wrong)) from wrong
    if not unpacker.is_finished():
        raise Damaged("it breaks off")
    return bytes(data)
