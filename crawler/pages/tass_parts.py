"""What the generations of TASS pages have in common: datelines, headlines with their second half, dates for machines, inserts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsel import Selector

from crawler.pages.metadata import Json, news_articles, words_in
from crawler.pages.page import Context, Page, Stamp
from crawler.pages.stamps import stamp_from_text
from crawler.pages.texts import tidy

# "МОСКВА, 3 апреля. /ТАСС/." · "ПЕКИН, 3 апреля. /Корр. ТАСС Имя Фамилия/." · "MOSCOW, April 18. /TASS/."
DATELINE = re.compile(
    r"[A-ZА-ЯЁ][A-ZА-ЯЁ .,'’()/–—-]{1,80},\s(?:\d{1,2}\s\w{3,9}|\w{3,9}\.?\s\d{1,2})(?:\s\d{4}|,\s\d{4})?\.?\s?"
    r"/(?P<agency>[^/]{0,60}(?:ТАСС|TASS)[^/]{0,60})/\.?"
)
AGENCY = re.compile(r"(?:ИТАР-|ITAR-)?(?:ТАСС|TASS)\.?")
SITE = re.compile(r"\s+-\s+(?:[^-]{1,60}\s+-\s+)?(?:ИТАР-|ITAR-)?(?:ТАСС|TASS)\s*$")  # " - World - TASS"
ID = re.compile(r"/(\d{5,9})/?(?:[?#]|$)")
DASHES = ("—", "–", "-")
READ_ALSO = re.compile(r"(?:читайте также|также по теме|см\. также|read also|also read|see also)\b", re.IGNORECASE)
INSERT_LENGTH = 300  # a paragraph longer than that is no insert, whatever it begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    published: Stamp | None
    updated: Stamp | None


def make_page(
    layout: str,
    *,
    title: str,
    lead: str,
    paragraphs: tuple[str, ...],
    dates: Dates,
    tags: tuple[str, ...] = (),
    captions: tuple[str, ...] = (),
    byline: str = "",
) -> Page | None:
    """The page, when it has a title and a body."""
    under_pictures = frozenset(captions)
    body = tuple(paragraph for paragraph in paragraphs if not is_insert(paragraph) and paragraph not in under_pictures)
    if not title or not body:
        return None
    dateline, correspondent = read_dateline(body[0])
    return Page(
        layout=layout,
        title=title,
        lead=lead,
        paragraphs=body,
        byline=byline or correspondent,
        dateline=dateline,
        tags=tuple(dict.fromkeys(tags)),
        captions=tuple(dict.fromkeys(captions)),
        published=dates.published,
        updated=later(dates.updated, dates.published),
    )


def read_dateline(paragraph: str) -> tuple[str, str]:
    """(dateline, correspondent) at the head of the paragraph; both stay in it. "" where there is none."""
    found = DATELINE.match(paragraph)
    if not found:
        return "", ""
    agency = tidy(found["agency"])
    return found[0], "" if AGENCY.fullmatch(agency) else agency


def headline(title: str, subtitle: str) -> str:
    """Both halves as the reader sees them in one line: "Вооружения обновят" + "— министр"."""
    if not title or not subtitle or subtitle in title:
        return title or subtitle
    if subtitle.startswith(DASHES) or title.endswith((".", "!", "?", ":", "…", *DASHES)):
        return f"{title} {subtitle}"
    return f"{title}. {subtitle}"


def without_site(title: str) -> str:
    return SITE.sub("", title)


def is_insert(paragraph: str) -> bool:
    return len(paragraph) <= INSERT_LENGTH and READ_ALSO.match(paragraph) is not None


def json_ld_dates(page: Selector, context: Context) -> Dates:
    """`datePublished` and `dateModified` of the article in JSON-LD: the one that names this address, else the first with a date."""
    own_first = sorted(news_articles(page), key=lambda thing: not _is_of(thing, context.url))
    for thing in own_first:
        published = stamp_from_text(words_in(thing, "datePublished"), context.zone, "json-ld")
        if published:
            return Dates(published=published, updated=stamp_from_text(words_in(thing, "dateModified"), context.zone, "json-ld"))
    return Dates(published=None, updated=None)


def _is_of(thing: Json, url: str) -> bool:
    """Whether it names an address with the same id: the rubric before it may be another."""
    number = ID.search(url)
    named = (words_in(thing, *path) for path in (("url",), ("@id",), ("mainEntityOfPage",), ("mainEntityOfPage", "@id")))
    return number is not None and any((found := ID.search(address)) and found[1] == number[1] for address in named)


def later(updated: Stamp | None, published: Stamp | None) -> Stamp | None:
    """The update, when it is one: most pages repeat the time of publication."""
    return updated if updated and (published is None or updated.at > published.at) else None
