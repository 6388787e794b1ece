"""A crawl's name: when it began, of which edition, and whether it read the past. Its file and its exchanges carry it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.crawlfile import BACKFILL, crawl_file_name

NAME = re.compile(r"(?P<time>\d{8}T\d{6}Z)-(?P<outlet>[a-z][a-z0-9-]*)-(?P<edition>[a-z][a-z0-9]*)")
FILE = ".jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlName:
    started_at: datetime
    outlet: str
    edition: str
    backfill: bool = False  # what it brings is compared and never mailed

    def __str__(self) -> str:
        plain = crawl_file_name(self.outlet, self.edition, self.started_at).removesuffix(FILE)
        return plain + (BACKFILL if self.backfill else "")

    @property
    def file(self) -> str:
        return f"{self}{FILE}"


def read_crawl_name(name: str) -> CrawlName | None:
    """The crawl that a name, or the name of a file, tells of; None when it is no such name."""
    bare = name.removesuffix(FILE)
    found = NAME.fullmatch(bare.removesuffix(BACKFILL))
    if found is None:
        return None
    try:
        began = datetime.strptime(found["time"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:  # 20181399T…: a name that only looks like one
        began = datetime.min.replace(tzinfo=UTC)
    return CrawlName(started_at=began, outlet=found["outlet"], edition=found["edition"], backfill=bare.endswith(BACKFILL))
