"""`/search`: the articles that have these words, or name these people in another script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Request

from monitor.named import entities_named
from monitor.reports.templating import one_line, safe_link
from monitor.reports.wording import LANGUAGES, outlet_name
from monitor.reports.zones import Zoned, in_zones
from monitor.store.reading import check_tables
from monitor.store.search import Hit, search
from monitor.web.asked import choice_asked, text_asked
from monitor.web.printing import print_page
from monitor.web.shelf import Shelf

MOST = 50  # articles on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    title: str
    link: str | None
    language: str
    edition: str
    published: Zoned | None
    revision: int
    pieces: tuple[tuple[str, bool], ...]  # the snippet, cut where found words begin and end
    cut_before: bool
    cut_after: bool


def show_search(shelf: Shelf, request: Request) -> str:
    query, language = text_asked(request, "q"), choice_asked(request, "language", LANGUAGES)
    hits: tuple[Hit, ...] = ()
    if query:
        named = entities_named(query, shelf.knowledge)
        with shelf.store.reading() as connection:
            check_tables(connection)
            hits = search(connection, query, language=language, limit=MOST + 1, entities=named)
    return print_page(
        "search.html.j2", active="search", query=query, language=language, languages=LANGUAGES, most=MOST, more=len(hits) > MOST,
        found=[_found(hit, shelf) for hit in hits[:MOST]],
    )  # fmt: skip


def _found(hit: Hit, shelf: Shelf) -> Found:
    article = hit.article
    language = article.language or article.edition or ""
    outlet = outlet_name(article.outlet, shelf.outlets) if article.outlet else "No outlet"
    return Found(
        title=one_line(article.title) or article.id,
        link=safe_link(article.url),
        language=language,
        edition=f"{outlet} ({LANGUAGES.get(article.edition or language, article.edition or 'language not known')})",
        published=in_zones(article.published_at),
        revision=article.revision,
        pieces=tuple(_pieces(hit)),
        cut_before=hit.snippet.start > 0,
        cut_after=hit.snippet.stop < len(article.text),
    )


def _pieces(hit: Hit) -> Iterator[tuple[str, bool]]:
    text, place = hit.article.text, hit.snippet.start
    for match in hit.matches:
        if match.start < place:  # inside the one before
            continue
        yield text[place : match.start], False
        yield text[match.start : match.stop], True
        place = match.stop
    yield text[place : hit.snippet.stop], False
