"""RSS 2.0, RSS 1.0 (RDF) and Atom."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.listings.addresses import absolute
from crawler.listings.answers import xml_of
from crawler.listings.dates import read_moment, read_time
from crawler.listings.gathering import gather
from crawler.listings.listing import Listed, Listing, NoListing
from crawler.listings.wording import TITLE, paragraphs, words

EXPECTED = "a feed (RSS or Atom)"
ROOTS = {"rss", "rdf", "feed", "channel"}
ITEMS = {"item", "entry"}
FOREIGN = {"media", "itunes", "image", "yandex", "georss"}  # other vocabularies have a title and a link of their own
PUBLISHED, UPDATED = ("pubdate", "published", "issued", "date", "created"), ("updated", "modified")


def read_feed(body: bytes, url: str, content_type: str, zone: ZoneInfo, *, whole: bool = False) -> Listing:
    """What the feed lists; `whole`: with the articles' text, where the feed carries it."""
    answer = xml_of(body, content_type, EXPECTED)
    root = answer.root
    if local_name(root) not in ROOTS:
        raise NoListing(f"<{local_name(root)[:40]}> came, where {EXPECTED} was expected")
    items = (_listed(item, url, zone, whole) for item in _items(root))
    found = gather(item for item in items if item)
    return Listing(listed=found.listed, whole=answer.whole and found.whole)


def _items(root: etree._Element) -> Iterator[etree._Element]:
    """Of RSS 1.0 and Atom below the root, of RSS 2.0 below its channel; an item within an item is none."""
    for child in root.iterchildren(etree.Element):
        if local_name(child) in ITEMS:
            yield child
        elif local_name(child) == "channel":
            yield from (item for item in child.iterchildren(etree.Element) if local_name(item) in ITEMS)


def local_name(element: etree._Element) -> str:
    """ "{http://news.yandex.ru}full-text" and an undeclared "yandex:full-text" → "full-text"."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def own_text(element: etree._Element | None) -> str:
    """The text in the element, CDATA and children; an entity stays as it is written ("&mdash;") and is never put in here."""
    return "" if element is None else "".join(str(piece) for piece in element.itertext())


def _listed(item: etree._Element, url: str, zone: ZoneInfo, whole: bool) -> Listed | None:
    fields: dict[str, etree._Element] = {}
    links: list[etree._Element] = []
    for child in item.iterchildren(etree.Element):
        name = local_name(child)
        if name == "link":
            links.append(child)
        if not _is_foreign(child) or name == "full-text":
            fields.setdefault(name, child)
    address = _address(links, fields, item, url)
    if not address:
        return None
    summary = own_text(fields.get("description")) or own_text(fields.get("summary")) or own_text(fields.get("abstract"))
    return Listed(
        url=address,
        title=words(own_text(fields.get("title")), TITLE),
        summary=words(summary),
        published_at=next((time for name in PUBLISHED if (time := read_moment(own_text(fields.get(name)), zone))), None),
        updated_at=next((time for name in UPDATED if (time := read_time(own_text(fields.get(name)), zone))), None),
        full_text=(paragraphs(own_text(fields.get("full-text"))) or None) if whole else None,
    )


def _is_foreign(child: etree._Element) -> bool:
    if child.prefix:
        return child.prefix.lower() in FOREIGN
    return isinstance(child.tag, str) and child.tag.partition(":")[0].lower() in FOREIGN


def _address(links: list[etree._Element], fields: dict[str, etree._Element], item: etree._Element, url: str) -> str | None:
    """The item's link: its text in RSS, `href` of the alternate one in Atom; else a guid that is an address."""
    base = item.base or url
    base = absolute(base, url) or url
    for link in links:
        if link.get("rel", "alternate") == "alternate" and (found := absolute(link.get("href") or own_text(link), base)):
            return found
    guid = fields.get("guid") if fields.get("guid") is not None else fields.get("id")
    printed = own_text(guid).strip()
    return absolute(printed, base) if printed.startswith(("http://", "https://")) else None
