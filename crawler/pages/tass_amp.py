"""tass.ru/amp/…: the light copy of an article; that it exists is claimed, its markup is what AMP itself prescribes."""

from __future__ import annotations

from parsel import Selector

from crawler.pages.fragments import all_texts, plain
from crawler.pages.metadata import meta
from crawler.pages.page import Context, Page
from crawler.pages.stamps import first_stamp, stamp_from_text
from crawler.pages.tass_parts import Dates, json_ld_dates, make_page, without_site
from crawler.pages.texts import blocks, first_text

DROPPED = (
    "figure, aside, amp-img, amp-ad, amp-embed, amp-list, amp-sidebar, nav, footer, header, h1, .lead, [class*='__lead'],"
    " [class*='read-also'], [class*='text-include'], [class*='tags']"
)


def parse(page: Selector, context: Context) -> Page | None:
    if not page.xpath("/html[@amp or @*[name() = '⚡']]") and not page.css("script[src*='cdn.ampproject.org/v0.js']"):
        return None
    body = page.css("article")[:1] or page.css("main")[:1] or page.css("body")[:1]
    dates = json_ld_dates(page, context)
    printed = first_stamp(
        lambda: dates.published,
        lambda: stamp_from_text(next(iter(page.css("time::attr(datetime)").getall()), ""), context.zone, "attr"),
        lambda: stamp_from_text(first_text(page, "time", "[class*='date']"), context.zone),
    )
    return make_page(
        "tass-amp",
        title=first_text(page, "h1") or without_site(plain(meta(page, "og:title"))),
        lead=first_text(page, ".lead, [class*='__lead']"),
        paragraphs=blocks(body, DROPPED),
        dates=Dates(published=printed, updated=dates.updated),
        tags=all_texts(page, "[class*='tags'] a"),
        captions=all_texts(page, "figcaption"),
    )
