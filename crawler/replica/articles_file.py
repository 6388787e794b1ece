"""Articles from a JSON Lines file as pieces of the replica: what an outlet is to print beside the content files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.replica.content import EDITIONS
from crawler.replica.pieces import Piece


def pieces_from_articles(file: Path) -> Iterator[Piece]:
    """One piece for each line in the form of `docs/json.md`; `ValueError` says which line cannot be printed, and why."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield _piece(json.loads(line))
        except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as wrong:
            raise ValueError(f"{file}:{number}: {wrong}; outlet, edition, url, title, text and published_at are needed") from wrong


def _piece(row: Mapping[str, Any]) -> Piece:
    edition = f"{row['outlet']}/{row['edition']}"
    if edition not in EDITIONS:
        raise ValueError(f"{edition} is none of {', '.join(EDITIONS)}")
    published = datetime.fromisoformat(row["published_at"])
    if published.tzinfo is None:
        raise ValueError(f"{row['published_at']} has no offset")
    section = urlsplit(row["url"]).path.split("/")[1]
    return Piece(
        edition=edition,
        url=row["url"],
        title=row["title"],
        paragraphs=tuple(part.strip() for part in row["text"].split("\n\n") if part.strip()),
        published_at=published,
        topic=True,
        section="mil" if section == "milpro" else section,
        layout="",
    )
