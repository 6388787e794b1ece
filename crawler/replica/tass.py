"""TASS's two editions: feeds, sitemaps, the listing APIs of both, fronts."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from crawler.replica import hosts
from crawler.replica.article_answers import article
from crawler.replica.content import ZONES
from crawler.replica.exchange import JSON, TEXT, XML, Answer, Request, not_found, redirect, text_answer
from crawler.replica.listing_answers import html_list, listing
from crawler.replica.pieces import Piece
from crawler.replica.scene import Scene

FEED_LENGTH = 800  # the real ones hold about 100; deeper here, so that passes some days apart meet
SITEMAP_LENGTH = 60  # of one child; the real ones hold thousands
ROBOTS = {
    "tass/ru": "User-agent: *\nDisallow: /search\nDisallow: /userApi/search\nSitemap: https://tass.ru/sitemap.xml\n",
    "tass/en": "User-agent: *\nDisallow: /search\nDisallow: /userApi/search\nSitemap: https://tass.com/sitemap.xml\n",
}
FEED_SECTIONS = {
    "MEhvM9YoKE4": ("politika",),
    "T1BvM9YCjLk": ("ekonomika",),
    "SurvM9YC7RI": ("obschestvo",),
    "QE5vM9YCE3M": ("mezhdunarodnaya-panorama",),
    "vDFvM9Ycjuk": ("nauka",),
}
SECTION_IDS = {4954: "politics", 4844: "world", 4845: "economy", 4953: "defense", 4957: "science", 4992: "emergencies",
               4956: "society", 4981: "pressreview", 4869: "sports"}  # fmt: skip
RUBRICS = ("politika", "armiya-i-opk", "mezhdunarodnaya-panorama", "v-strane", "ekonomika", "obschestvo", "proisshestviya",
           "kosmos", "nauka", "sport")  # fmt: skip


def answer_tass(request: Request, scene: Scene) -> Answer | None:
    """The answer of one of TASS's hosts; None where they have nothing."""
    edition, host = ("tass/ru", "tass.ru") if request.host in hosts.TASS_RU else ("tass/en", "tass.com")
    if request.scheme != "https" or request.host != host:
        parts = urlsplit(request.url)
        return redirect(urlunsplit(("https", host, parts.path, parts.query, "")))
    if request.path == "/robots.txt":
        return text_answer(ROBOTS[edition], TEXT)
    if request.path == "/rss/v2.xml":
        return _feed(request, scene, edition)
    if request.path == "/sitemap.xml" or request.path.startswith("/sitemap/"):
        return _sitemap(request, scene, edition)
    if edition == "tass/ru":
        return _russian(request, scene)
    return _english(request, scene)


def _feed(request: Request, scene: Scene, edition: str) -> Answer:
    sections = FEED_SECTIONS.get(request.parameter("sections"), ())
    pieces = scene.recent(edition, sections)[:FEED_LENGTH]
    home = "https://tass.ru" if edition == "tass/ru" else "https://tass.com"
    return listing("feed.xml", scene, pieces, title="ТАСС" if edition == "tass/ru" else "TASS", home=home, language=edition[-2:])


def _sitemap(request: Request, scene: Scene, edition: str) -> Answer | None:
    pieces = scene.all(edition)
    home = "https://tass.ru" if edition == "tass/ru" else "https://tass.com"
    children = [pieces[start : start + SITEMAP_LENGTH] for start in range(0, len(pieces), SITEMAP_LENGTH)] or [()]
    if request.path == "/sitemap.xml":
        return listing("sitemap-index.xml", scene, pieces, XML, home=home, children=children)
    found = re.fullmatch(r"/sitemap/sitemap_news(\d{1,3})\.xml", request.path)
    if found is None or int(found[1]) >= len(children):
        return None
    return listing("sitemap.xml", scene, children[int(found[1])], XML)


def _russian(request: Request, scene: Scene) -> Answer | None:
    if request.path == "/rss/yandex.xml":
        return listing("yandex.xml", scene, scene.recent("tass/ru")[:FEED_LENGTH])
    if request.path in ("/tbp/api/v1/search", "/tbp/api/v1/content"):
        return _json(_search(request, scene))
    if request.path.startswith("/userApi/"):
        return _user_api(request, scene, "tass/ru")
    section = request.path.strip("/")
    if section in ("", "novosti-dnya") or section in RUBRICS:
        sections = (section,) if section in RUBRICS else ()
        return html_list("list-tass-ru.html", scene, scene.recent("tass/ru", sections))
    return article(scene, request.url)


def _search(request: Request, scene: Scene) -> dict[str, Any]:
    """The Next.js site's search: rows by time of change, in a window, further by the last row's time."""
    words = request.parameter("search").lower().split()
    rubric = request.parameter("rubrics").strip("/")
    start, end = _moment(request.parameter("from_date")), _moment(request.parameter("to_date"))
    before = _moment(request.parameter("last_es_updated_dt") or request.parameter("search_after"))
    rows = [
        piece
        for piece in scene.all("tass/ru", (rubric,) if rubric else ())
        if all(word in f"{piece.title} {' '.join(piece.paragraphs)}".lower() for word in words)
        and (start is None or piece.published_at >= start)
        and (end is None or piece.published_at <= end)
        and (before is None or piece.published_at < before)
    ]
    offset, limit = request.number("offset", 0), max(1, min(request.number("limit", 20), 100))
    page = [_found(piece) for piece in rows[offset : offset + limit]]
    if scene.clock.year < 2024:
        return {"result": page}
    return {"result": {"contents": page, "has_more": len(rows) > offset + limit}}


def _found(piece: Piece) -> dict[str, Any]:
    stamp = f"{piece.published_at.astimezone(ZONES['tass']):%Y-%m-%dT%H:%M:%S}"
    return {
        "id": int(piece.url.rsplit("/", 1)[-1]),
        "url": urlsplit(piece.url).path,
        "title": piece.title,
        "lead": piece.lead,
        "published_dt": stamp,
        "es_updated_dt": stamp,
    }


def _english(request: Request, scene: Scene) -> Answer | None:
    if request.path.startswith("/userApi/"):
        return _user_api(request, scene, "tass/en")
    section = request.path.strip("/")
    if section in ("", "military-defense", "russias-foreign-policy") or section in SECTION_IDS.values():
        sections = (section,) if section in SECTION_IDS.values() else ()
        number = next((key for key, name in SECTION_IDS.items() if name == section), 0)
        return html_list("list-tass-en.html", scene, scene.recent("tass/en", sections), number=number)
    return article(scene, request.url)


def _user_api(request: Request, scene: Scene, edition: str) -> Answer | None:
    """`categoryNewsList`, `mainPageNewsList`, `getNewsFeed`: rows older than a timestamp, without those had already."""
    if request.path not in ("/userApi/categoryNewsList", "/userApi/mainPageNewsList", "/userApi/getNewsFeed"):
        return None
    if request.method != "POST":
        return not_found(405)
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        return not_found(400)
    if not isinstance(asked, dict):
        return not_found(400)
    section = SECTION_IDS.get(_whole(asked.get("sectionId"), 0), "")
    had = set(re.findall(r"\d+", str(asked.get("excludeNewsIds") or "")))
    before = _whole(asked.get("timestamp"), 0)
    pieces = [
        piece
        for piece in scene.all(edition, (section,) if section else ())
        if piece.url.rsplit("/", 1)[-1] not in had and (not before or piece.published_at.timestamp() <= before)
    ][: max(1, min(_whole(asked.get("limit"), 20), 50))]
    last = int(pieces[-1].published_at.timestamp()) if pieces else 0
    return _json({"newsList": [_news(piece) for piece in pieces], "lastTime": last})


def _news(piece: Piece) -> dict[str, Any]:
    return {
        "id": int(piece.url.rsplit("/", 1)[-1]),
        "isFlash": False,
        "isOnline": False,
        "type": "default",
        "mark": "",
        "date": int(piece.published_at.timestamp()),
        "title": piece.title,
        "subtitle": "",
        "lead": piece.lead,
        "image": "",
        "link": urlsplit(piece.url).path,
        "section": piece.section,
        "sponsor_id": None,
        "sponsor_type_id": None,
    }


def _json(data: dict[str, Any]) -> Answer:
    return Answer(body=json.dumps(data, ensure_ascii=False).encode(), content_type=JSON)


def _moment(value: str) -> datetime | None:
    """A time as the API takes it: Moscow's without offset, or unix seconds."""
    if value.isascii() and value.isdigit() and len(value) < 14:
        return datetime.fromtimestamp(int(value) / (1000 if len(value) > 10 else 1), UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONES["tass"])


def _whole(value: object, default: int) -> int:
    return value if isinstance(value, int) and abs(value) < 1 << 53 else default
