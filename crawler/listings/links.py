"""A page of links: the fronts, sections and archives that are read by people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from cssselect import SelectorError
from lxml import etree
from parsel import Selector

from crawler.listings.addresses import DAY, absolute, end_of_day
from crawler.listings.answers import html_of, refuse_challenge, text_of
from crawler.listings.dates import read_moment
from crawler.listings.gathering import gather
from crawler.listings.listing import Further, Listed, Listing, NoListing
from crawler.listings.wording import TITLE, words

ANY_LINK = "a[href]"
BITRIX_PAGE = "PAGEN_1"  # the parameter by which the Bitrix site system numbers the pages of a list
ITEM_LINKS = 6  # a part of the page with so many links is no single item of the list
ITEM_DEPTH = 4  # how far above a link its list item is looked for
TIME_CLASSES = " or ".join(
    f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in ("time", "date", "pubtime")
)
TIMES = f"descendant::time/@datetime | descendant::*[{TIME_CLASSES}]"


def read_links(body: bytes, url: str, content_type: str, zone: ZoneInfo, select: str) -> Listing:
    """The links that the selector finds, or that stand in what it finds; further the issues of an archive and the next page."""
    text = text_of(body, content_type)
    answer = html_of(text)
    page = Selector(root=answer.root, type="html")
    refuse_challenge(text, page, "a list of links")
    try:
        chosen = page.css(select or ANY_LINK)
    except (SelectorError, ValueError) as wrong:
        raise NoListing(f"{select!r} is no CSS selector: {' '.join(str(wrong).split())[:120]}") from wrong
    base = absolute(page.css("base[href]::attr(href)").get(), url) or url
    found = gather(item for anchor in _anchors(chosen) if (item := _listed(anchor, base, zone)))
    if not found.listed:
        raise NoListing(f"no link on the page matches {select or ANY_LINK!r}")
    issues = {item.url: item for item in found.listed if _is_issue(item.url, url)}
    further = (*(Further(url=issue, newest=end_of_day(issue, zone)) for issue in issues), *_next_page(page, url, base))
    articles = tuple(item for item in found.listed if item.url not in issues)
    return Listing(listed=articles, further=further, whole=found.whole and answer.whole)


def _is_issue(address: str, url: str) -> bool:
    """A dated folder below the list's own: /gazeta/2018-06-01/ on the page /gazeta/ lists the articles of that day."""
    folder, issue = urlsplit(url), urlsplit(address)
    above = folder.path.rpartition("/")[0] + "/"
    below = above != "/" and issue.path.startswith(above) and issue.path != folder.path
    return below and issue.path.endswith("/") and issue.hostname == folder.hostname and DAY.search(issue.path) is not None


def _anchors(chosen: Iterator[Selector] | list[Selector]) -> Iterator[etree._Element]:
    for selector in chosen:
        root = selector.root
        if isinstance(root, etree._Element):
            yield from (root,) if root.tag in ("a", "area") else root.iterdescendants("a")


def _listed(anchor: etree._Element, base: str, zone: ZoneInfo) -> Listed | None:
    address = absolute(anchor.get("href"), base)
    if not address:
        return None
    title = words(_text(anchor), TITLE) or words(anchor.get("title"), TITLE)
    return Listed(url=address, title=title, published_at=_printed_time(anchor, zone))


def _text(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _printed_time(anchor: etree._Element, zone: ZoneInfo) -> datetime | None:
    """The time that stands beside the link in its list item: the largest part of the page that links to nothing else."""
    link = anchor.get("href")
    item = anchor
    for _ in range(ITEM_DEPTH):
        parent = item.getparent()
        if parent is None or not _is_one_item(parent, link):
            break
        item = parent
    found = item.xpath(TIMES)
    for place in found[:4] if isinstance(found, list) else ():
        printed = _text(place) if isinstance(place, etree._Element) else str(place)
        if time := read_moment(printed.strip(), zone):
            return time
    return None


def _is_one_item(element: etree._Element, link: str | None) -> bool:
    """Whether it links to that address alone; a part with more links than a list item has is none."""
    others = list(islice(element.iterdescendants("a"), ITEM_LINKS))
    return len(others) < ITEM_LINKS and all(other.get("href") == link for other in others)


def _next_page(page: Selector, url: str, base: str) -> Iterator[Further]:
    """`rel="next"`, or in a Bitrix list the page with the next number, when the page links to it."""
    for link in page.css('link[rel="next"]::attr(href), a[rel="next"]::attr(href)').getall()[:1]:
        address = absolute(link, base)
        if address and address != url and urlsplit(address).hostname == urlsplit(url).hostname:
            yield Further(url=address)
            return
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    current = query.get(BITRIX_PAGE, "1")
    following = str(int(current) + 1) if current.isascii() and current.isdigit() and len(current) < 6 else ""
    for link in dict.fromkeys(page.css(f'a[href*="{BITRIX_PAGE}="]::attr(href)').getall()):
        address = absolute(link, base)
        if following and address and dict(parse_qsl(urlsplit(address).query)).get(BITRIX_PAGE) == following:
            yield Further(url=urlsplit(url)._replace(query=urlencode(query | {BITRIX_PAGE: following}), fragment="").geturl())
            return
