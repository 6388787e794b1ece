"""NVO and the daily that it belongs to: feed, Bitrix news list, archive of issues, fronts of rubrics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from urllib.parse import urlsplit, urlunsplit

from crawler.replica import hosts
from crawler.replica.article_answers import article
from crawler.replica.exchange import TEXT, XML, Answer, Request, redirect, text_answer
from crawler.replica.listing_answers import html_list, listing
from crawler.replica.pieces import Piece
from crawler.replica.scene import Scene

PAGE = 10  # of the Bitrix list
RUBRICS = (
    "concepts",
    "gpolit",
    "armament",
    "forces",
    "realty",
    "wars",
    "history",
    "spforces",
    "nvo",
    "nvoevents",
    "polemic",
    "notes",
)
ROBOTS = "User-Agent: *\nDisallow: /bitrix/\nDisallow: /search/\nDisallow: /*?print=\n"


def answer_nvo(request: Request, scene: Scene) -> Answer | None:
    """The answer of nvo.ng.ru or www.ng.ru; None where they have nothing."""
    if request.scheme != "https" or request.host in ("www.nvo.ng.ru", "ng.ru"):
        parts = urlsplit(request.url)
        return redirect(urlunsplit(("https", "nvo.ng.ru" if "nvo" in request.host else "www.ng.ru", parts.path, parts.query, "")))
    if request.path == "/robots.txt":
        return text_answer(ROBOTS, TEXT)
    daily = request.host in hosts.NG
    pieces = scene.recent("nvo/ru")
    if request.path in ("/rss", "/rss/"):
        home, title = ("https://www.ng.ru", "Независимая газета") if daily else ("https://nvo.ng.ru", "НВО")
        return listing("feed.xml", scene, pieces, XML, title=title, home=home, language="ru")
    if request.path.startswith("/gazeta"):
        return _issues(request, scene)
    if request.path in ("/news/", "/news/index.php"):
        return _news(request, scene)
    if request.path == "/" or request.path.strip("/") in RUBRICS:
        rubric = request.path.strip("/")
        return html_list("list-nvo-news.html", scene, scene.recent("nvo/ru", (rubric,) if rubric else ()), page=1, last=1)
    return article(scene, request.url)


def _issues(request: Request, scene: Scene) -> Answer | None:
    """The archive: the articles of the last issues, the days of those before; each day a page of the same form."""
    if wanted := re.fullmatch(r"/gazeta/(\d{4}-\d{2}-\d{2})/", request.path):
        pieces = [piece for piece in scene.archived("nvo/ru") if f"{piece.published_at:%Y-%m-%d}" == wanted[1]]
        return html_list("list-nvo-gazeta.html", scene, pieces, issues=_by_day(pieces), earlier=[]) if pieces else None
    if request.path not in ("/gazeta", "/gazeta/"):
        return None
    recent = scene.recent("nvo/ru")
    shown = {piece.published_at.date() for piece in recent}
    earlier = sorted({piece.published_at.date() for piece in scene.archived("nvo/ru")} - shown, reverse=True)
    return html_list("list-nvo-gazeta.html", scene, recent, issues=_by_day(recent), earlier=earlier)


def _by_day(pieces: Sequence[Piece]) -> list[tuple[date, list[Piece]]]:
    return [(day, list(group)) for day, group in groupby(pieces, key=lambda piece: piece.published_at.date())]


def _news(request: Request, scene: Scene) -> Answer:
    """Bitrix shows its last page again when a later one is asked."""
    pieces = scene.all("nvo/ru")
    last = max(1, -(-len(pieces) // PAGE))
    page = min(max(1, request.number("PAGEN_1", 1)), last)
    return html_list("list-nvo-news.html", scene, pieces[(page - 1) * PAGE : page * PAGE], page=page, last=last)
