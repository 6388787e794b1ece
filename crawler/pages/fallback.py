"""The last fallback: a general extractor reads a page that no layout fits. It is marked, and can never prove an absence."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from lxml import etree
from parsel import Selector

from crawler.pages.metadata import meta, news_articles, words_in
from crawler.pages.page import Context, Page, Stamp
from crawler.pages.stamps import first_stamp, stamp_from_text, stamp_from_url
from crawler.pages.texts import UNREAD, blocks, first_text, has_letters, same_words, tidy
from crawler.pages.trees import read_tree

NAME = "trafilatura"
LEAST = {"zh": 60}  # characters of a text; less is a notice, a menu, a page of pictures
LEAST_ELSE = 150
LARGEST = 4_000_000  # characters of source: the extractor slows down with the square of some pages
MOST_LINES, LONGEST_LINE = 400, 120  # of the page's text, in which the hour is looked for
MOST = 30_000  # elements
DEEPEST = 200  # levels: it goes down the tree by recursion

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns about every page that has no text; NoArticle says so


def read_by_extractor(text: str, page: Selector, context: Context) -> Page | None:
    """The page's text as the extractor sees it, always partial; None when that is too little to be an article."""
    title = _title(page)
    paragraphs = tuple(line for line in _paragraphs(text, page) if not same_words(line, title))
    if not title or sum(map(len, paragraphs)) < LEAST.get(context.language, LEAST_ELSE):
        return None
    return Page(
        layout=NAME, title=title, paragraphs=paragraphs, published=_published(page, context), completeness="partial",
    )  # fmt: skip


def _paragraphs(text: str, page: Selector) -> tuple[str, ...]:
    if len(text) > LARGEST or not _is_readable(page):
        return ()
    from trafilatura import bare_extraction  # a quarter of a second, which most crawls never need

    try:
        found: Any = bare_extraction(_without_unread(text), include_comments=False, include_tables=True, favor_precision=True)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError, etree.LxmlError):
        return ()  # not our code, and pages are made to break such code
    lines = (tidy(line) for line in (getattr(found, "text", "") or "").splitlines())
    return tuple(line for line in lines if has_letters(line))


def _without_unread(text: str) -> str:
    """The source without scripts, templates, forms: the extractor takes what stands in a template for text."""
    root = read_tree(text).page.root
    etree.strip_elements(root, *UNREAD, with_tail=False)
    printed: str = etree.tostring(root, encoding="unicode", method="html")
    return printed


def _is_readable(page: Selector) -> bool:
    level = elements = 0
    for event, _ in etree.iterwalk(page.root, events=("start", "end")):
        level += 1 if event == "start" else -1
        elements += event == "start"
        if level > DEEPEST or elements > MOST:
            return False
    return True


def _title(page: Selector) -> str:
    declared = (words_in(article, "headline") for article in news_articles(page))
    return next(filter(None, declared), "") or first_text(page, "h1") or meta(page, "og:title") or first_text(page, "title")


def _published(page: Selector, context: Context) -> Stamp | None:
    declared = next((words_in(article, "datePublished") for article in news_articles(page)), "")
    in_meta = meta(page, "article:published_time", "datePublished", "publishdate", "pubdate")
    stamp = first_stamp(
        lambda: stamp_from_text(declared, context.zone, "json-ld"),
        lambda: stamp_from_text(in_meta, context.zone, "meta"),
        lambda: stamp_from_url(context.url, context.zone),
    )
    return stamp if stamp is None or ":" in stamp.printed else (_with_clock(stamp, page, context) or stamp)


def _with_clock(day: Stamp, page: Selector, context: Context) -> Stamp | None:
    """The first time of that same day that stands in a short line: "2024年04月24日23:52 | 来源：…"."""
    lines = (line for line in blocks(page.css("body"))[:MOST_LINES] if len(line) <= LONGEST_LINE and ":" in line)
    for stamp in (stamp_from_text(line, context.zone) for line in lines):
        if stamp and ":" in stamp.printed and _local(stamp, context) == _local(day, context):
            return stamp
    return None


def _local(stamp: Stamp, context: Context) -> date:
    return stamp.at.astimezone(context.zone).date()
