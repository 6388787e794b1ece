"""Sitemaps with the news extension, and indexes of sitemaps; gzipped or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.listings.addresses import absolute
from crawler.listings.answers import xml_of
from crawler.listings.dates import end_of, read_moment, read_time
from crawler.listings.gathering import gather
from crawler.listings.listing import Further, Listed, Listing, NoListing
from crawler.listings.rss import local_name, own_text
from crawler.listings.wording import TITLE, words

EXPECTED = "a sitemap"
MOST_ADDRESSES = 50_000  # what the standard allows to one sitemap
ANY_TIME = datetime.max.replace(tzinfo=UTC)


def read_sitemap(body: bytes, url: str, content_type: str, zone: ZoneInfo) -> Listing:
    """The articles of a sitemap, or the children of an index, newest first; one that names no time may hold anything and leads."""
    answer = xml_of(body, content_type, EXPECTED)
    root = answer.root
    if local_name(root) == "sitemapindex":
        children = {child.url: child for child in _children(root, url, zone) if child.url != url}
        newest_first = sorted(children.values(), key=lambda child: child.newest or ANY_TIME, reverse=True)
        return Listing(further=tuple(newest_first), whole=answer.whole)
    if local_name(root) != "urlset":
        raise NoListing(f"<{local_name(root)[:40]}> came, where {EXPECTED} was expected")
    found = gather(_articles(root, url, zone), MOST_ADDRESSES)
    return Listing(listed=found.listed, whole=answer.whole and found.whole)


def _children(root: etree._Element, url: str, zone: ZoneInfo) -> Iterator[Further]:
    for child in root.iterchildren(etree.Element):
        fields = _fields(child)
        if local_name(child) == "sitemap" and (address := absolute(fields.get("loc"), url)):
            yield Further(url=address, newest=end_of(fields.get("lastmod"), zone))


def _articles(root: etree._Element, url: str, zone: ZoneInfo) -> Iterator[Listed]:
    for entry in root.iterchildren(etree.Element):
        fields = _fields(entry)
        if local_name(entry) == "url" and (address := absolute(fields.get("loc"), url)):
            yield Listed(
                url=address,
                title=words(fields.get("title"), TITLE),
                summary=words(fields.get("keywords")),
                published_at=read_moment(fields.get("publication_date"), zone),
                updated_at=read_time(fields.get("lastmod"), zone),
            )


def _fields(entry: etree._Element) -> dict[str, str]:
    """`loc`, `lastmod` and what `<news:news>` says; pictures and films have titles and addresses of their own."""
    fields: dict[str, str] = {}
    for child in entry.iterchildren(etree.Element):
        name = local_name(child)
        for part in child.iterchildren(etree.Element) if name == "news" else (child,):
            fields.setdefault(local_name(part), own_text(part))
    return fields
