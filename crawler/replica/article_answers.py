"""Answers that are article pages: the layout that host and date call for, with its charset, counters and validators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from crawler.replica.exchange import Answer, not_found, redirect
from crawler.replica.pieces import Piece
from crawler.replica.rendering import render
from crawler.replica.scene import Scene

VALIDATED = ("xinhua",)  # static files there; TASS and NVO make each page anew


def article(scene: Scene, url: str) -> Answer | None:
    """The article page at that address; None where there is none (yet)."""
    found = scene.find(url)
    if found is None:
        return None
    piece, page = found
    if piece.is_gone(scene.clock):
        parts = urlsplit(url)
        return redirect(f"{parts.scheme}://{parts.netloc}/", 302) if piece.gone_how == "front" else not_found(int(piece.gone_how))
    layout = piece.layout or layout_of(piece)
    answer = _rendered(piece, layout, page, scene, scene.hits)
    if piece.edition.split("/")[0] not in VALIDATED:
        return answer
    still = _rendered(piece, layout, page, scene, 0)
    return replace(answer, same_as=still.body, changed_at=piece.changed_at(scene.clock))


def layout_of(piece: Piece) -> str:
    """The layout that pieces of that edition had at the time of printing."""
    day = piece.published_at.date()
    match piece.edition:
        case "xinhua/zh":
            return "xinhua-zh-b" if day < date(2017, 10, 1) else "xinhua-zh-c" if day < date(2021, 7, 1) else "xinhua-zh-d"
        case "xinhua/en":
            return "xinhua-en-2018" if day < date(2021, 7, 1) else "xinhua-en-d"
        case "xinhua/ru":
            return "xinhua-ru-c" if day < date(2021, 7, 1) else "xinhua-ru-d"
        case "tass/ru":
            return "tass-ru-angular" if day < date(2022, 1, 1) else "tass-ru-next"
        case "tass/en":
            return "tass-en"
        case _:
            return "nvo"


def _rendered(piece: Piece, layout: str, page: int, scene: Scene, hits: int) -> Answer:
    text = render(
        f"{layout}.html",
        piece=piece,
        body=piece.pages()[page - 1],
        page=page,
        related=scene.related(piece),
        hits=hits,
        number=_number(piece),
        path=urlsplit(piece.url).path,
        **_facts(piece),
    )
    return Answer(
        body=text.encode(piece.charset, "xmlcharrefreplace"),
        content_type=f"text/html; charset={piece.declared}" if "bare content type" not in piece.marks else "text/html",
    )


def _facts(piece: Piece) -> dict[str, Any]:
    """What several layouts print, ready made."""
    published = piece.published_at.isoformat()
    return {
        "declared": piece.declared,
        "json_ld": {
            "@context": "http://schema.org",
            "@type": "NewsArticle",
            "headline": piece.title,
            "datePublished": published,
            "dateModified": (piece.updated_at or piece.published_at).isoformat(),
            "mainEntityOfPage": piece.url,
            "publisher": {"@type": "Organization", "name": "TASS"},
        },
        "next_data": _next_data(piece),
    }


def _next_data(piece: Piece) -> dict[str, Any]:
    """`__NEXT_DATA__` of tass.ru since 2022."""
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": f"<h2>{text}</h2>" if text in piece.headings else f"<p>{text}</p>"} for text in piece.paragraphs
    ]
    if piece.captions:
        blocks.insert(
            1, {"type": "image", "image": {"url": "https://cdn-storage-tass.cdnvideo.ru/a/1.jpg", "caption": piece.captions[0]}}
        )
    return {
        "props": {
            "pageProps": {
                "data": {
                    "id": int(_number(piece)) if _number(piece).isdigit() else 0,
                    "title": piece.title,
                    "subtitle": "",
                    "lead": piece.lead,
                    "published_dt": f"{piece.published_at:%Y-%m-%dT%H:%M:%S}",
                    "main_media": {"image": {"url": "https://cdn-storage-tass.cdnvideo.ru/a/0.jpg"}},
                    "content_blocks": blocks,
                    "tags": [{"name": tag} for tag in piece.tags],
                }
            },
            "__N_SSP": True,
        },
        "page": "/[section]/[id]",
        "buildId": "replica",
    }


def _number(piece: Piece) -> str:
    """The number in the address: `129843617`, `5090417`, or the hash of the newer ones."""
    tail = urlsplit(piece.url).path.rstrip("/").removesuffix("/c.html").rsplit("/", 1)[-1]
    return tail.removesuffix(".html").removesuffix(".htm").removeprefix("c_")
