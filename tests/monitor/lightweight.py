"""A bench without models: quotation marks make a quote, a word that two titles share an event, equal letters equal words."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crawler.crawlfile import EntryPoint, Health, health_to_json
from crawler.outlets import load_outlets
from monitor.alerts.alerting import AlertReport
from monitor.bench import Bench
from monitor.sections import Mail, Watch
from monitor.settings import Settings
from monitor.store.engine import Store
from monitor.store.ledger import claim, is_notified, keep_message, mark_sent, unsent
from monitor.store.schema import divergences
from processors.coverage import Watermarks, unread_editions
from processors.divergence.frame import EventComparison
from processors.quotes.ids import quote_id
from processors.records import Analysis, Article, Divergence, EventCluster, Language, Quote, QuoteRef, Span, State, Utterance

CHECKOUT = Path(__file__).parents[2]
WINDOW = timedelta(hours=36)
QUOTED = re.compile('"([^"]+)"')


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2018, 4, day, hour, tzinfo=UTC)


def light_settings(folder: Path) -> Settings:
    return Settings(
        folder=CHECKOUT / "config",
        store=folder / "readout.db",
        window_hours=36,
        alert_horizon_days=7,
        log_level="warning",
        mail=Mail(folder=folder / "mail"),
        watches=(Watch(id="all", to=("reader@example.org",)),),
        outlets=load_outlets(CHECKOUT / "config" / "outlets"),
    )


def analyse(article: Article) -> Analysis:
    if "UNREADABLE" in article.text:
        raise ValueError("nothing can be made of this")
    quotes = tuple(
        Quote(
            id=quote_id(article.id, article.revision, "text", content),
            kind="direct",
            content=content,
            speaker_id="wei",
        )
        for found in QUOTED.finditer(article.text)
        for content in [(Span(start=found.start(1), stop=found.end(1)),)]
    )
    return Analysis(article=article, language=Language(code=article.edition or "en", confidence=1.0, method="light"), quotes=quotes)


class LightComparer:
    """Omissions only; `blind` names words that it does not see, as a worse extractor would not."""

    def __init__(self, blind: str = "") -> None:
        self.blind = blind

    def keys(self, analysis: Analysis) -> frozenset[str]:
        return frozenset(analysis.article.title.split())

    def same(self, one: Analysis, other: Analysis) -> bool:
        return bool(self.keys(one) & self.keys(other))

    def compare(
        self, event: EventCluster, revisions: Mapping[str, Sequence[Analysis]], clock: datetime, watermarks: Watermarks
    ) -> EventComparison:
        analyses = [analysis for name in event.article_ids for analysis in revisions[name]]
        said: dict[str, list[tuple[Analysis, QuoteRef]]] = {}
        for analysis in analyses:
            for quote in analysis.quotes:
                words = analysis.article.text[quote.content[0].start : quote.content[0].stop]
                if words != self.blind:
                    reference = QuoteRef(article_id=analysis.article.id, revision=analysis.article.revision, content=quote.content)
                    said.setdefault(words, []).append((analysis, reference))
        return EventComparison(
            utterances=tuple(_utterance(event, words, found) for words, found in said.items()),
            aligned=(),
            divergences=tuple(
                divergence
                for words, found in said.items()
                for divergence in _silent(event, words, found, analyses, clock, watermarks)
            ),
            set_phrases=(),
        )


def _id(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def _utterance(event: EventCluster, words: str, found: Sequence[tuple[Analysis, QuoteRef]]) -> Utterance:
    return Utterance(
        id="u" + _id(words), event_id=event.id, speaker_id="wei", versions=(tuple(reference for _, reference in found),)
    )


def _silent(
    event: EventCluster,
    words: str,
    found: Sequence[tuple[Analysis, QuoteRef]],
    analyses: Iterable[Analysis],
    clock: datetime,
    watermarks: Watermarks,
) -> Iterable[Divergence]:
    carrying = {str(analysis.article.outlet) for analysis, _ in found}
    covering = [a.article for a in analyses if a.quotes and a.article.outlet not in carrying and a.article.outlet != "nvo"]
    for outlet in sorted({str(article.outlet) for article in covering}):
        first = found[0][0].article
        assert first.published_at is not None
        closes = first.published_at + WINDOW
        absent = tuple(sorted({f"{article.outlet}/{article.edition}" for article in covering if article.outlet == outlet}))
        state: State = "pending"
        if clock >= closes:
            state = "not-known" if unread_editions(absent, first.published_at, closes, watermarks) else "new"
        yield Divergence(
            id="d" + _id(first.id, words, outlet), kind="omitted", state=state, certain=True, event_id=event.id,
            utterance_id="u" + _id(words), speaker_id="wei", anchor=found[0][1], quotes=tuple(reference for _, reference in found),
            carried=tuple(sorted(f"{name}/ru" for name in carrying)), absent=absent,
            coverage=tuple(sorted(article.id for article in covering if article.outlet == outlet)), salience=0.5, probability=0.9,
            opened_at=first.published_at, window_closes_at=closes,
        )  # fmt: skip


def alert(store: Store, clock: datetime) -> AlertReport:
    """One message for all that is open and was never claimed; the mail server is a table."""
    with store.writing() as connection:
        query = select(divergences.c.id).where(divergences.c.status == "open", divergences.c.mailable).order_by(divergences.c.id)
        new = [name for name in connection.execute(query).scalars() if not is_notified(connection, name, "all")]
        message = f"<{_id(*new)}>"
        for name in new:
            assert claim(connection, name, "all", message, clock)
        if new:
            keep_message(connection, message, "all", "\n".join(new), clock)
    with store.writing() as connection:
        waiting = unsent(connection)
        for kept in waiting:
            mark_sent(connection, kept.message_id, clock)
    return AlertReport(sent=tuple(kept.message_id for kept in waiting), new=len(new))


def light_bench(comparer: Any = None) -> Bench:
    return Bench(analyser=lambda: analyse, comparer=lambda: comparer or LightComparer(), alert=alert)


def article_row(name: str, outlet: str, edition: str, published: datetime, text: str, **fields: object) -> dict[str, object]:
    row = {"id": name, "outlet": outlet, "edition": edition, "published_at": published.isoformat(), "title": "visit", "text": text}
    return row | fields


def write_crawl(
    folder: Path, started: datetime, outlet: str, edition: str, rows: Iterable[Mapping[str, object]], status: Any = "complete"
) -> Path:
    """A finished crawl file; without its closing record when the status is None."""
    folder.mkdir(exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    if status is not None:
        points = (EntryPoint(url="https://example.org/", status="read" if status == "complete" else "blocked"),)
        health = Health(
            outlet=outlet, edition=edition, started_at=started, finished_at=started, complete_to=started, status=status,
            entry_points=points, articles=len(lines),
        )  # fmt: skip
        lines.append(json.dumps(health_to_json(health)))
    path = folder / f"{started:%Y%m%dT%H%M%SZ}-{outlet}-{edition}.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
