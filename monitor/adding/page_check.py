"""What each layout makes of one page."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.canonical_url import is_article
from crawler.fetched import Fetched
from crawler.outlets import Edition, Outlet, Outlets
from crawler.pages.decoding import decode_page
from crawler.pages.fallback import NAME
from crawler.pages.layouts import LAYOUTS
from crawler.pages.page import BlockedPage, Context, NoArticle, Page
from crawler.pages.reading import in_order, read_page
from crawler.pages.trees import read_tree
from monitor.reports.templating import one_line
from processors.errors import InputError
from processors.wire import time_to_json

FIELDS = ("title", "lead", "byline", "dateline", "source", "editor")
LISTS = ("tags", "captions", "further")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    layout: str
    page: Page | None
    why: str = ""  # not


def edition_of(url: str, outlet: Outlet, outlets: Outlets) -> Edition:
    """The outlet's edition to which that address belongs; `InputError` when it is none of its."""
    place = outlets.place_at(url)
    if place is not None and place[0].id == outlet.id:
        return place[1]
    matched = [edition for edition in outlet.editions if edition.is_article(url)]
    if len(matched) == 1:
        return matched[0]
    whose = f"it belongs to {place[0].id}" if place else "no host, mirror or section of it fits"
    raise InputError(f"{url}: no address of {outlet.id}: {whose}")


def try_layouts(fetched: Fetched, outlet: Outlet, edition: Edition) -> tuple[Attempt, ...]:
    """Each layout's reading, in the order in which a crawl would try them."""
    page = read_tree(decode_page(fetched, edition.language).text).page
    context = Context(url=fetched.url, zone=edition.timezone(), language=edition.language)
    found = []
    for layout in in_order(LAYOUTS.get(outlet.id, ()), fetched):
        try:
            read = layout.parse(page, context)
        except Exception as wrong:  # noqa: BLE001 - whoever writes a layout wants to know where it fails
            found.append(Attempt(layout=layout.name, page=None, why=f"failed: {_place(wrong)}"))
            continue
        found.append(Attempt(layout=layout.name, page=read, why="" if read else "not of this layout: no title or no body"))
    return tuple(found)


def page_lines(fetched: Fetched, outlet: Outlet, edition: Edition, outlets: Outlets) -> Iterator[str]:
    """The report, line by line."""
    url = fetched.url
    yield f"{outlet.id}/{edition.id}: {url}"
    matched = is_article(url, edition, outlets)
    yield f"address: {'an article' if matched else 'NOT an article by `articles`: a crawl passes over it'}"
    decoded = decode_page(fetched, edition.language)
    yield f"charset: {decoded.charset} ({decoded.how})"
    for attempt in try_layouts(fetched, outlet, edition):
        yield f"{attempt.layout}: {_found(attempt.page) if attempt.page else attempt.why}"
    if not LAYOUTS.get(outlet.id):
        yield f"no layout of {outlet.id} is in crawler/pages/layouts.py: the general extractor reads it"
    try:
        page = read_page(fetched, outlet, edition, outlets)
    except (BlockedPage, NoArticle) as wrong:
        yield f"read by: none; a crawl puts it into quarantine: {str(wrong).removeprefix(f'{url}: ')}"
        return
    except Exception as wrong:  # noqa: BLE001 - as a crawl does
        yield f"read by: none; a crawl puts it into quarantine: {_place(wrong)}"
        return
    yield f"read by: {page.layout}, {page.completeness}{' (no layout fits: the general extractor)' if page.layout == NAME else ''}"
    yield from _fields(page)
    lacking = [name for name in edition.expect.required if not _has(page, name)]
    yield f"expected and not found: {', '.join(lacking)}" if lacking else "expected fields: all there"


def _found(page: Page) -> str:
    names = [name for name in (*FIELDS, *LISTS) if getattr(page, name)]
    when = f", published {time_to_json(page.published.at)}" if page.published else ", no time"
    return f"{len(page.paragraphs)} paragraphs, {', '.join(names) or 'nothing else'}{when}"


def _fields(page: Page) -> Iterator[str]:
    for name in FIELDS:
        if text := getattr(page, name):
            yield f"  {name}: {one_line(text, 100)}"
    for name in LISTS:
        if texts := getattr(page, name):
            yield f"  {name}: {one_line(' | '.join(texts), 100)}"
    for name in ("published", "updated"):
        if stamp := getattr(page, name):
            yield f"  {name}: {time_to_json(stamp.at)}, printed {one_line(stamp.printed, 40)!r} at {stamp.zone}, from {stamp.how}"
    yield f"  text: {len(page.paragraphs)} paragraphs, {sum(map(len, page.paragraphs))} characters"
    shown = page.paragraphs if len(page.paragraphs) <= 4 else (*page.paragraphs[:2], "…", *page.paragraphs[-2:])
    yield from (f"    {one_line(paragraph, 100)}" for paragraph in shown)


def _has(page: Page, name: str) -> bool:
    return bool({"text": page.paragraphs, "published_at": page.published}.get(name, getattr(page, name, None)))


def _place(wrong: Exception) -> str:
    last = traceback.extract_tb(wrong.__traceback__)[-1]
    return f"{type(wrong).__name__}: {one_line(str(wrong), 150)} ({Path(last.filename).name}:{last.lineno})"
