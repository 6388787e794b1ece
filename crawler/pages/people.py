"""People's Daily Online: three generations of the article page.

c was seen whole; of b the head was seen, and its body by the selectors of many readers; a by its ids alone. Pages of several
parts link them in `.zdfy` under the text, which is claimed by readers and was seen empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urljoin

from parsel import Selector, SelectorList

from crawler.pages.metadata import meta
from crawler.pages.page import Context, Layout, Page, Stamp
from crawler.pages.stamps import first_stamp, stamp_from_text, stamp_from_url
from crawler.pages.texts import blocks, first_text, text_of

DROPPED = ".bza, .edit, #p_editor, .editor, .paper_num, .zdfy, .share, #rwb_tjyd, h1"
CENTRED = ".box_pic p, table:has(img) td, p[align='center'], p[style*='text-align: center'], p[style*='text-align:center']"
LONGEST_CAPTION = 300

SOURCE = re.compile(r"来源\s*[:：]\s*(.{1,40}?)\s*(?:\||$)")
EDITOR = re.compile(r"责(?:任编辑|编)\s*[:：]\s*([^)）\]】]{1,60})")
# 新华社北京4月24日电（记者张三）, 本报莫斯科4月4日电 （记者李四）: whose wire, from where, on which day, and who wrote it
DATELINE = re.compile(
    r"(?P<dateline>[^\s，。：；“”（）()]{2,30}\d{1,2}日(?:专?电|讯))\s*(?:[（(]\s*(?P<byline>[^）)]{0,12}(?:记者|通讯员)[^）)]{1,60})[）)])?"
)
ARTICLE_FILE = re.compile(r"/(?P<article>c\d{1,12}-\d{1,12})(?:-(?P<number>\d{1,3}))?\.html$")
MOST_LINKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """CSS selectors of one generation, the best first."""

    layout: str
    title: tuple[str, ...]
    line: tuple[str, ...]  # time and source in one line
    body: str
    editor: tuple[str, ...]
    lead: str = ".sub"


TODAY = Parts(
    layout="people-c",
    title=(".rm_txt .col-1 > h1", ".rm_txt h1"),
    line=(".rm_txt .channel .col-1-1", ".rm_txt .channel"),
    body=".rm_txt_con",
    editor=(".rm_txt_con .edit", ".edit"),
    lead=".rm_txt h4.sub",
)
NUMBERED = Parts(
    layout="people-b",
    title=(".text_title h1", "h1"),
    line=(".text_title .box01 .fl", ".box01 .fl", ".box01"),
    body="#rwb_zw",
    editor=("#rwb_zw .edit", ".edit"),
    lead=".text_title h4.sub",
)
OLDEST = Parts(
    layout="people-a",
    title=("#p_title", "h1"),
    line=("#p_origin", "#p_publishtime"),
    body="#p_content",
    editor=("#p_editor",),
    lead="#p_subtitle",
)


def _read(parts: Parts, page: Selector, context: Context) -> Page | None:
    """None where the page has no title or no body of this generation."""
    body = page.css(parts.body)[:1]
    captions = _captions(body)
    title, paragraphs = first_text(page, *parts.title), blocks(body, DROPPED, without=captions)
    if not title or not paragraphs:
        return None
    wire = next((found for line in paragraphs[:3] if (found := DATELINE.match(line))), None)
    return Page(
        layout=parts.layout,
        title=title,
        lead=first_text(page, parts.lead),
        paragraphs=paragraphs,
        byline=first_text(page, ".author") or (wire["byline"] or "" if wire else ""),
        dateline=wire["dateline"] if wire else "",
        source=_labelled(SOURCE, first_text(page, *parts.line)) or _labelled(SOURCE, meta(page, "source")),
        editor=_labelled(EDITOR, first_text(page, *parts.editor)),
        tags=tuple(dict.fromkeys(meta(page, "keywords").split())),
        captions=tuple(dict.fromkeys(text for node in captions if (text := text_of(node)))),
        published=_published(parts, page, context),
        further=tuple(address for _, address in sorted(dict(_further(page, context.url)).items())),
    )


def _captions(body: SelectorList[Selector]) -> list[Selector]:
    """Short centred lines, where there is a picture. A bold one is a subheading; a table may hold the text itself."""
    centred = body.css(CENTRED) if body.css("img") else []
    return [node for node in centred if not node.css("strong, b") and len(text_of(node)) <= LONGEST_CAPTION]


def _labelled(form: re.Pattern[str], text: str) -> str:
    found = form.search(text)
    return found[1].strip() if found else ""


def _published(parts: Parts, page: Selector, context: Context) -> Stamp | None:
    """What the page prints to the minute, then the day that it tells machines, then the day in its address."""
    printed = [stamp for css in (*parts.line, "#p_publishtime") if (stamp := stamp_from_text(first_text(page, css), context.zone))]
    return first_stamp(
        lambda: printed[0] if printed else None,
        lambda: stamp_from_text(meta(page, "publishdate"), context.zone, "meta"),
        lambda: stamp_from_url(context.url, context.zone),
    )


def _further(page: Selector, url: str) -> Iterator[tuple[int, str]]:
    """(number, address) of the later pages of the article at this address; the pager also links earlier ones and this one."""
    own = ARTICLE_FILE.search(url.partition("?")[0])
    for link in page.css(".zdfy a::attr(href), center a::attr(href)").getall()[:MOST_LINKS] if own else ():
        found = ARTICLE_FILE.search(address := _absolute(url, link.strip()))
        if own and found and found["article"] == own["article"] and int(found["number"] or 1) > int(own["number"] or 1):
            yield int(found["number"]), address


def _absolute(url: str, link: str) -> str:
    try:
        return urljoin(url, link).partition("#")[0]
    except ValueError:  # "http://[": no address
        return ""


# The dates overlap: a department changed its pages when it got round to it.
LAYOUTS = (
    Layout(name="people-c", parse=partial(_read, TODAY), valid_from=date(2020, 10, 1)),
    Layout(name="people-b", parse=partial(_read, NUMBERED), valid_from=date(2015, 10, 1), valid_until=date(2021, 12, 31)),
    Layout(name="people-a", parse=partial(_read, OLDEST), valid_until=date(2016, 6, 30)),
)
