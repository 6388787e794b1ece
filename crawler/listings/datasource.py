"""`ds_<id>.json`: the list behind the channel pages of news.cn, and the channel pages that name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from parsel import Selector

from crawler.listings.addresses import absolute
from crawler.listings.answers import IS_HTML, html_of, json_of, refuse_challenge, rows_of, text_of
from crawler.listings.dates import read_moment
from crawler.listings.gathering import gather
from crawler.listings.listing import Further, Listed, Listing, NoListing
from crawler.listings.wording import TITLE, words

EXPECTED = "a datasource (ds_….json, or a page that names one)"
MAIN_LIST = (
    '.wz-list[data^="datasource:"], #list[data^="datasource:"], #content-list[data^="datasource:"]'  # not a column beside it
)
NAMED = re.compile(r"datasource:([0-9a-f]{6,64})$", re.IGNORECASE)


def read_datasource(body: bytes, url: str, content_type: str, zone: ZoneInfo) -> Listing:
    """The rows of the JSON; of a channel page, where its lists are: `<ul class="wz-list" data="datasource:…" preview="ds_">`."""
    text = text_of(body, content_type)
    if IS_HTML.match(text) or 'data="datasource:' in text[:400_000]:
        further = tuple(dict.fromkeys(_sources(text, url)))
        if not further:
            raise NoListing(f"the page names no datasource, where {EXPECTED} was expected")
        return Listing(further=further)
    answer = json_of(text, EXPECTED)
    rows = answer.get("datasource") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise NoListing(f"JSON without a list called datasource, where {EXPECTED} was expected")
    found = gather(item for row in rows_of(rows) for item in _listed(row, url, zone))
    return Listing(listed=found.listed, whole=found.whole)


def _sources(text: str, url: str) -> Iterator[Further]:
    page = Selector(root=html_of(text).root, type="html")
    refuse_challenge(text, page, EXPECTED)
    for element in page.css(MAIN_LIST) or page.css('[data^="datasource:"]'):
        named = NAMED.match(element.attrib.get("data", "").strip())
        prefix = element.attrib.get("preview", "ds_")
        address = named and absolute(f"{prefix if re.fullmatch('[a-z]{1,8}_', prefix) else 'ds_'}{named.group(1)}.json", url)
        if address and address != url:
            yield Further(url=address)  # the file stands in the folder of the page


def _listed(row: dict[str, Any], url: str, zone: ZoneInfo) -> Iterator[Listed]:
    """A row is an article, or several: "专题 | 标题1 标题2" is a row whose title is links."""
    links = [link for link in rows_of(row.get("linkUrls")) if words(link.get("linkTitle")) and link.get("linkUrl")]
    if len(links) > 1:
        for link in links:
            if address := absolute(link["linkUrl"], url):
                yield Listed(url=address, title=words(link["linkTitle"], TITLE))
    elif address := absolute(row.get("publishUrl"), url):
        title = words(row.get("title"), TITLE) or words(row.get("showTitle"), TITLE)
        summary = " ".join(filter(None, (words(row.get("summary")), words(row.get("keywords")))))
        # A row that is a mere link is dated with the moment at which an editor put it into the list.
        printed = None if row.get("contentType") == "Link" else row.get("publishTime")
        yield Listed(url=address, title=title, summary=summary, published_at=read_moment(printed, zone))
