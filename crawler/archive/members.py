"""One exchange ↔ the members that keep it in a WARC file: request, then response, each packed on its own."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, get_args

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from crawler.archive.exchange import Exchange, Role
from crawler.archive.http_head import plain_url, request_head, response_head, split_head, status_of
from crawler.archive.moments import moment_of, moment_to_text

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SOFTWARE = "Readout/0.1"
UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")
OURS = "WARC-Readout-"
HEAD_END = b"\r\n\r\n"


class BadMember(ValueError):
    """The bytes are no WARC record of the form that this archive writes; the text says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One record as it stands in a file."""

    kind: str  # warcinfo, request, response, revisit, metadata
    record_id: str
    headers: Mapping[str, str]  # of the record, names in lower case
    block: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """An exchange ready to be written: the request's member first, so that a response is never without its request."""

    request: bytes
    response: bytes
    record_id: str


class _RawHead(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """A head that goes out as it is; warcio's own would percent-encode what is not ASCII."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("as it is", [])
        self.raw = raw

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self.raw


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio has no types
    @staticmethod
    def _create_digester() -> Any:
        return Digester("sha256")


def tidy(exchange: Exchange) -> Exchange:
    """The exchange with addresses and names that fit the head of a record; it is kept under these."""
    article_url = plain_url(exchange.article_url) if exchange.article_url else None
    crawl, outlet, edition = (UNPRINTABLE.sub("_", name) for name in (exchange.crawl, exchange.outlet, exchange.edition))
    return replace(exchange, url=plain_url(exchange.url), article_url=article_url, crawl=crawl, outlet=outlet, edition=edition)


def pack_exchange(exchange: Exchange, refers_to: Mapping[str, str] | None = None) -> Packed:
    """The two members of a tidy exchange; `refers_to`: the record whose page a 304 says is still the same."""
    request_id, response_id = _new_id(), _new_id()
    ours = _our_headers(exchange)
    request = {"WARC-Record-ID": request_id, "WARC-Concurrent-To": response_id, **ours}
    response = {"WARC-Record-ID": response_id, "WARC-Concurrent-To": request_id, **ours}
    kind = "response"
    if exchange.status == 304 and not exchange.body:
        kind = "revisit"
        response |= {"WARC-Profile": NOT_MODIFIED, **(refers_to or {})}
    return Packed(
        request=_pack("request", request, _RawHead(request_head(exchange)), exchange.request_body),
        response=_pack(kind, response, _RawHead(response_head(exchange)), exchange.body),
        record_id=response_id,
    )


def pack_file_head(name: str, at: datetime) -> bytes:
    """The warcinfo member at the head of a file."""
    fields = {
        "software": SOFTWARE, "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "classic",
    }  # fmt: skip
    block = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
    return _pack("warcinfo", {"WARC-Record-ID": _new_id(), "WARC-Filename": name, "WARC-Date": moment_to_text(at)}, None, block)


def pack_metadata(uri: str, at: datetime, block: bytes) -> bytes:
    """A member with a note of ours, as JSON."""
    headers = {"WARC-Record-ID": _new_id(), "WARC-Target-URI": uri, "WARC-Date": moment_to_text(at)}
    return _pack("metadata", headers, None, block, "application/json")


def _pack(kind: str, headers: dict[str, str], head: _RawHead | None, body: bytes, content_type: str = "") -> bytes:
    rec_headers = StatusAndHeaders("", [("WARC-Type", kind), *headers.items()], protocol="WARC/1.1")
    content_type = content_type or WARCWriter.WARC_RECORDS[kind]
    record = ArcWarcRecord("warc", kind, rec_headers, BytesIO(body), head, content_type, len(body))
    record.payload_length = len(body)
    out = BytesIO()
    _Writer(out, gzip=True, warc_version="1.1").write_record(record)
    return out.getvalue()


def _our_headers(exchange: Exchange) -> dict[str, str]:
    headers = {
        "WARC-Target-URI": exchange.url, "WARC-Date": moment_to_text(exchange.fetched_at),
        f"{OURS}Crawl": exchange.crawl, f"{OURS}Outlet": exchange.outlet, f"{OURS}Edition": exchange.edition,
        f"{OURS}Role": exchange.role, f"{OURS}Article": exchange.article_url or "",
        f"{OURS}Listed": moment_to_text(exchange.listed_at) if exchange.listed_at else "",
    }  # fmt: skip
    return {name: value for name, value in headers.items() if value}


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


# --- reading ------------------------------------------------------------------------------------------------------------


def read_member(packed: bytes) -> Member:
    """The record in those packed bytes, which are exactly one member; `BadMember` when they are not."""
    try:
        unpacker = zlib.decompressobj(31)
        raw = unpacker.decompress(packed)
    except zlib.error as wrong:
        raise BadMember(f"not a gzip member: {wrong}") from wrong
    if not unpacker.eof or unpacker.unused_data:
        raise BadMember("the gzip member is not whole" if not unpacker.eof else "more than one gzip member")
    return parse_record(raw)


def parse_record(raw: bytes) -> Member:
    """The record in those unpacked bytes."""
    end = raw.find(HEAD_END)
    if not raw.startswith(b"WARC/1.") or end < 0:
        raise BadMember("no WARC record")
    parsed = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0"], verify=False).parse(BytesIO(raw[: end + len(HEAD_END)]))
    headers = {name.lower(): value for name, value in parsed.headers}
    length = headers.get("content-length", "")
    start = end + len(HEAD_END)
    if not re.fullmatch(r"[0-9]{1,15}", length) or raw[start + int(length) :] != HEAD_END:
        raise BadMember(f"the record is not as long as it says ({length or 'nothing'})")
    kind, record_id = headers.get("warc-type", ""), headers.get("warc-record-id", "")
    return Member(kind=kind, record_id=record_id, headers=headers, block=raw[start : -len(HEAD_END)])


def exchange_of(response: Member, request: Member | None) -> Exchange:
    """The exchange that the two records hold; `BadMember` when a part of it is missing or wrong."""
    if response.kind not in ("response", "revisit"):
        raise BadMember(f"a record of the kind {response.kind!r}, not an answer")
    ours = {name.removeprefix(OURS.lower()): value for name, value in response.headers.items()}
    try:
        first, headers, body = split_head(response.block)
        status, reason = status_of(first)
        fetched_at = moment_of(response.headers.get("warc-date", ""))
        listed_at = moment_of(ours["listed"]) if "listed" in ours else None
    except ValueError as wrong:
        raise BadMember(str(wrong)) from wrong
    asked, request_headers, request_body = split_head(request.block) if request else ("GET", (), b"")
    role: Role = ours["role"] if ours.get("role") in get_args(Role) else "other"  # type: ignore[assignment]  # mypy does not narrow this
    return Exchange(
        url=response.headers.get("warc-target-uri", ""), method=asked.split(" ")[0] or "GET", request_headers=request_headers,
        request_body=request_body, status=status, reason=reason, response_headers=headers, body=body, fetched_at=fetched_at,
        crawl=ours.get("crawl", ""), outlet=ours.get("outlet", ""), edition=ours.get("edition", ""), role=role,
        article_url=ours.get("article"), listed_at=listed_at,
    )  # fmt: skip


def digest_trouble(member: Member) -> str:
    """Why the record does not hold what its digests say; empty when it does, or names none that is known here."""
    body = split_head(member.block)[2] if member.kind in ("request", "response") else member.block
    for name, data in (("warc-block-digest", member.block), ("warc-payload-digest", body)):
        algorithm, _, said = member.headers.get(name, "").partition(":")
        if algorithm.lower() not in ("sha256", "sha1"):
            continue
        digest = hashlib.new(algorithm.lower(), data)
        if said.lower() != digest.hexdigest() and said.upper().rstrip("=") != base64.b32encode(digest.digest()).decode().rstrip(
            "="
        ):
            return f"{name.removeprefix('warc-')} does not match"
    return ""
