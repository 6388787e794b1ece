"""What the pages of nvo.ng.ru and ng.ru have in common: authors, captions, notes on the author, the line for guests."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsel import Selector

from crawler.pages.page import MOST_TAGS, Context, Page, Stamp
from crawler.pages.stamps import first_stamp, stamp_from_text, stamp_from_url
from crawler.pages.texts import first_text, has_letters, text_of

CAPTION = "table.ImgDescription, span.descrPhoto"
DROPPED = f"{CAPTION}, .meta, .stat, .tags, .info, .author, .anonce, .share, .comments, [class*='paywall'], figure"
ON_AUTHOR = re.compile(r"Об автор(?:е|ах)\s*[:.–—-]")
PHOTO_LINE = re.compile(
    r".{3,240}[.!?…»]\s*(?:Фото|Иллюстрация|Рисунок|Коллаж)\s(?:[^.]|\.\w){0,80}\.?"
)  # "…. Фото с сайта www.mil.ru"
# [memory] Some pieces of the daily were cut for readers without a subscription; the wording is a guess, so it is a wide one.
FOR_GUESTS = re.compile(
    r"(?:полн\w+\s(?:текст|верси)|продолжение|целиком|читать\sдалее|доступ(?:ен|на|но|ны))[^.]{0,120}(?:подписчик|подписк|подпишитесь|зарегистрир|авторизов|войдите)",
    re.IGNORECASE,
)
MOST_INFO = 20  # elements in which the date is looked for
GUEST_LINE = 300
GUEST_MARK = "[class*='paywall'], [class*='for-subscribers'], [class*='cut-for-guests']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    note: str  # "Об авторе: …"
    is_cut: bool


def make_page(
    layout: str, page: Selector, context: Context, *, title: str, paragraphs: tuple[str, ...], byline: str = ""
) -> Page | None:
    """The page, when it has a title and a body."""
    tags = tuple(text for node in page.css("p.tags a")[:MOST_TAGS] if (text := text_of(node)))
    body = sort_out(paragraphs, tags, page)
    if not title or not body.paragraphs:
        return None
    authors = byline or read_authors(page)
    return Page(
        layout=layout,
        title=title,
        lead=first_text(page, "p.anonce", ".anonce"),
        paragraphs=body.paragraphs,
        byline=". ".join(filter(None, (authors, body.note))),
        tags=tags,
        captions=body.captions,
        published=read_published(page, context),
        completeness="partial" if body.is_cut else "full",
    )


def sort_out(paragraphs: tuple[str, ...], tags: tuple[str, ...], page: Selector) -> Body:
    """What is the author's text, and what only stands between it."""
    captions = [line for node in page.css(CAPTION) if (line := _without_tags(text_of(node), tags))]
    text: list[str] = []
    notes: list[str] = []
    is_cut = bool(page.css(GUEST_MARK))
    for place, paragraph in enumerate(paragraphs, 1):
        bare = _without_tags(paragraph, tags)
        if ON_AUTHOR.match(paragraph):
            notes.append(paragraph)
        elif place == len(paragraphs) and len(paragraph) <= GUEST_LINE and FOR_GUESTS.search(paragraph):
            is_cut = True
        elif not text and (bare != paragraph or PHOTO_LINE.fullmatch(bare)):  # the line under the picture, which stands first
            captions += [bare] if bare else []
        elif has_letters(paragraph):
            text.append(paragraph)
    return Body(paragraphs=tuple(text), captions=tuple(dict.fromkeys(captions)), note=" ".join(notes), is_cut=is_cut)


def _without_tags(caption: str, tags: tuple[str, ...]) -> str:
    """Without the tag list at its head: "китай, вооружения. Подпись". One tag alone may well be the first word of a sentence."""
    if len(tags) < 2:
        return caption
    listed = re.match(r"\s*,\s*".join(map(re.escape, tags)) + r"\s*(?:[.:|/–—-]\s*|$)", caption, re.IGNORECASE)
    return caption[listed.end() :] if listed else caption


def read_authors(page: Selector) -> str:
    """ "Владимир Мухов, Обозреватель", several authors with a comma between."""
    found = []
    for node in page.css("p.author"):
        printed, names = text_of(node), [name for link in node.css("a") if (name := text_of(link))]
        only_links = not has_letters(text_of(node, "a"))
        found.append(", ".join(names) if names and only_links else printed)
    return ", ".join(dict.fromkeys(filter(None, found)))


def read_published(page: Selector, context: Context) -> Stamp | None:
    """The info line, "20:00  14.06.2018" or "13.11.2015 00:01:00"; `li.current_date` is the reader's today, and never asked."""
    return first_stamp(
        *(lambda node=node: stamp_from_text(text_of(node), context.zone) for node in page.css("p.info span, p.info")[:MOST_INFO]),
        lambda: stamp_from_url(context.url, context.zone),
    )
