"""tass.ru of about 2017 to 2021, and tass.com to this day: rendered on the server, but for the dates, which a script fills in."""

from __future__ import annotations

import re
from itertools import islice

from parsel import Selector

from crawler.pages.fragments import all_texts, outermost, plain
from crawler.pages.metadata import meta
from crawler.pages.page import Context, Page, Stamp
from crawler.pages.stamps import first_stamp, stamp_from_text, stamp_from_unix
from crawler.pages.tass_parts import Dates, headline, json_ld_dates, make_page, without_site
from crawler.pages.texts import blocks, first_text, text_of

TITLE = (".news-header__title", ".explainer__title", ".article__title", ".article__title-wrap")
SUBTITLE = (".news-header__subtitle", ".explainer__subtitle", ".article__subtitle")
LEAD = (".news-header__lead", ".explainer__lead", ".article__lead")
BODY = (("div.text-content", ".text-block"), ("div.text-content", ""), ("div.article__text", ""), ("div.explainer__text", ""))
CAPTION = ".image__caption, .text-content figcaption, .text-content [class*='caption'], .news-media [class*='caption']"
AWAY = ("text-include", "inset", "read-also", "subscri", "share")  # what leads away from the article: classes hold one of these
DROPPED = ", ".join(
    [*(f"[class*='{name}']" for name in (*AWAY, "caption")), "figure, aside, .image, .tags, .news-media, .news-header"]
)
IN_INSERT = f"ancestor::*[self::aside or {' or '.join(f'contains(@class, {name!r})' for name in AWAY)}]"
HEADER = ", ".join(
    f"[class*='{name}']" for name in ("news-header", "article-header", "article__header", "article__date", "explainer__")
)
MOST_DATES = 50  # that are looked at
UPDATED = re.compile(r"\b(?:updated|обновлен\w*)\b", re.IGNORECASE)


def parse_russian(page: Selector, context: Context) -> Page | None:
    return _parse("tass-b", page, context) if context.language != "en" else None


def parse_english(page: Selector, context: Context) -> Page | None:
    return _parse("tass-en", page, context) if context.language == "en" else None


def _parse(name: str, page: Selector, context: Context) -> Page | None:
    paragraphs = next((found for place in BODY if (found := _paragraphs(page, *place))), ())
    if not paragraphs:
        return None
    return make_page(
        name,
        title=_title(page),
        lead=first_text(page, *LEAD),
        paragraphs=paragraphs,
        dates=_dates(page, context),
        tags=all_texts(page, ".tags a, a.tags__item"),
        captions=all_texts(page, CAPTION),
    )


def _paragraphs(page: Selector, container: str, block: str) -> tuple[str, ...]:
    within = outermost(page.css(container))
    if block:
        within = outermost(found for node in within for found in node.css(block))
    return blocks((node for node in within if not node.xpath(IN_INSERT)), without=page.css(DROPPED))


def _title(page: Selector) -> str:
    title = headline(first_text(page, *TITLE), first_text(page, *SUBTITLE))
    return title or without_site(plain(meta(page, "og:title"))) or first_text(page, "h1") or without_site(first_text(page, "title"))


def _dates(page: Selector, context: Context) -> Dates:
    """JSON-LD before the header's `dateformat`s: the reader sees what the script makes of the latter."""
    for_machines = json_ld_dates(page, context)
    published, updated = _header_dates(page, context)
    return Dates(
        published=first_stamp(
            lambda: for_machines.published,
            lambda: published,
            lambda: stamp_from_text(meta(page, "article:published_time"), context.zone, "meta"),
        ),
        updated=first_stamp(lambda: updated, lambda: _updated_line(page, context), lambda: for_machines.updated),
    )


def _header_dates(page: Selector, context: Context) -> tuple[Stamp | None, Stamp | None]:
    """(published, updated) of the header; other stories' dates stand in links, and are passed over."""
    headers = outermost(page.css(HEADER))[:MOST_DATES]
    found = islice((node for header in headers for node in header.css("dateformat[time]")), MOST_DATES)
    own = [node for node in found if not node.xpath("ancestor::a")]
    updates = [node for node in own if _is_update(node)]
    dates = sorted((node for node in own if node not in updates), key=lambda node: node.attrib.get("mode") != "abs")
    published, *others = [_stamp(node, context) for node in dates] or [None]
    return published, first_stamp(
        *(lambda node=node: _stamp(node, context) for node in updates), *(lambda at=at: at for at in others)
    )


def _stamp(node: Selector, context: Context) -> Stamp | None:
    printed = node.attrib.get("time", "")
    return stamp_from_unix(printed, context.zone) or stamp_from_text(printed, context.zone, "attr")


def _is_update(node: Selector) -> bool:
    above = node.xpath("ancestor::*[position() <= 2]")
    named = any("updat" in ancestor.attrib.get("class", "") for ancestor in above)
    words = " ".join(
        node.xpath("preceding-sibling::text() | ../preceding-sibling::text() | ../preceding-sibling::*[1]/text()").getall()
    )
    return named or UPDATED.search(words[-100:]) is not None


def _updated_line(page: Selector, context: Context) -> Stamp | None:
    """ "Updated at: 18 April 2026, 21:32", where it is printed as text."""
    for node in page.css("[class*='updat']"):
        if stamp := stamp_from_text(text_of(node), context.zone):
            return stamp
    return None
