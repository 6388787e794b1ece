"""What each round brings: an archive to import, and crawls of two outlets with omissions that are ripe at its clock. Fiction."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from tests.monitor.lightweight import article_row, write_crawl

BEGIN = datetime.fromisoformat("2018-04-05T15:50:00+00:00")  # where the replica has most to tell
OMISSIONS = 3  # a round
IMPORTED = 3


def clock_of(number: int) -> datetime:
    return BEGIN + timedelta(hours=number)


def lay_round(folder: Path, number: int) -> Path:
    """Writes the round's files, whole before the work begins; the archive to import comes back."""
    clock = clock_of(number)
    archive = [
        article_row(f"m{number}-{k}", "tass", "en", clock - timedelta(days=9), "An old report.", title=f"import{number}")
        for k in range(IMPORTED)
    ]
    file = folder / f"archive-{number}.jsonl"
    file.write_text("\n".join(map(json.dumps, archive)) + "\n", encoding="utf-8")
    said = [_said(number, k) for k in range(OMISSIONS)]
    if number:
        said.append(_said(number - 1, 0) | {"text": f"{_said(number - 1, 0)['text']} It was longer later."})
    write_crawl(folder / "crawls", clock - timedelta(minutes=20), "tass", "ru", said)
    write_crawl(folder / "crawls", clock - timedelta(minutes=10), "xinhua", "zh", [_covered(number, k) for k in range(OMISSIONS)])
    return file


def _said(number: int, k: int) -> dict[str, object]:
    at = clock_of(number) - timedelta(hours=40)
    return article_row(f"t{number}-{k}", "tass", "ru", at, f'Wei said: "{words(number, k)}", "good".', title=_event(number, k))


def _covered(number: int, k: int) -> dict[str, object]:
    at = clock_of(number) - timedelta(hours=39)
    return article_row(f"x{number}-{k}", "xinhua", "zh", at, 'Wei said: "good".', title=_event(number, k))


def words(number: int, k: int) -> str:
    """What only one side's audience was told."""
    return f"we came {number}-{k}."


def _event(number: int, k: int) -> str:
    return f"event{number}x{k}"
