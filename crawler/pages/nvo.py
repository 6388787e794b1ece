"""NVO and the daily it comes with: the article page, its older form, the daily's news page, and the print version."""

from __future__ import annotations

from dataclasses import replace

from parsel import Selector

from crawler.pages.fragments import plain
from crawler.pages.metadata import meta
from crawler.pages.nvo_parts import DROPPED, make_page
from crawler.pages.page import Context, Layout, Page
from crawler.pages.stamps import first_stamp, stamp_from_text
from crawler.pages.texts import blocks, first_text, text_of

TEXT_ELEMENTS = "self::p or self::h2 or self::h3 or self::h4 or self::h5 or self::ul or self::ol or self::blockquote"
TITLE = ("h1.htitle", "[class*='htitle']", "h1")
IN_PRINT = f"//h1/following::*[({TEXT_ELEMENTS}) and not(ancestor::table[contains(@class, 'ImgDescription')])]"


def parse_article(page: Selector, context: Context) -> Page | None:
    """`article.typical`: its text elements; all it holds where the text stands in it without any."""
    article = page.css("article.typical")[:1]
    paragraphs = blocks(article.xpath(f"./*[{TEXT_ELEMENTS}]"), DROPPED)
    whole = blocks(article, DROPPED)
    is_bare = sum(map(len, paragraphs)) * 2 < sum(map(len, whole))  # text between <br>s, or one <div> deeper
    return make_page("nvo-article", page, context, title=_title(page), paragraphs=whole if is_bare else paragraphs)


def parse_w700(page: Selector, context: Context) -> Page | None:
    """The older form: what follows the rule in `div.w700`."""
    after = page.xpath(
        "//div[contains(concat(' ', normalize-space(@class), ' '), ' w700 ')]"
        f"//hr/following-sibling::*[{TEXT_ELEMENTS} or self::table[contains(@class, 'ImgDescription')]]"
    )
    return make_page("nvo-w700", page, context, title=_title(page), paragraphs=blocks(after, DROPPED))


def parse_news(page: Selector, context: Context) -> Page | None:
    """The daily's news: the author in the last `em`, the date in the second `span.time`, the first being the hour alone."""
    content = page.css("div.news_detail_content")[:1]
    author = text_of(next(iter(content.css("em")[-1:]), None))
    printed = blocks(content, DROPPED)
    paragraphs = tuple(paragraph for paragraph in printed if paragraph != author)
    byline = author if author in printed else ""  # else a stressed word within a sentence
    found = make_page("nvo-news", page, context, title=_title(page), paragraphs=paragraphs, byline=byline)
    times = page.css("span.time")
    stamp = first_stamp(*(lambda node=node: stamp_from_text(text_of(node), context.zone) for node in (*times[1:2], *times)))
    return replace(found, published=stamp or found.published) if found else None


def parse_print(page: Selector, context: Context) -> Page | None:
    """`?print=Y` [memory]: the head and then the paragraphs, in no container that is known."""
    if "print=" not in context.url:
        return None
    nodes = page.xpath(IN_PRINT)
    marked = {node.root for node in page.css("p.info, p.author, p.anonce, p.tags")}
    paragraphs = blocks((node for node in nodes if node.root not in marked), DROPPED)
    return make_page("nvo-print", page, context, title=_title(page), paragraphs=paragraphs)


def _title(page: Selector) -> str:
    return first_text(page, *TITLE) or plain(meta(page, "og:title")).partition(" / ")[0]


LAYOUTS = (
    Layout(name="nvo-article", parse=parse_article),
    Layout(name="nvo-w700", parse=parse_w700),
    Layout(name="nvo-news", parse=parse_news),
    Layout(name="nvo-print", parse=parse_print),
)
