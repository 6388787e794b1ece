"""What an entry point's saved answer lists, and what a crawl would make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from crawler.canonical_url import is_article
from crawler.listings.listing import Listed, NoListing
from crawler.listings.reading import read_listing
from crawler.outlets import Edition, EntryPoint, Outlet
from crawler.planning import judge_freshness
from crawler.topic_filter import TopicFilter
from monitor.reports.templating import one_line
from monitor.settings import Settings
from processors.errors import InputError
from processors.wire import time_to_json

SHOWN = 5
Place = tuple[Edition, EntryPoint]


def find_point(outlet: Outlet, url: str | None) -> Place:
    """The outlet's entry point at that address; without an address its only one."""
    points = {
        (edition.id, point.kind, point.url): (edition, point) for edition in outlet.editions for point in edition.entry_points()
    }
    found = [place for (_, _, address), place in points.items() if url in (None, address)]
    if len(found) == 1 or (found and url):
        return found[0]
    known = ", ".join(dict.fromkeys(address for _, _, address in points)) or "none"
    said = f"{url}: no entry point of {outlet.id}" if url else f"{outlet.id}: more than one entry point; name the one with --url"
    raise InputError(f"{said}; there is {known}"[:600] if points else f"{outlet.id}: no entry point is declared")


def listing_lines(
    body: bytes, place: Place, outlet: Outlet, settings: Settings, topic: TopicFilter, now: datetime
) -> Iterator[str]:  # fmt: skip
    """The report, line by line."""
    edition, point = place
    yield f"{outlet.id}/{edition.id}: {point.kind} {point.url}"
    try:
        listing = read_listing(
            point.kind, body, url=point.url, content_type="", zone=edition.timezone(), select=point.select, sent=point.body
        )
    except NoListing as wrong:
        yield f"no listing: {wrong}"
        return
    articles = tuple(item for item in listing.listed if is_article(item.url, edition, settings.outlets))
    others = tuple(item for item in listing.listed if item not in articles)
    refused = tuple(item for item in articles if topic.refuses(item, country=outlet.country, language=edition.language))
    wanted = tuple(item for item in articles if item not in refused)
    yield f"listed: {len(listing.listed)} addresses, {len(listing.further)} further pages"
    yield f"articles: {len(articles)}; {len(refused)} refused by the topic filter, {len(wanted)} would be fetched"
    hours = point.fresh_hours or edition.expect.fresh_hours
    verdict = judge_freshness(articles, now, hours, edition.timezone())
    newest = time_to_json(verdict.newest) if verdict.newest else "none with a time"
    yield f"newest: {newest}; {verdict.status} ({verdict.reason or f'expected within {hours:g} hours'})"
    if wordless := sum(not item.title for item in articles):
        yield f"without a headline: {wordless}: they are all fetched, for nothing tells what they are about"
    yield from _some("would be fetched", wanted)
    yield from _some("refused", refused)
    yield from _some("no articles by `articles`", others)
    if hosts := Counter(item.url.split("/")[2] for item in others):
        yield f"hosts of these: {', '.join(f'{host} {count}' for host, count in hosts.most_common(SHOWN))}"


def _some(what: str, items: tuple[Listed, ...]) -> Iterator[str]:
    if items:
        yield f"{what}{f', the first {SHOWN} of {len(items)}' if len(items) > SHOWN else ''}:"
    yield from (f"  {one_line(item.url, 120)}  {one_line(item.title, 60)}".rstrip() for item in items[:SHOWN])
