"""tass.ru to about 2017: the markup whose class names begin with `b-material`."""

from __future__ import annotations

from parsel import Selector

from crawler.pages.fragments import all_texts, plain
from crawler.pages.metadata import meta
from crawler.pages.page import Context, Page
from crawler.pages.stamps import first_stamp, stamp_from_text
from crawler.pages.tass_parts import Dates, headline, json_ld_dates, make_page, without_site
from crawler.pages.texts import blocks, first_text

BODY = "div.b-material-text__l.js-mediator-article, div.b-material-text__l"
DROPPED = (
    "[class*='b-gallery-widget'], [class*='b-links'], [class*='printHidden'], [class*='caption'], .extra-content,"
    " #block_material_text_broadcast, figure, aside"
)
CAPTION = ".b-gallery-widget-item [class*='caption'], .b-material__photo [class*='caption'], [class*='b-gallery'] figcaption"


def parse(page: Selector, context: Context) -> Page | None:
    body = page.css(BODY)[:1]
    if not body:
        return None
    return make_page(
        "tass-a",
        title=_title(page),
        lead=first_text(page, ".b-material__preview", ".b-material__lead"),
        paragraphs=blocks(body.xpath("./p | ./h2 | ./h3 | ./ul | ./ol | ./blockquote"), DROPPED) or blocks(body, DROPPED),
        dates=_dates(page, context),
        tags=all_texts(page, ".b-material-tags a, .b-material__tags a, .b-tags a"),
        captions=all_texts(page, CAPTION),
    )


def _title(page: Selector) -> str:
    printed = headline(
        first_text(page, "h1.b-material__title", "[class*='b-material'] h1", "h1"), first_text(page, ".b-material__subtitle")
    )
    return printed or without_site(plain(meta(page, "og:title")) or first_text(page, "title"))


def _dates(page: Selector, context: Context) -> Dates:
    """The printed date leaves out the year while it lasts ("3 апреля, 16:40"); then only the page's own data tell it."""
    for_machines = json_ld_dates(page, context)
    return Dates(
        published=first_stamp(
            lambda: for_machines.published,
            lambda: stamp_from_text(meta(page, "article:published_time", "datePublished"), context.zone, "meta"),
            lambda: stamp_from_text(first_text(page, "span.b-material__date", ".b-material__date"), context.zone),
        ),
        updated=for_machines.updated,
    )
