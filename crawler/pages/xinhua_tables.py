"""Xinhua's regional pages to about 2013: tables in tables, nothing has a name, labels tell what a cell is."""

from __future__ import annotations

import re

from parsel import Selector

from crawler.pages.page import Context, Page
from crawler.pages.stamps import first_stamp, stamp_from_text, stamp_from_url
from crawler.pages.texts import text_of, tidy
from crawler.pages.xinhua_parts import (
    EDITOR,
    JUNK,
    LABELLED_AUTHOR,
    SOURCE,
    finished,
    further_pages,
    labelled,
    leads_elsewhere,
    read_body,
    title_from_head,
)

CLOCK = re.compile(r"\d{4}\s*[-年]\s*\d{1,2}\s*[-月]\s*\d{1,2}日?\s+\d{1,2}:\d{2}")
MOST_CELLS = 3_000
LONGEST_INFO = 200


def read_tables(page: Selector, context: Context) -> Page | None:
    """The article in the table around the cell that holds 稿件来源 and a time; None when there is no such cell."""
    info = next((cell for cell in page.xpath("//td[not(.//td)]")[:MOST_CELLS] if _is_info(text_of(cell))), None)
    if info is None:
        return None
    table = info.xpath("ancestor::table[1]")
    before = info.xpath("../preceding-sibling::tr//td")
    after = info.xpath("../following-sibling::tr/td | ancestor::table[1]/following::*[@id='content']")
    bodies = [read_body(cell, JUNK) for cell in (*table.css("#content"), *after)]
    paragraphs, captions = max(bodies, key=lambda body: sum(map(len, body[0])), default=((), ()))
    feet = [text_of(cell) for cell in info.xpath("../following-sibling::tr//td[not(.//td)]")]
    feet = [foot for foot in feet if len(foot) <= LONGEST_INFO]
    printed = text_of(info)
    source = SOURCE.search(printed)
    found = Page(
        layout="xinhua-a",
        title=next(filter(None, map(text_of, before)), "") or title_from_head(page),
        paragraphs=paragraphs,
        captions=captions,
        byline=labelled(LABELLED_AUTHOR, feet),
        source=tidy(source[1]) if source else "",
        editor=labelled(EDITOR, feet),
        published=first_stamp(
            lambda: stamp_from_text(printed, context.zone),
            lambda: stamp_from_url(context.url, context.zone),
        ),
        further=further_pages(page, context.url),
        completeness="partial" if leads_elsewhere(page, context.url) else "full",
    )
    return finished(found, page, context)


def _is_info(text: str) -> bool:
    return len(text) <= LONGEST_INFO and "来源" in text and CLOCK.search(text) is not None
