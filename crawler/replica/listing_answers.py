"""Answers that list articles: each with the validators that feeds and static lists carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawler.replica.exchange import HTML, XML, Answer
from crawler.replica.pieces import Piece
from crawler.replica.rendering import render
from crawler.replica.scene import Scene


def listing(template: str, scene: Scene, pieces: Sequence[Piece], content_type: str = XML, **values: Any) -> Answer:
    """The template filled with those pieces; unchanged as long as they are."""
    body = render(template, pieces=pieces, now=scene.lists_at, **values).encode()
    return Answer(
        body=body,
        content_type=content_type,
        same_as=b"\n".join(f"{piece.url} {piece.title} {piece.updated_at}".encode() for piece in pieces),
        changed_at=max((piece.changed_at(scene.lists_at) for piece in pieces), default=None),
    )


def html_list(template: str, scene: Scene, pieces: Sequence[Piece], **values: Any) -> Answer:
    return listing(template, scene, pieces, HTML, hits=scene.hits, **values)
