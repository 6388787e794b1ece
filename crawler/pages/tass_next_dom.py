"""tass.ru since 2022, from the markup: class names end in a hash that each build changes, so they are known by their head."""

from __future__ import annotations

import re

from parsel import Selector

from crawler.pages.fragments import all_texts, plain
from crawler.pages.metadata import meta
from crawler.pages.page import Context, Page
from crawler.pages.stamps import first_stamp, stamp_from_text
from crawler.pages.tass_parts import Dates, headline, json_ld_dates, make_page, without_site
from crawler.pages.texts import blocks, first_text, text_of

TITLE = ("h1[class*='NewsHeader_titles']", "[class*='NewsHeader_title'] h1", "[class*='NewsHeader_title']")
# "Read also" cards and the strip for subscribers hold none of these classes [memory]; subheads and lists may stand without one.
PARAGRAPH = "contains(@class, 'Paragraph_paragraph')"
IN_CARD = (
    "ancestor::*[self::a or self::aside or contains(@class, 'Card') or contains(@class, 'ReadAlso') or contains(@class, 'Subscri')]"
)
ALONE = f"not(ancestor::*[{PARAGRAPH} or self::ul or self::ol]) and not(descendant::*[{PARAGRAPH}]) and not({IN_CARD})"
BODY = (
    f".//*[{PARAGRAPH} and not(ancestor::*[{PARAGRAPH}])"
    f" or (self::h2 or self::h3 or self::ul or self::ol) and {ALONE} and not(ancestor::header)]"
)
MARK = "[class*='PublishedMark_date']"
UPDATED = re.compile(r"обновлен\w*|updated", re.IGNORECASE)


def parse(page: Selector, context: Context) -> Page | None:
    paragraphs = _paragraphs(page)
    if not paragraphs:
        return None
    for_machines, printed = json_ld_dates(page, context), printed_dates(page, context)
    return make_page(
        "tass-c-dom",
        title=printed_title(page) or first_text(page, "h1") or without_site(plain(meta(page, "og:title"))),
        lead=printed_lead(page),
        paragraphs=paragraphs,
        dates=Dates(published=for_machines.published or printed.published, updated=for_machines.updated or printed.updated),
        tags=printed_tags(page),
        captions=all_texts(page, "article figcaption, article [class*='Caption_']"),
    )


def printed_title(page: Selector) -> str:
    """The headline; of two elements, that no space parts, its two halves."""
    title = next((node for css in TITLE for node in page.css(css)), None)
    halves = title.xpath("*") if title is not None else []
    if len(halves) == 2 and title is not None and not "".join(title.xpath("text()").getall()).strip():
        return headline(text_of(halves[0]), text_of(halves[1]))
    return text_of(title)


def printed_lead(page: Selector) -> str:
    return first_text(page, "[class*='NewsHeader_lead']")


def printed_tags(page: Selector) -> tuple[str, ...]:
    return all_texts(page, "[class*='Tags_container'] a")


def printed_dates(page: Selector, context: Context) -> Dates:
    """ "10 декабря 2025, 08:14", perhaps with "обновлено …" behind it; the meta tag when the page prints none."""
    published, _, updated = UPDATED.sub("\n", text_of(next(iter(page.css(MARK)), None)), count=1).partition("\n")
    return Dates(
        published=first_stamp(
            lambda: stamp_from_text(published, context.zone),
            lambda: stamp_from_text(meta(page, "article:published_time"), context.zone, "meta"),
        ),
        updated=first_stamp(
            lambda: stamp_from_text(updated, context.zone),
            lambda: stamp_from_text(meta(page, "article:modified_time"), context.zone, "meta"),
        ),
    )


def _paragraphs(page: Selector) -> tuple[str, ...]:
    if not page.css("[class*='Paragraph_paragraph']"):
        return ()
    article = next(iter(page.css("article[class*='Content_wrapper']") or page.css("article")), page)
    return blocks(article.xpath(BODY))
