"""For tests: what a crawl of the replica must bring at a clock, and what it must leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.replica.content import FOLDER, load_content
from crawler.replica.pieces import Piece
from crawler.replica.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One article as it reads at the clock; `earlier` are its former texts, oldest first."""

    url: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]  # the body, subheads among them, without end marks ("Enditem", "-0-")
    text: str  # the paragraphs with a blank line between, behind the lead when that says something of its own
    published_at: datetime
    wanted: bool  # on the topic; the others are listed and must not be brought
    updated_at: datetime | None = None  # as the page prints it
    earlier: tuple[str, ...] = ()
    gone: bool = False  # its address says so now


def expected(
    edition: str, clock: datetime, *, since: datetime | None = None, until: datetime | None = None, site: Path = FOLDER
) -> list[Expected]:
    """What the edition's listings show at that time, newest first; with `since`, what its archive holds from there to `until`.

    An article that is gone by then is no longer listed; it comes with `gone` and was to be had before.
    """
    scene = Scene(content=load_content(site), clock=clock, lists_at=clock)
    shown = scene.recent(edition) if since is None else tuple(one for one in scene.all(edition) if one.published_at >= since)
    shown = tuple(one for one in shown if until is None or one.published_at <= until)
    printed = {piece.url: piece for piece in scene.content.pieces if piece.edition == edition}
    gone = [piece for piece in printed.values() if piece.is_gone(clock)]
    return [_expected(printed.get(piece.url, piece), clock) for piece in (*shown, *gone)]


def wanted(
    edition: str, clock: datetime, *, since: datetime | None = None, until: datetime | None = None, site: Path = FOLDER
) -> dict[str, Expected]:
    """By the address as printed, the articles that a crawl at that time must bring, and no others."""
    return {one.url: one for one in expected(edition, clock, since=since, until=until, site=site) if one.wanted and not one.gone}


def _expected(first: Piece, clock: datetime) -> Expected:
    """`first` is the piece as it was first printed."""
    piece = first.at(clock)
    texts = [_text(first), *(_text(first.at(edit.at)) for edit in first.edits if edit.at <= clock)]
    return Expected(
        url=piece.url,
        title=piece.title,
        lead=piece.lead,
        paragraphs=piece.paragraphs,
        text=texts[-1],
        published_at=piece.published_at.astimezone(UTC),
        wanted=piece.topic,
        updated_at=piece.updated_at,
        earlier=tuple(texts[:-1]),
        gone=piece.is_gone(clock),
    )


def _text(piece: Piece) -> str:
    return "\n\n".join((piece.lead, *piece.paragraphs) if piece.lead and piece.lead_is_new else piece.paragraphs)
