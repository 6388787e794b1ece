"""One pass's mail: what waits from earlier is sent first, then one digest for each watch that has something new.

A digest is composed, claimed in the ledger and kept in one transaction; only after that transaction is committed does
it go out. When the server is away it stays: the next pass sends the very same message under the same Message-ID. When
we die between the server's yes and our note of it, the message goes out once more under that id, so that what receives
it can tell; there is no way to do better over SMTP.
"""

from __future__ import annotations

import email
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import policy
from hashlib import sha256

from sqlalchemy import Connection

from monitor.alerts.digest import Correction, Digest, Item, build_digest, by_salience
from monitor.alerts.gaps import find_gaps, find_oddities
from monitor.alerts.mail import PartlyRefused, compose_mail, message_id, send_by_smtp, write_to_folder
from monitor.alerts.news import News, news_for
from monitor.alerts.render import render_digest
from monitor.reports.desk import lay_desk
from monitor.reports.evidence import Desk, Gloss
from monitor.reports.gathering import gather_evidence
from monitor.reports.glossing import load_gloss
from monitor.reports.places import edition_of
from monitor.reports.wording import duration, list_editions
from monitor.sections import Mail, Watch
from monitor.settings import Settings
from monitor.store.analyses import load_analyses
from monitor.store.engine import Store
from monitor.store.ledger import StoredMessage, claim, keep_message, mark_sent, unsent
from processors.alignment.instruments import Instruments
from processors.entities.knowledge import KnowledgeBase
from processors.errors import TryLater
from processors.records import Divergence


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertReport:
    sent: tuple[str, ...] = ()  # message ids that are out
    waiting: tuple[str, ...] = ()  # message ids that the next pass sends again
    new: int = 0  # divergences told of for the first time
    ended: int = 0  # closed or withdrawn
    troubles: tuple[str, ...] = ()  # one line each, for the one who runs it


def send_alerts(
    store: Store,
    settings: Settings,
    *,
    clock: datetime,
    knowledge: KnowledgeBase,
    instruments: Instruments | None,
    gloss: Gloss | None = None,
    notes: Sequence[str] = (),
) -> AlertReport:
    """What was sent, what waits and why; nothing is ever mailed twice to one watch."""
    digests = [
        digest
        for watch in settings.watches
        if (
            digest := _claim_digest(
                store, settings, watch, clock=clock, knowledge=knowledge, instruments=instruments, gloss=gloss, notes=notes
            )
        )
    ]
    report = _deliver(store, settings.mail, clock)
    return replace(
        report,
        new=sum(digest.count for digest in digests),
        ended=sum(len(digest.closed) + len(digest.withdrawn) for digest in digests),
    )


def _claim_digest(
    store: Store,
    settings: Settings,
    watch: Watch,
    *,
    clock: datetime,
    knowledge: KnowledgeBase,
    instruments: Instruments | None,
    gloss: Gloss | None,
    notes: Sequence[str],
) -> Digest | None:
    """The watch's digest, claimed and kept, not yet sent; None when it has been told everything."""
    horizon = timedelta(days=settings.alert_horizon_days)
    with store.reading() as connection:
        if not news_for(connection, watch, clock=clock, horizon=horizon):
            return None
    gloss = gloss or _warm_gloss()  # its tables take seconds to load: not while others wait for the store
    with store.writing() as connection:
        told = news_for(connection, watch, clock=clock, horizon=horizon)
        if not told:  # another process told it meanwhile
            return None
        desk = lay_desk(
            connection, (news.divergence for news in told),
            outlets=settings.outlets, knowledge=knowledge, instruments=instruments, gloss=gloss,
        )  # fmt: skip
        digest = _digest(connection, told, desk, settings, watch, clock, notes)
        if digest is not None:
            _keep(connection, digest, told, settings.mail, watch)
        return digest


def _digest(
    connection: Connection,
    told: Sequence[News],
    desk: Desk,
    settings: Settings,
    watch: Watch,
    clock: datetime,
    notes: Sequence[str],
) -> Digest | None:
    return build_digest(
        id=_digest_id(watch, told),
        watch=watch.id,
        clock=clock,
        new=_items([news.divergence for news in told if news.notice == "new"], desk, watch.in_full),
        closed=_corrections(connection, told, "closed", desk),
        withdrawn=_corrections(connection, told, "withdrawn", desk),
        gaps=find_gaps(connection, settings.outlets, clock),
        alarms=find_oddities(connection, settings.outlets, clock),
        notes=notes,
        in_full=watch.in_full,
    )


def _items(divergences: Sequence[Divergence], desk: Desk, in_full: int) -> list[Item]:
    """The evidence of each; words are matched for those alone that are shown in full."""
    ranked = sorted(divergences, key=by_salience)
    plain = replace(desk, tables=None)
    return [Item(evidence=gather_evidence(found, desk if place < in_full else plain)) for place, found in enumerate(ranked)]


def _warm_gloss() -> Gloss:
    gloss = load_gloss()
    for word, language in (("да", "ru"), ("是", "zh")):  # "yes"
        gloss(word, language, ())
    return gloss


def _keep(connection: Connection, digest: Digest, told: Iterable[News], mail: Mail, watch: Watch) -> None:
    message = compose_mail(
        render_digest(digest),
        digest_id=digest.id,
        sender=mail.sender,
        recipients=watch.to,
        clock=digest.clock,
        unsubscribe=mail.sender,
    )
    name = message_id(digest.id, mail.sender)
    for news in told:
        claim(connection, news.divergence.id, watch.id, name, digest.clock, news.notice)
    keep_message(connection, name, watch.id, message.as_bytes().decode("ascii", "surrogateescape"), digest.clock)


def _digest_id(watch: Watch, told: Iterable[News]) -> str:
    """Made of what the digest tells and to whom, so that it is the same however often it is composed."""
    facts = sorted(f"{news.notice} {news.divergence.id}" for news in told)
    return sha256("\n".join([watch.id, *facts]).encode()).hexdigest()[:16]


def _corrections(connection: Connection, told: Iterable[News], notice: str, desk: Desk) -> list[Correction]:
    return [
        Correction(evidence=gather_evidence(news.divergence, desk), what=_ending(connection, news, desk))
        for news in told
        if news.notice == notice
    ]


def _ending(connection: Connection, news: News, desk: Desk) -> str:
    if news.notice == "withdrawn":
        return "withdrawn: looked at again, the difference is not there"
    found = load_analyses(connection, [news.ended_by]) if news.ended_by else ()
    if not found:
        return "printed by the other side later"
    article = found[0].article
    after = ""
    if article.published_at and news.divergence.opened_at:
        after = f" {duration(news.divergence.opened_at, article.published_at)} after the first printing"
    return f"printed by {list_editions([edition_of(article)], desk.outlets)}{after}: {article.url or article.id}"


def _deliver(store: Store, mail: Mail, clock: datetime) -> AlertReport:
    """Sends what the ledger holds and nobody has; the first server that is away ends the attempt, the rest waits with it."""
    with store.reading() as connection:
        messages = unsent(connection)
    sent: list[str] = []
    troubles: list[str] = []
    for message in messages:
        try:
            _hand_over(message, mail)
        except TryLater as away:
            troubles.append(str(away))
            break
        except PartlyRefused as refused:
            troubles.append(f"mail {message.message_id}: the server refused {refused}; correct `to` of watch {message.watch}")
        with store.writing() as connection:
            mark_sent(connection, message.message_id, clock)
        sent.append(message.message_id)
    waiting = tuple(message.message_id for message in messages if message.message_id not in sent)
    return AlertReport(sent=tuple(sent), waiting=waiting, troubles=tuple(troubles))


def _hand_over(message: StoredMessage, mail: Mail) -> None:
    body = message.body.encode("ascii", "surrogateescape")
    if mail.smtp is not None:
        read = email.message_from_bytes(body, policy=policy.default)
        recipients = [address.addr_spec for address in read["To"].addresses]
        send_by_smtp(body, mail.smtp, sender=mail.sender, recipients=recipients)
    elif mail.folder is not None:
        name = f"{message.composed_at:%Y%m%dT%H%M%SZ}-{message.watch}-{message.message_id[8:16]}"
        write_to_folder(body, mail.folder, name=name)
