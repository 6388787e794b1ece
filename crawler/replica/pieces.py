"""What the replica prints: invented articles, when each appears, changes and goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

GoneHow = Literal["404", "410", "front"]
APPEARS_AFTER = timedelta(minutes=4)  # from the printed time to the moment at which a reader can see it


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """From `at` on the page reads like this; what is None stays."""

    at: datetime
    title: str | None = None
    lead: str | None = None
    paragraphs: tuple[str, ...] | None = None
    updated: bool = True  # the page prints the time of the change


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One invented article. `paragraphs` are the body; `headings` are those of them that the page prints as subheads."""

    edition: str  # "tass/ru"
    url: str
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime  # with the outlet's own offset
    topic: bool  # on Russian-Chinese defence: a crawl must bring it
    section: str  # rubric or channel
    layout: str
    lead: str = ""
    lead_is_new: bool = False  # the lead says what neither title nor body says
    end_mark: str = ""  # "Enditem", "-0-": printed behind the last paragraph, no part of the text
    authors: tuple[str, ...] = ()
    source: str = ""
    editor: str = ""
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()  # a further page of the article begins before these paragraphs
    charset: str = "utf-8"
    declared: str = "utf-8"  # what head and page say of it
    marks: tuple[str, ...] = ()  # variations of the layout that the template knows
    edits: tuple[Edit, ...] = ()
    gone_at: datetime | None = None
    gone_how: GoneHow = "404"
    appears_at: datetime = field(default=None)  # type: ignore[assignment]  # filled below: published and a few minutes
    updated_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.appears_at is None:
            object.__setattr__(self, "appears_at", self.published_at + APPEARS_AFTER)

    def at(self, clock: datetime) -> Piece:
        """The article as it reads at that time."""
        piece = self
        for edit in self.edits:
            if edit.at <= clock:
                piece = replace(
                    piece,
                    title=edit.title if edit.title is not None else piece.title,
                    lead=edit.lead if edit.lead is not None else piece.lead,
                    paragraphs=edit.paragraphs if edit.paragraphs is not None else piece.paragraphs,
                    updated_at=edit.at if edit.updated else piece.updated_at,
                )
        return piece

    def changed_at(self, clock: datetime) -> datetime:
        """When the page last changed before that time."""
        return max((self.appears_at, *(edit.at for edit in self.edits if edit.at <= clock)))

    def is_printed(self, clock: datetime) -> bool:
        return self.appears_at <= clock

    def is_gone(self, clock: datetime) -> bool:
        return self.gone_at is not None and self.gone_at <= clock

    def pages(self) -> tuple[tuple[str, ...], ...]:
        """The paragraphs of each page of the article; one page for nearly all."""
        edges = (0, *self.breaks, len(self.paragraphs))
        return tuple(self.paragraphs[start:stop] for start, stop in pairwise(edges))


def piece_from_data(edition: str, data: Mapping[str, Any]) -> Piece:
    """The piece that one entry of a content file describes; a wrong key is a `TypeError`."""
    values = dict(data)
    for name in ("published_at", "gone_at", "appears_at"):
        if name in values:
            values[name] = datetime.fromisoformat(values[name])
    for name in ("paragraphs", "authors", "tags", "captions", "headings", "breaks", "marks"):
        if name in values:
            values[name] = tuple(values[name])
    values["edits"] = tuple(_edit(edit) for edit in values.get("edits", ()))
    return Piece(edition=edition, **values)


def _edit(data: Mapping[str, Any]) -> Edit:
    values = dict(data, at=datetime.fromisoformat(data["at"]))
    if "paragraphs" in values:
        values["paragraphs"] = tuple(values["paragraphs"])
    return Edit(**values)
