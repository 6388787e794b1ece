"""From what a watch has not been told to the mail that tells it; nothing is claimed or sent here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256

from sqlalchemy import Connection

from monitor.alerts.digest import Correction, Digest, Item, build_digest, by_salience
from monitor.alerts.fitting import render_to_fit
from monitor.alerts.gaps import find_gaps, find_oddities
from monitor.alerts.mail import compose_mail, message_id
from monitor.alerts.news import News
from monitor.alerts.render import Rendered
from monitor.reports.desk import lay_desk
from monitor.reports.evidence import Desk, Gloss
from monitor.reports.gathering import gather_evidence
from monitor.reports.places import edition_of
from monitor.reports.wording import duration, list_editions
from monitor.sections import Watch, Web
from monitor.settings import Settings
from monitor.store.analyses import load_analyses
from monitor.store.ledger import originals
from monitor.web_links import dossier_url
from processors.alignment.instruments import Instruments
from processors.entities.knowledge import KnowledgeBase
from processors.records import Divergence

LONGEST_THREAD = 20  # messages that a correction names; a header is not endless


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What a digest is written with."""

    settings: Settings
    knowledge: KnowledgeBase
    instruments: Instruments | None
    gloss: Gloss
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    digest: Digest
    rendered: Rendered
    message: EmailMessage
    message_id: str


def compose(connection: Connection, told: Sequence[News], watch: Watch, writer: Writer, clock: datetime) -> Composed | None:
    """The mail that tells the watch all of it; None when there is nothing to tell."""
    settings = writer.settings
    desk = lay_desk(
        connection, (news.divergence for news in told),
        outlets=settings.outlets, knowledge=writer.knowledge, instruments=writer.instruments, gloss=writer.gloss,
    )  # fmt: skip
    digest = _digest(connection, told, replace(desk, reads=watch.reads), watch, writer, clock)
    if digest is None:
        return None
    fitting, rendered = render_to_fit(digest)
    sender = settings.mail.sender
    message = compose_mail(
        rendered, digest_id=digest.id, watch=watch.id, sender=sender, recipients=watch.to, clock=clock,
        answers=_answers(connection, told, watch),
    )  # fmt: skip
    return Composed(digest=fitting, rendered=rendered, message=message, message_id=message_id(digest.id, sender))


def _digest(
    connection: Connection, told: Sequence[News], desk: Desk, watch: Watch, writer: Writer, clock: datetime
) -> Digest | None:
    settings = writer.settings
    return build_digest(
        id=_digest_id(watch, told),
        watch=watch.id,
        clock=clock,
        new=_items([news.divergence for news in told if news.notice == "new"], desk, watch.in_full, settings.web),
        closed=_corrections(connection, told, "closed", desk, settings.web),
        withdrawn=_corrections(connection, told, "withdrawn", desk, settings.web),
        gaps=find_gaps(connection, settings.outlets, clock),
        alarms=find_oddities(connection, settings.outlets, clock),
        notes=writer.notes,
        in_full=watch.in_full,
    )


def _items(divergences: Sequence[Divergence], desk: Desk, in_full: int, web: Web) -> list[Item]:
    """The evidence of each; words are matched for those alone that are shown in full."""
    ranked = sorted(divergences, key=by_salience)
    plain = replace(desk, tables=None)
    return [
        Item(evidence=gather_evidence(found, desk if place < in_full else plain), link=dossier_url(web, found.id))
        for place, found in enumerate(ranked)
    ]


def _digest_id(watch: Watch, told: Iterable[News]) -> str:
    """Made of what the digest tells and to whom, so that it is the same however often it is composed."""
    facts = sorted(f"{news.notice} {news.divergence.id}" for news in told)
    return sha256("\n".join([watch.id, *facts]).encode()).hexdigest()[:16]


def _answers(connection: Connection, told: Sequence[News], watch: Watch) -> tuple[str, ...]:
    """The digests that it corrects; what tells something new begins a thread of its own."""
    if any(news.notice == "new" for news in told):
        return ()
    return originals(connection, [news.divergence.id for news in told], watch.id)[-LONGEST_THREAD:]


def _corrections(connection: Connection, told: Iterable[News], notice: str, desk: Desk, web: Web) -> list[Correction]:
    return [
        Correction(
            evidence=gather_evidence(news.divergence, desk),
            what=_ending(connection, news, desk),
            link=dossier_url(web, news.divergence.id),
        )
        for news in told
        if news.notice == notice
    ]


def _ending(connection: Connection, news: News, desk: Desk) -> str:
    if news.notice == "withdrawn":
        return "looked at again, the difference is not there"
    found = load_analyses(connection, [news.ended_by]) if news.ended_by else ()
    if not found:
        return "printed by the other side later"
    article = found[0].article
    after = ""
    if article.published_at and news.divergence.opened_at:
        after = f" {duration(news.divergence.opened_at, article.published_at)} after the first printing"
    return f"printed by {list_editions([edition_of(article)], desk.outlets)}{after}: {article.url or article.id}"
