"""The answers of a WARC file that somebody else made, as a replay reads them."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urldefrag

from crawler.archive.bounded import Bounded
from crawler.archive.exchange import REDIRECTS, Exchange
from crawler.archive.foreign_records import BROKEN, NoWarc, Record, exchange_in, payload_digest, read_records
from crawler.archive.memory_records import Outcome
from crawler.archive.replay import HOPS, Answer, leads_to, place_of
from crawler.canonical_url import canonical_url
from crawler.outlets import Edition, Outlet, Outlets
from processors.records import Article

TEXTUAL = ("html", "xml", "text/plain", "octet-stream")
KEPT_HEADERS = ("content-type", "content-encoding", "location")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """An answer whose body lies in the spool."""

    exchange: Exchange  # without body
    record_id: str | None
    file: str
    offset: int
    length: int


class ForeignShelf:
    """Takes records in any order; bodies wait in a temporary file, so that a large WARC file needs little memory."""

    def __init__(self, outlets: Outlets) -> None:
        self.passed_over: Counter[str] = Counter()
        self.trouble = ""
        self._outlets = outlets
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the shelf
        self._kept: list[_Kept] = []
        self._by_digest: dict[str, _Kept] = {}
        self._revisits: list[tuple[Record, str]] = []
        self._used: set[str] = set()

    def close(self) -> None:
        self._spool.close()

    def take_file(self, stream: Bounded, name: str, progress: Callable[[], object] = lambda: None) -> None:
        """Takes the answers of one WARC file; where it breaks off, `trouble` says so and what came before is kept."""
        try:
            for record in read_records(stream):
                self._take(record, name)
                progress()
        except (*BROKEN, NoWarc) as wrong:
            words = "it ends too early" if isinstance(wrong, EOFError) else getattr(wrong, "strerror", None) or wrong
            self.trouble = f"{name}: breaks off: {words}; fetch it again; what was read before is kept"

    def _take(self, record: Record, name: str) -> None:
        if record.kind == "revisit":
            self._revisits.append((replace(record, block=b""), name))
        if record.kind not in ("response", "resource") or not record.target().startswith("http"):
            return
        if not self._is_ours(record.target()):
            self.passed_over["another host"] += 1
            return
        try:
            exchange = exchange_in(record)
        except ValueError as wrong:
            self.passed_over[str(wrong)] += 1
            return
        if exchange.role not in ("page", "further") or not _may_be_page(exchange):
            self.passed_over["no page"] += 1
            return
        self._keep(exchange, record, name)

    def _keep(self, exchange: Exchange, record: Record, name: str) -> None:
        headers = tuple(pair for pair in exchange.response_headers if pair[0].lower() in KEPT_HEADERS)
        offset = self._spool.seek(0, 2)
        self._spool.write(exchange.body)
        kept = _Kept(
            exchange=replace(exchange, body=b"", response_headers=headers, request_headers=()),
            record_id=record.headers.get("warc-record-id"), file=name, offset=offset, length=len(exchange.body),
        )  # fmt: skip
        self._kept.append(kept)
        if digest := payload_digest(record):
            self._by_digest.setdefault(digest, kept)

    def _is_ours(self, url: str) -> bool:
        return host_is_declared(url, self._outlets)

    def _with_revisits(self) -> Iterator[_Kept]:
        """The answers, and those that only say "as before" with what was before."""
        yield from self._kept
        for record, name in self._revisits:
            before = self._by_digest.get(payload_digest(record))
            try:
                dated = exchange_in(replace(record, kind="resource"))
            except ValueError:
                before = None
            if before is None or not self._is_ours(record.target()):
                self.passed_over["a revisit of something that is not here"] += 1
                continue
            exchange = replace(before.exchange, url=record.target(), fetched_at=dated.fetched_at)
            yield replace(before, exchange=exchange, record_id=record.headers.get("warc-record-id"), file=name)

    # --- as a replay reads it -------------------------------------------------------------------------------------------

    def count(self) -> int:
        return len(self._kept)

    def pages(self) -> Iterator[Answer]:
        """The first pages before the further ones, whose addresses are longer; each address in the order of time."""
        kept = [one for one in self._with_revisits() if one.exchange.role == "page"]
        for one in sorted(kept, key=lambda one: (len(one.exchange.url), one.exchange.url, one.exchange.fetched_at)):
            url = one.exchange.article_url or one.exchange.url
            if self._key(one.exchange.url) in self._used:
                self.passed_over["a further page of an article"] += 1
            elif place_of(url, self._outlets) is None:
                self.passed_over["not the address of an article"] += 1
            else:
                yield self._answer(one)

    def further(self, address: str, page: Answer) -> Answer | None:
        """The one nearest in time."""
        for _ in range(HOPS):
            key = self._key(address)
            found = [one for one in self._kept if self._key(one.exchange.url) == key]
            if not found:
                return None
            self._used.add(key)
            best = min(found, key=lambda one: abs(one.exchange.fetched_at - page.exchange.fetched_at))
            if best.exchange.status not in REDIRECTS:
                return self._answer(best)
            address = leads_to(best.exchange)
        return None

    def feed_article(self, page: Answer, outlet: Outlet, edition: Edition) -> Article | None:
        return None

    def standing_before(self, canonical: str, page: Answer) -> Outcome | None:
        return None

    def _key(self, url: str) -> str:
        return canonical_url(urldefrag(url).url, self._outlets)

    def _answer(self, kept: _Kept) -> Answer:
        self._spool.seek(kept.offset)
        body = self._spool.read(kept.length)
        digest = hashlib.sha256(body).hexdigest()
        return Answer(exchange=replace(kept.exchange, body=body), record_id=kept.record_id, sha256=digest, file=kept.file)


def host_is_declared(url: str, outlets: Outlets) -> bool:
    return outlets.place_at(url) is not None


def _may_be_page(exchange: Exchange) -> bool:
    kind = next((value.lower() for name, value in exchange.response_headers if name.lower() == "content-type"), "")
    return not kind or exchange.status in REDIRECTS or any(name in kind for name in TEXTUAL)
