"""Xinhua's three editions: fronts, lists, datasource and nodeart JSON, feeds, search."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.replica import hosts
from crawler.replica.article_answers import article
from crawler.replica.content import ZONES
from crawler.replica.exchange import JSON, TEXT, Answer, Request, not_found, text_answer
from crawler.replica.listing_answers import html_list, listing
from crawler.replica.pieces import Piece
from crawler.replica.rendering import render
from crawler.replica.scene import Scene

# The Chinese names are those seen in 2026; of the others the form alone is real.
DATASOURCES = {
    "efa406de9b714538a958d4a20a80ecf3": ("xinhua/zh", ("mil",)),
    "8d5294ed513c4779af6242a3623aa27b": ("xinhua/zh", ("world",)),
    "29089f6bdec84f03b12804d9fe4897be": ("xinhua/zh", ("world",)),
    "a6d618872de143bdafa2556915a7ae12": ("xinhua/zh", ("politics",)),
    "0e5f3a9bb1c24d7f8a6c2e1d3b4f5a70": ("xinhua/en", ()),
    "7c1d2e3f4a5b4c6d9e8f7a6b5c4d3e20": ("xinhua/ru", ()),
}
NODES = {
    "11139631": ("xinhua/zh", ("mil",)), "11139635": ("xinhua/zh", ("mil",)), "11139636": ("xinhua/zh", ("mil",)),
    "11139637": ("xinhua/zh", ("mil",)), "11139638": ("xinhua/zh", ("mil",)), "113352": ("xinhua/zh", ("politics",)),
    "113321": ("xinhua/zh", ("politics",)), "113207": ("xinhua/zh", ("politics",)), "11142121": ("xinhua/en", ()),
    "11143454": ("xinhua/en", ("photos",)),
}  # fmt: skip
CHANNELS = {"mil": ("mil",), "milpro": ("mil",), "world": ("world",), "politics": ("politics",)}
CHINESE_LIST = re.compile(r"/(mil|milpro|world|politics)/(?:index\.html?|whxw\.htm|jsxw\.htm)?$")
CHINESE_FEED = re.compile(r"/(mil|world|politics)/news_\w+\.xml$")
ENGLISH_LIST = re.compile(
    r"/(?:english/?(?:\w+/)?(?:index\.html?)?|list/[\w-]+\.htm|(?:china|world|europe|asiapacific)/(?:index\.htm)?)$"
)
RUSSIAN_LIST = re.compile(r"/(?:(?:news|china|world|cis|eco|mobile)/(?:index\.html?)?|list/[\w-]+\.htm|index\.html?)?$")
ROBOTS = "User-Agent: *\nAllow: /\n"


def answer_xinhua(request: Request, scene: Scene) -> Answer | None:
    """The answer of one of Xinhua's hosts; None where they have nothing."""
    if request.host == hosts.NODEART:
        return _nodeart(request, scene)
    if request.host == hosts.SEARCH:
        return not_found(403)  # the firewall before the search refuses plain clients
    if request.path == "/robots.txt":
        return not_found(404) if request.host in hosts.ENGLISH else text_answer(ROBOTS, TEXT)
    if datasource := re.fullmatch(r"(?:/\w+)*/ds_([0-9a-f]{32})\.json", request.path):
        return _datasource(datasource[1], scene, request.host)
    if request.host in hosts.ENGLISH or (request.host in hosts.XINHUA and request.path.startswith("/english")):
        return _english(request, scene)
    if request.host in hosts.RUSSIAN:
        return _russian(request, scene)
    return _chinese(request, scene)


def _chinese(request: Request, scene: Scene) -> Answer | None:
    if request.path in ("/", "/index.htm", "/index.html"):
        return html_list("list-zh.html", scene, scene.recent("xinhua/zh"), channel="", source="")
    if found := CHINESE_LIST.fullmatch(request.path):
        sections = CHANNELS[found[1]]
        source = next(key for key, value in DATASOURCES.items() if value == ("xinhua/zh", sections))
        return html_list("list-zh.html", scene, scene.recent("xinhua/zh", sections), channel=found[1], source=source)
    if found := CHINESE_FEED.fullmatch(request.path):
        pieces = scene.recent("xinhua/zh", CHANNELS[found[1]])
        return listing("feed.xml", scene, pieces, title="新华网", home="http://www.news.cn/", language="zh-cn")
    return article(scene, request.url)


def _english(request: Request, scene: Scene) -> Answer | None:
    if request.path.startswith("/english/rss/"):
        return text_answer(render("feed-stale-2018.xml"), "text/xml")
    if request.path == "/rss/world.xml":
        return None  # claimed by somebody's code, and not there
    if request.path == "/" or ENGLISH_LIST.fullmatch(request.path):
        links = [_relative(piece, request) for piece in scene.recent("xinhua/en")]
        return html_list("list-en.html", scene, scene.recent("xinhua/en"), links=links, source="0e5f3a9bb1c24d7f8a6c2e1d3b4f5a70")
    return article(scene, request.url)


def _russian(request: Request, scene: Scene) -> Answer | None:
    pieces = scene.recent("xinhua/ru")
    if request.path in ("/ewjkxml.xml", "/rss/news.xml"):
        return listing("feed.xml", scene, pieces, title="Агентство Синьхуа", home="http://russian.news.cn/", language="ru")
    if RUSSIAN_LIST.fullmatch(request.path):
        return html_list("list-ru.html", scene, pieces, source="7c1d2e3f4a5b4c6d9e8f7a6b5c4d3e20")
    return article(scene, request.url)


def _relative(piece: Piece, request: Request) -> str:
    """`../20241014/…/c.html` from a list on the same host, else the whole address."""
    parts = urlsplit(piece.url)
    return f"..{parts.path}" if parts.hostname == request.host and request.path.count("/") == 2 else piece.url


def _datasource(name: str, scene: Scene, host: str) -> Answer | None:
    if name not in DATASOURCES:
        return None
    edition, sections = DATASOURCES[name]
    pieces = scene.recent(edition, sections)
    body = json.dumps({"datasource": [_entry(piece, host) for piece in pieces]}, ensure_ascii=False).encode()
    return Answer(body=body, content_type="application/json", same_as=body)


def _entry(piece: Piece, host: str) -> dict[str, Any]:
    parts = urlsplit(piece.url)
    return {
        "title": piece.title,
        "publishUrl": f"..{parts.path}" if parts.hostname == host else piece.url,
        "shareImages": [{"imageUrl": ""}],
        "summary": piece.lead or piece.paragraphs[0][:60],
        "author": "、".join(piece.authors),
        "keywords": "-".join(piece.tags),
        "contentId": re.sub(r"\W", "", parts.path)[-32:],
        "publishTime": _beijing(piece.published_at),
    }


def _nodeart(request: Request, scene: Scene) -> Answer | None:
    if request.path == "/robots.txt":
        return not_found(404)
    if request.path.rstrip("/") != "/nodeart/list":
        return None
    edition, sections = NODES.get(request.parameter("nid"), ("", ()))
    pieces = scene.all(edition, sections) if edition else ()
    size, page = max(1, min(request.number("cnt", 20), 200)), max(1, request.number("pgnum", 1))
    rows = [_row(piece, request.parameter("nid")) for piece in pieces[(page - 1) * size : page * size]]
    data: dict[str, Any] = {"status": 0, "data": {"list": rows}, "totalnum": len(pieces)} if rows else {"status": -1}
    text = f"{request.parameter('callback')}({json.dumps(data, ensure_ascii=False)})"
    return text_answer(text, "text/javascript; charset=utf-8" if rows else JSON)


def _row(piece: Piece, node: str) -> dict[str, Any]:
    return {
        "DocID": int(digits) if (digits := re.sub(r"\D", "", piece.url)[-9:]) else 0,
        "Title": piece.title,
        "NodeId": int(node),
        "PubTime": _beijing(piece.published_at),
        "LinkUrl": piece.url,
        "Abstract": piece.lead or piece.paragraphs[0][:60],
        "keyword": ",".join(piece.tags),
        "Editor": piece.editor,
        "Author": " ".join(piece.authors),
        "IsLink": 0,
        "SourceName": piece.source or "新华网",
        "PicLinks": "",
        "IsMoreImg": 0,
        "imgarray": [],
        "SubTitle": None,
        "Attr": 63,
        "m4v": None,
        "tarray": [],
        "uarray": [],
        "allPics": [],
        "IntroTitle": None,
        **{f"Ext{number}": None for number in range(1, 11)},
    }


def _beijing(moment: datetime) -> str:
    return f"{moment.astimezone(ZONES['xinhua']):%Y-%m-%d %H:%M:%S}"
