"""The tables of the system of record. `migrations/` makes them; this is what the queries are written against."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """An aware moment as text of fixed width in UTC, so that its order is the order of time in every engine."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # Any: what the driver read
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()


def _revision_key() -> tuple[Column[Any], ...]:
    return (
        Column("article_id", Text, ForeignKey("articles.id"), primary_key=True),
        Column("revision", Integer, primary_key=True),
    )


articles = Table(
    "articles", metadata,
    Column("id", Text, primary_key=True),
    Column("outlet", Text),
    Column("edition", Text),
    Column("same_as", Text),                                    # the copy that was seen first
    Column("origin", Text, nullable=False),                     # "crawl" or "import": only the first is ever mailed
    Column("first_seen_at", Moment, nullable=False),
    Index("articles_by_edition", "outlet", "edition"),
)  # fmt: skip

revisions = Table(
    "revisions", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),   # the row of the full-text index
    Column("article_id", Text, ForeignKey("articles.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("language", Text),                                   # as declared
    Column("url", Text),
    Column("published_at", Moment),
    Column("published_zone", Text),
    Column("fetched_at", Moment),
    Column("sha256", Text),
    Column("warc", Text),
    Column("completeness", Text, nullable=False),
    Column("extra", JSON, nullable=False),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("article_id", "revision"),
    Index("revisions_by_hash", "text_hash"),
    Index("revisions_by_time", "published_at"),
    sqlite_autoincrement=True,
)  # fmt: skip

analyses = Table(
    "analyses", metadata,
    *_revision_key(),
    Column("language", Text, nullable=False),
    Column("relevance", Float, nullable=False),
    Column("document", JSON, nullable=False),
    Column("analysed_at", Moment, nullable=False),
)  # fmt: skip

failures = Table(                                               # revisions that could not be analysed: counted, findable
    "failures", metadata,
    *_revision_key(),
    Column("reason", Text, nullable=False),
    Column("failed_at", Moment, nullable=False),
)  # fmt: skip

refusals = Table(                                               # lines that are no article
    "refusals", metadata,
    Column("source", Text, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("name", Text),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("refused_at", Moment, nullable=False),
)  # fmt: skip

entity_mentions = Table(
    "entity_mentions", metadata,
    Column("entity_id", Text, primary_key=True),
    *_revision_key(),
)  # fmt: skip

event_keys = Table(                                             # the inverted index that candidates come from
    "event_keys", metadata,
    Column("key", Text, primary_key=True),
    Column("article_id", Text, ForeignKey("articles.id"), primary_key=True),
    Index("event_keys_by_article", "article_id"),
)  # fmt: skip

to_compare = Table(                                             # articles whose event has to be looked at again
    "to_compare", metadata,
    Column("article_id", Text, ForeignKey("articles.id"), primary_key=True),
)  # fmt: skip

event_links = Table(                                            # pairs on the same event, kept in both directions
    "event_links", metadata,
    Column("article_id", Text, ForeignKey("articles.id"), primary_key=True),
    Column("other_id", Text, ForeignKey("articles.id"), primary_key=True),
)  # fmt: skip

events = Table(
    "events", metadata,
    Column("id", Text, primary_key=True),
    Column("compared_at", Moment),                              # the clock of the last comparison
)  # fmt: skip

event_articles = Table(
    "event_articles", metadata,
    Column("article_id", Text, ForeignKey("articles.id"), primary_key=True),
    Column("event_id", Text, ForeignKey("events.id"), nullable=False),
    Index("event_articles_by_event", "event_id"),
)  # fmt: skip

event_aliases = Table(
    "event_aliases", metadata,
    Column("alias", Text, primary_key=True),
    Column("event_id", Text, ForeignKey("events.id"), nullable=False),
)  # fmt: skip

comparisons = Table(                                            # utterances, pairs, set phrases of an event: made again at will
    "comparisons", metadata,
    Column("event_id", Text, ForeignKey("events.id"), primary_key=True),
    Column("document", JSON, nullable=False),
)  # fmt: skip

divergences = Table(
    "divergences", metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),                     # pending, open, closed, withdrawn
    Column("known", Boolean, nullable=False),                   # False: a watermark lacks, nothing else
    Column("certain", Boolean, nullable=False),
    Column("event_id", Text, ForeignKey("events.id"), nullable=False),
    Column("utterance_id", Text, nullable=False),
    Column("speaker_id", Text),
    Column("salience", Float, nullable=False),
    Column("mailable", Boolean, nullable=False),                # False: all its articles came by import
    Column("document", JSON, nullable=False),                   # as compared last
    Column("renderings", JSON, nullable=False),                 # every place it was ever seen at: what it is known again by
    Column("born_at", Moment, nullable=False),
    Column("open_at", Moment),
    Column("ended_at", Moment),                                 # closed or withdrawn
    Column("ended_by", Text),                                   # the article that carried it after all
    Index("divergences_by_event", "event_id"),
    Index("divergences_by_status", "status"),
)  # fmt: skip

judgements = Table(                                             # a person's decision: source data, never rebuilt
    "judgements", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("divergence_id", Text, ForeignKey("divergences.id"), nullable=False),
    Column("verdict", Text, nullable=False),                    # confirmed, rejected, none
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("judgements_by_divergence", "divergence_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

ledger = Table(                                                 # what was mailed: source data, never rebuilt
    "ledger", metadata,
    Column("divergence_id", Text, ForeignKey("divergences.id"), primary_key=True),
    Column("watch", Text, primary_key=True),
    Column("notice", Text, primary_key=True),                   # "new", "closed" or "withdrawn"
    Column("message_id", Text, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Index("ledger_by_message", "message_id"),
)  # fmt: skip

messages = Table(                                               # a digest as it was composed, so that a retry sends the same one
    "messages", metadata,
    Column("message_id", Text, primary_key=True),
    Column("watch", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("composed_at", Moment, nullable=False),
    Column("sent_at", Moment),                                  # when the first recipient had it
    Column("dropped_at", Moment),                               # a person gave it up for those who have it not
)  # fmt: skip

deliveries = Table(                                             # what became of a message for each recipient it was tried for
    "deliveries", metadata,
    Column("message_id", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("sent_at", Moment),                                  # empty: he has it not
    Column("tries", Integer, nullable=False),                   # that failed
    Column("next_at", Moment),                                  # not before then; empty: with the next pass
    Column("answer", Text, nullable=False),                     # why it failed the last time
)  # fmt: skip

watermarks = Table(
    "watermarks", metadata,
    Column("outlet", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("complete_from", Moment),                            # the newest stretch that was read begins here; empty: from always
    Column("complete_to", Moment),                              # everything published up to here was read
    Column("status", Text, nullable=False),                     # of the last crawl or import
    Column("checked_at", Moment, nullable=False),
    Column("entry_points", JSON, nullable=False),
    Column("earlier", JSON, nullable=False, server_default="[]"),   # stretches before a gap: [[from, to], …]
)  # fmt: skip

crawls = Table(                                                 # how each crawl of an edition ended: what alarms are made of
    "crawls", metadata,
    Column("outlet", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("started_at", Moment, primary_key=True),
    Column("finished_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("health", JSON, nullable=False),                     # the closing record as it stood in the crawl file
)  # fmt: skip

page_events = Table(                                            # a page that had been an article is gone, elsewhere, back
    "page_events", metadata,
    Column("url", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("article_id", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Column("warc", Text),
    Index("page_events_by_article", "article_id"),
)  # fmt: skip

quarantine = Table(                                             # pages that could not be read as articles; the archive has them
    "quarantine", metadata,
    Column("url", Text, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("article_id", Text, nullable=False),                 # that the page's article would have
    Column("outlet", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("warc", Text),
    Column("solved_at", Moment),                                # when the address gave an article after all
    Index("quarantine_by_article", "article_id"),
)  # fmt: skip

crawl_files = Table(
    "crawl_files", metadata,
    Column("name", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("closed", Boolean, nullable=False),                  # it had its closing record
    Column("articles", Integer, nullable=False),
    Column("ingested_at", Moment, nullable=False),
    Column("replayed_at", Moment),                              # a crawl that died: what it fetched was read from the archive
)  # fmt: skip

passes = Table(
    "passes", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("command", Text, nullable=False),
    Column("clock", Moment, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),                              # empty: it is running, or it died
    Column("counts", JSON, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

outbox = Table(                                                 # what a projection of the store has still to hear of
    "outbox", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),                       # article, analysis, event, divergence
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),                 # of the form of the payload, not of the thing
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

parked = Table(                                                 # documents that the search engine refused
    "parked", metadata,
    Column("name", Text, primary_key=True),                     # "quotes/<id>"
    Column("error", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

jobs = Table(                                                   # when each job of the schedule ran last
    "jobs", metadata,
    Column("id", Text, primary_key=True),                       # "crawl tass", "prune"
    Column("due_at", Moment),                                   # the time of the schedule that the last run was for
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),                              # empty: it is running, or it died
    Column("status", Text, nullable=False),                     # running, done, failed
    Column("outcome", Text, nullable=False),                    # what came of it, in a line
)  # fmt: skip

looks = Table(                                                  # when each watch of a daily digest was last looked at for its mail
    "looks", metadata,
    Column("watch", Text, primary_key=True),
    Column("looked_at", Moment, nullable=False),
)  # fmt: skip

pruned = Table(                                                 # revisions that were taken away: the same text again is none
    "pruned", metadata,
    *_revision_key(),
    Column("text_hash", String(64), nullable=False),
    Column("pruned_at", Moment, nullable=False),
)  # fmt: skip
