"""A WARC file from member to member, whatever state it is in."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"\x1f\x8b\x08"
STEP = 2**18
MOST_UNPACKED = 2**30  # of one member; no answer that a crawl keeps comes near


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A member, or a stretch of bytes that is none."""

    offset: int
    length: int
    raw: bytes | None = None  # the unpacked record; None where something is wrong
    trouble: str = ""


def walk(file: BinaryIO, start: int, stop: int) -> Iterator[Stretch]:
    """Member after member between the two places. A damaged member is passed over where another stands behind it."""
    while start < stop:
        stretch = _member_at(file, start, stop)
        yield stretch
        start += stretch.length


def _member_at(file: BinaryIO, start: int, stop: int) -> Stretch:
    file.seek(start)
    unpacker = zlib.decompressobj(31)
    pieces: list[bytes] = []
    unpacked, position = 0, start
    try:
        while not unpacker.eof and position < stop:
            data = file.read(min(STEP, stop - position))
            if not data:
                break
            position += len(data)
            pieces.append(unpacker.decompress(data, MOST_UNPACKED - unpacked + 1))
            unpacked += len(pieces[-1])
            if unpacked > MOST_UNPACKED:
                return _damaged(file, start, stop, "a member of more than 1 GB")
    except zlib.error as wrong:
        return _damaged(file, start, stop, f"damaged: {wrong}")
    if not unpacker.eof:  # nothing that could stand behind it belongs to another member
        return Stretch(offset=start, length=stop - start, trouble="breaks off")
    return Stretch(offset=start, length=position - len(unpacker.unused_data) - start, raw=b"".join(pieces))


def _damaged(file: BinaryIO, start: int, stop: int, trouble: str) -> Stretch:
    return Stretch(offset=start, length=_next_member(file, start + 1, stop) - start, trouble=trouble)


def _next_member(file: BinaryIO, start: int, stop: int) -> int:
    """Where the next thing begins that unpacks to the head of a WARC record; `stop` when nothing does."""
    while start < stop:
        file.seek(start)
        data = file.read(min(STEP, stop - start))
        place = data.find(MAGIC)
        if place >= 0:
            if _begins_record(file, start + place):
                return start + place
            start += place + 1
        elif start + len(data) >= stop or not data:
            return stop
        else:
            start += len(data) - len(MAGIC) + 1
    return stop


def _begins_record(file: BinaryIO, place: int) -> bool:
    file.seek(place)
    try:
        return zlib.decompressobj(31).decompress(file.read(4096), 7) == b"WARC/1."
    except zlib.error:
        return False
