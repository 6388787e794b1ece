"""What a WARC file of this archive holds, from one place to another: records, and the answers among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from crawler.archive.exchange import Exchange
from crawler.archive.members import BadMember, Member, exchange_of, parse_record
from crawler.archive.walking import walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stretch of the file: a record, or what should have been one."""

    offset: int
    length: int
    member: Member | None = None
    exchange: Exchange | None = None  # when the record is an answer
    asked: int | None = None  # where its request begins
    torn: bool = False  # no member at all
    trouble: str = ""


def read_answers(file: BinaryIO, start: int, stop: int) -> Iterator[Found]:
    """Every stretch between the two places, in their order."""
    request: tuple[int, Member] | None = None
    for stretch in walk(file, start, stop):
        offset, length = stretch.offset, stretch.length
        if stretch.raw is None:
            yield Found(offset=offset, length=length, torn=True, trouble=stretch.trouble)
            continue
        try:
            member = parse_record(stretch.raw)
        except BadMember as wrong:
            yield Found(offset=offset, length=length, trouble=str(wrong))
            continue
        if member.kind == "request":
            request = (offset, member)
        if member.kind not in ("response", "revisit"):
            yield Found(offset=offset, length=length, member=member)
            continue
        if request and request[1].record_id != member.headers.get("warc-concurrent-to"):
            request = None
        try:
            exchange = exchange_of(member, request and request[1])
            yield Found(offset=offset, length=length, member=member, exchange=exchange, asked=request and request[0])
        except BadMember as wrong:
            yield Found(offset=offset, length=length, member=member, trouble=str(wrong))
