"""Which edition covers whom, and up to when it has been read: the rules of absence that need no look at the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from processors.records import Analysis, Article

WINDOW = timedelta(hours=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Between these moments everything that an edition published was read."""

    start: datetime | None  # None: from always
    stop: datetime


Watermarks = Mapping[str, Sequence[Stretch]]  # by edition: "xinhua/zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletFacts:
    """What the comparison must know of outlets."""

    no_record: frozenset[str] = frozenset()  # outlets that can carry an utterance and are never silent: a weekly of analysis

    def keeps_record(self, outlet: str) -> bool:
        return outlet not in self.no_record


def edition_name(article: Article) -> str:
    """The edition as it is shown: "xinhua/zh"."""
    return f"{article.outlet}/{article.edition or article.language or 'und'}"


def outlet_of(edition: str) -> str:
    return edition.partition("/")[0]


def is_full(article: Article) -> bool:
    """Whether the article can prove an absence; one that says nothing of its completeness counts as full."""
    return article.completeness != "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How one edition covers one voice on one event."""

    edition: str
    certain: bool  # it quotes the voice in a full article
    articles: tuple[str, ...]  # ids of the articles that prove it


def cover_speaker(
    voices: frozenset[str], edition: str, analyses: Sequence[Analysis], voice_of: Callable[[str | None], str | None]
) -> Coverage | None:
    """How the edition covers one of the voices; None when its articles neither quote nor mention it."""
    own = [analysis for analysis in analyses if edition_name(analysis.article) == edition]
    quoting = {a.article.id for a in own if is_full(a.article) and any(voice_of(q.speaker_id) in voices for q in a.quotes)}
    if quoting:
        return Coverage(edition=edition, certain=True, articles=tuple(sorted(quoting)))
    touching = {
        a.article.id
        for a in own
        if any(voice_of(quote.speaker_id) in voices for quote in (*a.quotes, *a.headline_quotes))
        or any(voice_of(mention.entity_id) in voices for mention in (*a.mentions, *a.headline_mentions))
    }
    return Coverage(edition=edition, certain=False, articles=tuple(sorted(touching))) if touching else None


def unread_editions(editions: Sequence[str], since: datetime, until: datetime, watermarks: Watermarks | None) -> tuple[str, ...]:
    """The editions that were not read without a gap from one moment to another; none when every edition counts as read."""
    if watermarks is None:
        return ()
    return tuple(edition for edition in editions if not any(_holds(read, since, until) for read in watermarks.get(edition, ())))


def _holds(read: Stretch, since: datetime, until: datetime) -> bool:
    return (read.start is None or read.start <= since) and read.stop >= until
