"""Articles from files into the store, one transaction each; and their analysis, one transaction each."""

from __future__ import annotations

import gzip
import io
import json
import logging
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from crawler.canonical_url import article_id
from crawler.crawlfile import (
    Health,
    LineKind,
    crawl_line_kind,
    event_from_json,
    health_from_json,
    quarantined_from_json,
)
from crawler.outlets import Outlets
from monitor.store import passes
from monitor.store.analyses import name_edition, save_analysis, save_failure, unanalysed
from monitor.store.articles import Origin, save_article
from monitor.store.engine import Store
from monitor.store.pages import save_event, save_quarantined, solve_quarantine
from processors.errors import ArticleRefused, InputError
from processors.records import Analysis, Article
from processors.wire import article_from_json

LOG = logging.getLogger(__name__)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
SHOWN_REFUSALS = 20
DOCUMENTED_EXTRAS = frozenset({"page"})  # fields that are kept aside and are known all the same
LONGEST_LINE = 64 * 2**20  # bytes
Analyser = Callable[[Article], Analysis]


@dataclass(kw_only=True)
class Tally:
    """What became of the lines of one file; it counts while the file is read, so that a broken end loses nothing."""

    outcomes: Counter[str] = field(default_factory=Counter)  # new, revised, unchanged
    refused: Counter[str] = field(default_factory=Counter)  # by reason
    refusals: list[str] = field(default_factory=list)  # "file:7: tass-1: no text: …", the first of them
    editions: set[tuple[str, str]] = field(default_factory=set)
    healths: list[Health] = field(default_factory=list)  # a closing record for each edition that the crawl read
    pages: Counter[str] = field(default_factory=Counter)  # events, quarantined
    trouble: str | None = None  # why the file could not be read to its end

    def __str__(self) -> str:
        refused = sum(self.refused.values())
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(self.refused.items()))
        kept = ", ".join(f"{self.outcomes[name]} {name}" for name in ("new", "revised", "unchanged"))
        beside = "".join(f", {count} {name}" for name, count in sorted(self.pages.items()))
        return f"{kept}, {refused} refused" + (f" ({reasons})" if refused else "") + beside


def ingest_file(
    store: Store,
    source: str,
    lines: Iterable[bytes],
    outlets: Outlets,
    *,
    origin: Origin,
    now: Callable[[], datetime],
    strict: bool = False,
) -> Tally:
    """Keeps each article of the file or refuses it by name; a file that breaks off keeps what was read."""
    tally = Tally()
    with store.writing() as connection:
        passes.forget_refusals(connection, source)
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                _take(store, source, number, line, outlets, tally, origin, now(), strict)
    except InputError as broken:
        tally.trouble = f"{broken}; what was read before is kept"
    return tally


def _reason(broken: Exception) -> str:
    if isinstance(broken, EOFError):
        return "the compressed data end too early"
    return str(getattr(broken, "strerror", None) or broken)


def _take(
    store: Store, source: str, number: int, line: bytes, outlets: Outlets, tally: Tally, origin: Origin, at: datetime, strict: bool
) -> None:
    name: str | None = None
    try:
        row = parse_line(line)
        name = _name(row)
        kind = crawl_line_kind(row)
        if kind != "article":
            _take_note(store, kind, cast("dict[str, object]", row), outlets, tally)
            return
        article, numbered = article_of(row, outlets, strict=strict)
        with store.writing() as connection:
            tally.outcomes[save_article(connection, article, numbered=numbered, origin=origin, at=at)] += 1
            solve_quarantine(connection, article, at)
        if article.outlet and article.edition:
            tally.editions.add((article.outlet, article.edition))
    except ArticleRefused as refused:
        tally.refused[refused.reason] += 1
        if len(tally.refusals) < SHOWN_REFUSALS:
            tally.refusals.append(f"{source}:{number}: {f'{name}: ' if name else ''}{refused}")
        with store.writing() as connection:
            passes.record_refusal(connection, source, number, name, refused.reason, refused.detail, at)


def _take_note(store: Store, kind: LineKind, row: dict[str, object], outlets: Outlets, tally: Tally) -> None:
    """A line that is about a page, or about the crawl itself."""
    try:
        if kind == "health":
            tally.healths.append(health_from_json(row))
            return
        with store.writing() as connection:
            if kind == "event":
                event = event_from_json(row)
                save_event(connection, event, article_id(event.url, outlets))
            else:
                page = quarantined_from_json(row)
                save_quarantined(connection, page, article_id(page.url, outlets))
        tally.pages[{"event": "page events", "quarantine": "quarantined"}[kind]] += 1
    except (ValueError, TypeError, OverflowError) as wrong:
        raise ArticleRefused(f"wrong {kind} record", str(wrong)) from wrong


def parse_line(line: bytes) -> object:
    """The JSON value of one line, without lone surrogates; raises `ArticleRefused`."""
    if len(line) > LONGEST_LINE:
        raise ArticleRefused("too long", f"a line of more than {LONGEST_LINE // 2**20} MB")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ArticleRefused("not UTF-8", f"byte {wrong.start} of the line") from wrong
    try:
        return _well_formed(json.loads(text))
    except RecursionError as wrong:
        raise ArticleRefused("not JSON", "nested too deeply") from wrong
    except ValueError as wrong:
        raise ArticleRefused("not JSON", _json_trouble(wrong)) from wrong


def _json_trouble(wrong: ValueError) -> str:
    if not isinstance(wrong, json.JSONDecodeError):
        return str(wrong)
    return f"{wrong.msg.removesuffix(' at')} (character {wrong.pos + 1} of the line)"


def _well_formed(value: object) -> object:
    """The same value, each lone surrogate replaced by U+FFFD: no UTF-8 file and no database can hold one."""
    if isinstance(value, str):
        return LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    if isinstance(value, dict):
        return {_well_formed(name): _well_formed(item) for name, item in value.items()}
    return value


def _name(row: object) -> str | None:
    value = (row.get("id") or row.get("url")) if isinstance(row, dict) else None
    return value[:200] if isinstance(value, str) else None


def article_of(row: object, outlets: Outlets, *, strict: bool = False) -> tuple[Article, bool]:
    """The article with what its address and outlet tell filled in, and whether it brought its own revision number."""
    if not isinstance(row, dict):
        return article_from_json(row, strict=strict), False
    filled = dict(row)
    url = filled.get("url")
    if isinstance(url, str) and url.strip():
        if not isinstance(filled.get("id"), str) or not filled["id"].strip():
            filled["id"] = article_id(url, outlets)
        _fill_from_address(filled, url, outlets)
    if filled.get("edition") is None and isinstance(filled.get("outlet"), str) and isinstance(filled.get("language"), str):
        filled["edition"] = outlets.edition_in(filled["outlet"], filled["language"])
    return _read(filled, strict=strict), row.get("revision") is not None


def _read(row: dict[str, object], *, strict: bool) -> Article:
    if strict:  # what a crawl says of the page is documented, and kept aside like everything that is no field of an article
        article_from_json({name: value for name, value in row.items() if name not in DOCUMENTED_EXTRAS}, strict=True)
    return article_from_json(row)


def _fill_from_address(row: dict[str, object], url: str, outlets: Outlets) -> None:
    place = outlets.place_at(url)
    if place is None or row.get("outlet") not in (None, place[0].id):
        return
    row["outlet"] = place[0].id
    row["edition"] = row.get("edition") or place[1].id


@contextmanager
def open_lines(source: str) -> Iterator[Iterator[bytes]]:
    """The lines of a file, plain or gzip, `-` for standard input; `InputError` when it cannot be opened."""
    if source == "-":
        yield _lines(source, _unpacked(sys.stdin.buffer))
        return
    try:
        file = Path(source).open("rb")  # noqa: SIM115 - closed below
    except OSError as wrong:
        raise InputError(f"{source}: {wrong.strerror or wrong}; nothing of it was read") from wrong
    with file:
        yield _lines(source, _unpacked(file))


def _unpacked(file: BinaryIO) -> BinaryIO:
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
    packed = buffered.peek(2)[:2] == b"\x1f\x8b"
    return cast(BinaryIO, gzip.GzipFile(fileobj=buffered)) if packed else buffered


def _lines(source: str, file: BinaryIO) -> Iterator[bytes]:
    """Each line, cut at the longest length, so that memory stays bounded; `InputError` where the file is damaged."""
    while line := _next_line(source, file):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = _next_line(source, file)


def _next_line(source: str, file: BinaryIO) -> bytes:
    try:
        return file.readline(LONGEST_LINE + 1)
    except (EOFError, zlib.error, OSError) as broken:
        raise InputError(f"{source}: breaks off: {_reason(broken)}; fetch or pack it again") from broken


def analyse_waiting(
    store: Store, analyse: Analyser, outlets: Outlets, *, now: Callable[[], datetime], progress: Callable[[int], object]
) -> Counter[str]:
    """Analyses every revision that nobody has looked at; what fails is marked and stops nothing else."""
    counts: Counter[str] = Counter()
    number = 0
    while True:
        with store.reading() as connection:
            batch = unanalysed(connection, number, 50)
        if not batch:
            return counts
        for number, article in batch:  # noqa: B007 - the last number is where the next batch begins
            counts[_analyse_one(store, article, analyse, outlets, now())] += 1
            progress(1)


def _analyse_one(store: Store, article: Article, analyse: Analyser, outlets: Outlets, at: datetime) -> str:
    try:
        analysis = analyse(article)
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError, MemoryError) as wrong:
        with store.writing() as connection:
            save_failure(connection, article, f"{type(wrong).__name__}: {wrong}", at)
        LOG.warning("%s revision %d cannot be analysed: %s: %s", article.id, article.revision, type(wrong).__name__, wrong)
        return "failed"
    with store.writing() as connection:
        save_analysis(connection, analysis, at)
        name_edition(connection, article, outlets.edition_in(article.outlet, analysis.language.code), at)
    return "analysed"
