"""A small installation that has watched for a while: a divergence that was mailed, an archive, a configuration; all invented."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crawler.archive.archive import open_archive
from crawler.crawl_settings import CrawlSettings
from monitor.run import Summary, run_pass
from monitor.settings import Settings
from monitor.store.engine import Store, open_store
from monitor.store.passes import record_file
from monitor.store.schema import metadata
from tests.crawler.archive.exchanges import exchange
from tests.monitor.lightweight import CHECKOUT, article_row, at, light_bench, light_settings, write_crawl

SUPPORT = 'Wei said: "we came to support you".'
GREETING = 'Wei said: "relations are good".'


def settings_in(folder: Path, **other: Any) -> Settings:
    """An installation in that folder, with a configuration of its own."""
    config = folder / "config"
    shutil.copytree(CHECKOUT / "config", config, ignore=shutil.ignore_patterns("__pycache__"))
    crawl = CrawlSettings(archive=folder / "archive", crawls=folder / "crawls")
    return replace(light_settings(folder), folder=config, crawl=crawl, **other)


def a_pass(store: Store, settings: Settings, clock: datetime) -> Summary:
    return run_pass(store, settings, folder=settings.crawl.crawls, clock=clock, now=lambda: clock, bench=light_bench())


def watch(settings: Settings) -> None:
    """Passes of five days: Xinhua leaves out what TASS prints, and it is mailed; one article alone is edited twice."""
    crawls = settings.crawl.crawls
    told = article_row("t1", "tass", "ru", at(3, 10), SUPPORT + GREETING, warc=archived(settings, "t1", at(3, 10)))
    silent = article_row("x1", "xinhua", "zh", at(3, 11), GREETING, warc=archived(settings, "x1", at(3, 11), outlet="xinhua"))
    write_crawl(crawls, at(3), "tass", "ru", [told, alone(settings, "First text", at(3, 9))])
    write_crawl(crawls, at(3), "xinhua", "zh", [silent])
    write_crawl(crawls, at(4), "tass", "ru", [alone(settings, 'Second: "nobody said it"', at(4, 9)), told | {"text": SUPPORT}])
    write_crawl(crawls, at(5), "tass", "ru", [alone(settings, "Third text", at(5, 9))])
    write_crawl(crawls, at(5), "xinhua", "zh", [])
    with open_store(settings.store) as store:
        for day in (3, 4, 5):
            a_pass(store, settings, at(day, 13))
        with store.writing() as connection:
            for name in ("20180403T134000Z-tass-ru", "20180403T134000Z-xinhua-zh"):
                record_file(connection, f"{name}.jsonl", "beef", closed=True, count=1, at=at(5))


def alone(settings: Settings, text: str, fetched: datetime) -> dict[str, object]:
    """A look at an article that shares its event with no other."""
    row = article_row("lone", "tass", "ru", at(3, 9), text, warc=archived(settings, "lone", fetched), title="harvest")
    return row | {"fetched_at": fetched.isoformat()}


def archived(settings: Settings, name: str, fetched: datetime, outlet: str = "tass", **other: object) -> str:
    """The record of a page in the archive."""
    edition = "ru" if outlet == "tass" else "zh"
    crawl = f"20180403T134000Z-{outlet}-{edition}"
    fields: dict[str, object] = {
        "crawl": crawl,
        "url": f"https://{outlet}.example/{name}",
        "body": name.encode() * 300,
        "outlet": outlet,
        "edition": edition,
    }
    with open_archive(settings.crawl.archive) as archive:
        return archive.append(exchange(fetched_at=fetched, **(fields | other))).record_id


def rows(path: Path, leave_out: Sequence[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a store holds, table by table."""
    with open_store(path, create=False) as store, store.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in metadata.sorted_tables
            if table.name not in leave_out
        }
