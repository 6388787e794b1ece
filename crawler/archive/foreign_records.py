"""WARC files that other programs made, record after record: packed or not, chunked or not, in any order."""

from __future__ import annotations

import base64
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeadersParser

from crawler.archive.bounded import Bounded, Burst
from crawler.archive.exchange import Exchange
from crawler.archive.http_head import header, split_head, status_of
from crawler.archive.members import OURS, Member, exchange_of
from crawler.archive.moments import moment_of

HEAD_BYTES = 2**18
BODY_BYTES = 64 * 2**20  # a longer answer is no page
BLANK_LINES = 8  # between two records
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, OSError, Burst)
DIGEST = re.compile(r"[a-z0-9]+:[A-Za-z0-9+/=_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record; `block` is None where it was too large to be a page."""

    kind: str
    headers: dict[str, str]  # names in lower case
    block: bytes | None

    def target(self) -> str:
        return self.headers.get("warc-target-uri", "").strip().removeprefix("<").removesuffix(">")  # wget writes <http://…>


class NoWarc(ValueError):
    """Something else stands where a record should begin."""


def read_records(stream: Bounded) -> Iterator[Record]:
    """The records in their order; raises one of `BROKEN`, or `NoWarc`, where the file goes on as none."""
    while headers := _read_head(stream):
        length = headers.get("content-length", "")
        if not re.fullmatch(r"[0-9]{1,18}", length):
            raise NoWarc(f"a record says that it is {length[:20]!r} bytes long")
        size = int(length)
        wanted = headers.get("warc-type", "").lower() in ("response", "resource", "revisit") and size <= BODY_BYTES
        block = stream.read(size) if wanted else None
        if (len(block) if block is not None else stream.skip(size)) < size:
            raise EOFError
        yield Record(kind=headers.get("warc-type", "").lower(), headers=headers, block=block)


def _read_head(stream: Bounded) -> dict[str, str] | None:
    """The head of the next record; None at the end of the file."""
    line = b"\n"
    for _ in range(BLANK_LINES):
        line = stream.readline(HEAD_BYTES)
        if line.strip():
            break
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise NoWarc("no WARC record where one should begin")
    head = bytearray(line)
    while line.strip():
        line = stream.readline(HEAD_BYTES)
        head += line
        if not line.endswith(b"\n") or len(head) > HEAD_BYTES:
            raise NoWarc("the head of a record does not end")
    parsed = StatusAndHeadersParser([], verify=False).parse(BytesIO(head))
    return {name.lower(): value for name, value in parsed.headers}


def is_warc(start: bytes) -> bool:
    """Whether a file that begins so, packed or not, is a WARC file."""
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(31).decompress(start, 8)
        except zlib.error:
            return False
    return start.startswith(b"WARC/")


def exchange_in(record: Record) -> Exchange:
    """The answer that the record holds; `ValueError` with a short reason when it holds none."""
    if record.block is None:
        raise ValueError("too large for a page")
    if f"{OURS}Role".lower() in record.headers:  # our own file, read from elsewhere
        return exchange_of(Member(kind=record.kind, record_id="", headers=record.headers, block=record.block), None)
    if record.kind == "resource":
        status, reason, body = 200, "", record.block
        headers: tuple[tuple[str, str], ...] = (("Content-Type", record.headers.get("content-type", "")),)
    else:
        first, headers, body = split_head(record.block)
        try:
            status, reason = status_of(first)
        except ValueError as wrong:
            raise ValueError("no HTTP answer") from wrong
    try:
        fetched_at = moment_of(record.headers.get("warc-date", ""))
    except (ValueError, OverflowError) as wrong:
        raise ValueError("no date") from wrong
    if "chunked" in header(headers, "Transfer-Encoding").lower():
        body = ChunkedDataReader(BytesIO(body)).read()
    return Exchange(
        url=record.target(), status=status, reason=reason, response_headers=headers, body=body, fetched_at=fetched_at, crawl="",
        outlet="", edition="",
    )  # fmt: skip


def payload_digest(record: Record) -> str:
    """The digest of the body as the record says it, however it is written; empty when it says none."""
    said = record.headers.get("warc-payload-digest", "").strip()
    if not DIGEST.fullmatch(said):
        return ""
    algorithm, _, value = said.partition(":")
    if algorithm.lower() == "sha1" and len(value) == 40:  # hexadecimal; most write base32
        value = base64.b32encode(bytes.fromhex(value)).decode() if re.fullmatch(r"[0-9a-fA-F]{40}", value) else value
    return f"{algorithm.lower()}:{value.upper()}"
