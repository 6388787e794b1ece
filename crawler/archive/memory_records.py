"""What the archive remembers of a page between crawls: why it need not, or must, be asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# listed: on the topic, and not asked for yet; refused: by the topic filter, never asked for
Outcome = Literal["listed", "article", "quarantined", "gone", "moved", "failed", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One page by its canonical address."""

    canonical: str
    url: str  # as first listed
    outlet: str
    edition: str
    first_at: datetime  # of the first attempt
    last_at: datetime  # of the last attempt
    looks: int  # attempts that brought an answer about the page (200, 304, 404, 410): what the falling schedule counts
    outcome: Outcome  # of the last attempt
    etag: str = ""
    last_modified: str = ""
    text_hash: str = ""  # of the text that was last handed over
    failed_since: datetime | None = None  # the first of an unbroken row of failures or quarantines; of one listed, when
    published_after: datetime | None = None  # it came out no earlier, as its listing said at first; None: that said nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCrawl:
    """One finished crawl of an edition."""

    crawl: str
    outlet: str
    edition: str
    started_at: datetime
    status: str
    complete_from: datetime | None
    complete_to: datetime | None
