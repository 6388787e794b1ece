"""One article: where it stood, what it said when, and the records that prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, select

from crawler.archive.archive import open_archive
from crawler.archive.index import Row
from crawler.canonical_url import article_id, canonical_url
from crawler.crawlfile import PageEvent
from crawler.text_hash import text_hash
from monitor.settings import Settings
from monitor.store.articles import load_articles
from monitor.store.pages import HeldPage, events_of_page, quarantines_of
from monitor.store.schema import articles, revisions
from processors.errors import InputError, ReadoutError
from processors.records import Article
from processors.text.paragraph_diff import ParagraphChange, diff_paragraphs
from processors.wire import Json, article_to_json, time_to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    revisions: tuple[Article, ...]
    origin: str  # "crawl" or "import"
    first_seen_at: datetime
    events: tuple[PageEvent, ...] = ()
    held: tuple[HeldPage, ...] = ()
    answers: tuple[Row, ...] = ()  # of the archive, every look at the page

    @property
    def last_seen_at(self) -> datetime:
        """The last time that the page was there."""
        fetched = (article.fetched_at for article in self.revisions if article.fetched_at)
        looks = (datetime.fromisoformat(row.fetched_at) for row in self.answers if row.status in (200, 304))
        return max((*fetched, *looks), default=self.first_seen_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one revision to the next."""

    before: Article
    after: Article
    paragraphs: tuple[ParagraphChange, ...]


def read_history(connection: Connection, named: str, settings: Settings) -> History:
    """The article with that id or address; `InputError` when there is none, or several."""
    name = _find(connection, named, settings)
    row = connection.execute(select(articles.c.origin, articles.c.first_seen_at).where(articles.c.id == name)).one()
    versions = load_articles(connection, [name])
    urls = frozenset(article.url for article in versions if article.url)
    return History(
        revisions=versions,
        origin=row.origin,
        first_seen_at=row.first_seen_at,
        events=events_of_page(connection, name, urls),
        held=quarantines_of(connection, name),
        answers=_answers(urls, settings),
    )


def _find(connection: Connection, named: str, settings: Settings) -> str:
    """An id, the beginning of one, or an address as it was fetched or in any form that leads to the same page."""
    ids = select(articles.c.id).order_by(articles.c.id)
    urls = [named, canonical_url(named, settings.outlets)]
    ways = (
        ids.where(articles.c.id == named),
        ids.where(articles.c.id == article_id(named, settings.outlets)),
        ids.where(articles.c.id.in_(select(revisions.c.article_id).where(revisions.c.url.in_(urls)))),
        ids.where(articles.c.id.startswith(named, autoescape=True)).limit(5),
    )
    for query in ways if named.strip() else ():
        found = tuple(connection.execute(query).scalars())
        if len(found) == 1:
            return str(found[0])
        if found:
            raise InputError(f"{named}: several articles: {', '.join(found)}; name one")
    raise InputError(f"{named}: no such article; `readout search WORDS` shows ids")


def _answers(urls: frozenset[str], settings: Settings) -> tuple[Row, ...]:
    """What the archive has of the page; nothing where there is none, or none that can be opened."""
    if not urls or not settings.crawl.archive.is_dir():
        return ()
    try:
        with open_archive(settings.crawl.archive, settings.crawl.warc_mb, settings.outlets) as archive:
            found = {row.id: row for url in sorted(urls) for row in archive.rows(canonical=archive.canonical(url))}
    except ReadoutError:
        return ()
    return tuple(sorted(found.values(), key=lambda row: (row.fetched_at, row.file, row.offset)))


def steps(versions: Sequence[Article]) -> Iterator[Step]:
    """Each pair of neighbouring revisions with what became of its paragraphs."""
    for before, after in pairwise(versions):
        yield Step(before=before, after=after, paragraphs=diff_paragraphs(before.text, after.text))


# --- as JSON ------------------------------------------------------------------------------------------------------------


def history_to_json(history: History, *, diff: bool) -> Json:
    """What `readout article --json` prints."""
    last = history.revisions[-1]
    row: Json = {
        "id": last.id, "outlet": last.outlet, "edition": last.edition, "url": last.url, "title": last.title,
        "origin": history.origin,
        "first_seen_at": time_to_json(history.first_seen_at), "last_seen_at": time_to_json(history.last_seen_at),
        "revisions": [article_to_json(article) | {"text_sha256": text_hash(article.text)} for article in history.revisions],
        "events": [_event(event) for event in history.events],
        "quarantine": [
            {
                "at": time_to_json(held.page.at), "reason": held.page.reason, "warc": held.page.warc,
                "solved_at": time_to_json(held.solved_at),
            }
            for held in history.held
        ],
        "answers": [
            {
                "at": answer.fetched_at, "status": answer.status, "url": answer.url, "warc": answer.id, "file": answer.file,
                "offset": answer.offset, "sha256": answer.sha256,
            }
            for answer in history.answers
        ],
    }  # fmt: skip
    return row | ({"diff": list(map(_step, steps(history.revisions)))} if diff else {})


def _event(event: PageEvent) -> Json:
    return {
        "at": time_to_json(event.at), "kind": event.kind, "status": event.status, "detail": event.detail, "warc": event.warc,
    }  # fmt: skip


def _step(step: Step) -> Json:
    return {
        "from": step.before.revision,
        "to": step.after.revision,
        "title": [step.before.title, step.after.title] if step.before.title != step.after.title else None,
        "paragraphs": [
            {
                "change": found.change, "before": found.before, "after": found.after,
                "pieces": [[piece.change, piece.text] for piece in found.pieces],
            }
            for found in step.paragraphs
        ],
    }  # fmt: skip
