"""`scrapy crawl` as a command: what it refuses in one line, how it ends, and what a kill leaves."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive.archive import open_archive
from crawler.archive.verify import Verified, verify
from crawler.edition_lock import EditionLock

ROOT = Path(__file__).parents[3]

if TYPE_CHECKING:
    from tests.crawler.spiders.conftest import Site

STORY = "https://tass.com/defense/997318"


def start(site: Site, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        site.command("tass", "-a", "edition=en", *options), env=site.environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip


def wait_for(is_so: Callable[[], bool]) -> None:
    """Looks again and again; a test that waits in vain is ended by the run's own limit."""
    while not is_so():
        time.sleep(0.05)


def test_nothing_is_fetched_without_a_contact(site: Site) -> None:
    site.write(contact="")
    done = site.crawl("tass")
    assert done.code == 1
    assert done.errors.strip().count("\n") == 0
    assert "contact" in done.errors
    assert site.replica.requests == []


def test_a_wrong_argument_is_refused_in_one_line(site: Site) -> None:
    for option, words in (("edition=fr", "no edition fr"), ("since=yesterday", "since"), ("crawl=x", "name the edition")):
        done = site.crawl("tass", "-a", option)
        assert (done.code, done.errors.strip().count("\n")) == (1, 0)
        assert words in done.errors
    assert site.replica.requests == []


def test_two_crawls_of_an_edition_never_run_at_once(site: Site) -> None:
    lock = EditionLock(site.archive, "tass", "en")
    lock.take()
    refused = site.crawl("tass", "-a", "edition=en")
    assert (refused.code, refused.errors.strip().count("\n")) == (1, 0)
    assert "another crawl of this edition is running" in refused.errors
    lock.release()
    assert site.crawl("tass", "-a", "edition=en").code == 0


def test_scrapys_own_exports_and_settings_hold(site: Site) -> None:
    table = site.home / "out.csv"
    done = site.crawl("tass", "-a", "edition=en", "-O", str(table), "-s", "USER_AGENT=Other/1.0 (+test@example.org)")
    assert done.code == 0
    with table.open(encoding="utf-8") as file:
        assert STORY in {row["url"] for row in csv.DictReader(file)}
    assert {asked.user_agent for asked in site.replica.requests} == {"Other/1.0 (+test@example.org)"}


def test_progress_is_told_while_it_runs(site: Site) -> None:
    progress = site.home / "progress.json"
    site.crawl("tass", "-a", "edition=en", "-s", f"READOUT_PROGRESS={progress}")
    told = json.loads(progress.read_text())
    assert told["articles"] == told["fetched"] == 1
    assert told["queued"] == 0
    assert told["listed"] > told["refused"] > 0


def test_a_crawl_of_one_edition_bears_its_name(site: Site) -> None:
    crawled = site.crawl("tass", "-a", "edition=en", "-a", "crawl=20180404T160000Z-tass-en")
    assert crawled.code == 0
    with open_archive(site.archive) as archive:
        rows = archive.rows(crawl="20180404T160000Z-tass-en")
        assert {row.role for row in rows} >= {"robots", "listing", "page"}
        (past,) = archive.past_crawls("tass", "en")
    assert (past.crawl, past.complete_to) == ("20180404T160000Z-tass-en", crawled.health().complete_to)


def test_a_crawl_that_is_told_to_end_closes_its_record(site: Site) -> None:
    site.replica.misbehave(STORY, "slow", seconds=15)
    process = start(site)
    wait_for(lambda: any(asked.url == "https://tass.com/rss/v2.xml" for asked in site.replica.requests))
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=120)
    lines = [json.loads(line) for line in (site.home / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert "health" in lines[-1]
    site.replica.behave()
    done = site.crawl("tass", "-a", "edition=en")
    assert done.health().status == "complete"
    assert STORY in {*done.urls, *(line.get("url") for line in lines)}


def test_the_time_of_a_crawl_is_limited(site: Site) -> None:
    site.write(limits={"crawl_minutes": 0.02, "retries": 0})
    site.replica.misbehave("https://tass.com/rss/*", "slow", seconds=4)  # what the edition cannot do without
    done = site.crawl("tass", "-a", "edition=en")
    assert done.health().status in ("partial", "failed")
    assert done.health().complete_to is None
    assert done.code == 0


def test_a_killed_crawl_loses_nothing(site: Site) -> None:
    site.replica.misbehave(STORY, "slow", seconds=15)
    process = start(site, "-a", "crawl=20180404T160000Z-tass-en")
    wait_for(lambda: any(asked.url == "https://tass.com/rss/v2.xml" for asked in site.replica.requests))
    time.sleep(1)
    process.kill()  # before the article is here: what was fetched and not handed over is the parent's to read from the archive
    process.communicate(timeout=60)
    site.replica.behave()
    done = site.crawl("tass", "-a", "edition=en")
    assert done.urls == [STORY]
    with open_archive(site.archive) as archive:
        assert list(verify(archive, Verified())) == []
