"""The real crawl of an edition whose every page and listing means harm: it ends by itself, and its file holds what it should."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.crawler.hostile.answers import answer
from tests.crawler.hostile.certificates import Certificates
from tests.crawler.hostile.listings import HOST, LISTINGS, XML, ListingCase, feed, item
from tests.crawler.hostile.pages import PAGES, PageCase
from tests.crawler.hostile.server import Asked, HostileServer, Serve

ROOT = Path(__file__).parents[3]
BY_PATH = {page.path: page for page in PAGES}
BY_NAME = {listing.name: listing for listing in LISTINGS}
GOOD = f"{HOST}/listing.xml"
SIGNS = ("<script", "onerror=", "javascript:", "\0", "\u202e")
LISTING_PAGES = 5


@dataclass(frozen=True)
class Crawl:
    lines: list[dict[str, Any]]
    health: dict[str, Any]
    asked: list[Asked]
    tunnels: list[str]
    log: str
    peak_kb: int

    def ends_of(self, page: PageCase) -> list[str]:
        """What the file says of the page: "article", "quarantine", an event's kind."""
        url = HOST + page.path
        found = ["article" for line in self.articles if line["url"] == url]
        found += ["quarantine" for line in self.lines if line.get("quarantine", {}).get("url") == url]
        return found + [line["event"]["kind"] for line in self.lines if line.get("event", {}).get("url") == url]

    @property
    def articles(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if "text" in line]


def serve_for(asked: Asked) -> Serve | None:
    if asked.path == "/robots.txt":
        return answer(b"", status="404 Not Found")
    if asked.path == "/listing.xml":
        return answer(feed(*(item(HOST + page.path) for page in PAGES)), XML)
    if asked.path.startswith("/listing/"):
        return BY_NAME[asked.path.split("/")[2]].serve
    return BY_PATH[asked.path].serve if asked.path in BY_PATH else answer(b"<p>front")


def write_config(folder: Path, proxy: str, ca_file: Path) -> None:
    channels: list[dict[str, Any]] = [{"name": "good", "read": [{"kind": "rss", "url": GOOD}]}]
    for listing in LISTINGS:
        point = {"kind": listing.kind, "url": listing.url} | ({"select": listing.select} if listing.select else {})
        channels.append({"name": listing.name, "read": [point]})
    edition = {
        "id": "ru", "language": "ru", "host": "tass.ru", "zone": "Europe/Moscow", "channels": channels,
        "articles": r"https?://tass\.ru/[a-z][a-z0-9-]*(?:/[a-z][a-z0-9-]*)?/\d{5,9}/?",
    }  # fmt: skip
    crawl = {
        "contact": "desk@example.org", "archive": str(folder / "archive"), "crawls": str(folder / "crawls"), "delay_seconds": 0,
        "proxy": proxy, "ca_file": str(ca_file),
        "limits": {"page_mb": 2, "listing_mb": 2, "retries": 1, "listing_pages": LISTING_PAGES, "answer_seconds": 60},
    }  # fmt: skip
    (folder / "outlets").mkdir()
    shutil.copy(ROOT / "config" / "topic.yml", folder)
    (folder / "crawl.yml").write_text(yaml.safe_dump(crawl))
    outlet = {"id": "tass", "name": "TASS", "country": "ru", "editions": [edition]}
    (folder / "outlets" / "tass.yml").write_text(yaml.safe_dump(outlet, allow_unicode=True))


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    folder = tmp_path_factory.mktemp("crawl")
    server = HostileServer(serve_for, Certificates(folder))
    with server.running() as proxy:
        write_config(folder, proxy, server.certificates.ca_file)
        environment = {
            **os.environ,
            "SCRAPY_SETTINGS_MODULE": "crawler.settings",
            "SSL_CERT_FILE": str(server.certificates.ca_file),
        }
        child = subprocess.run(
            [
                sys.executable, "-m", "scrapy", "crawl", "tass", "-a", "edition=ru",
                "-a", "since=2018-04-01T00:00:00Z",
                "-s", f"READOUT_CONFIG={folder}", "-s", "READOUT_CLOCK=2018-04-03T18:00:00Z", "-s", "READOUT_WAIT_FACTOR=0",
                "-s", "MEMUSAGE_ENABLED=True", "-s", "STATS_DUMP=True", "-s", "LOG_LEVEL=INFO", "-O", str(folder / "crawl.jsonl"),
            ],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
    assert child.returncode == 0, child.stderr[-5000:]
    lines = [json.loads(line) for line in (folder / "crawl.jsonl").read_text(encoding="utf-8").splitlines()]
    peak = next(line for line in child.stderr.splitlines() if "memusage/max" in line)
    return Crawl(
        lines, lines[-1].get("health", {}), server.asked, server.tunnels, child.stderr, int(peak.split()[-1].rstrip(",}")) // 1024
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_ends_as_it_should(page: PageCase, crawl: Crawl) -> None:
    ends = crawl.ends_of(page)

    if page.ends == "failed":
        assert ends == []
        assert HOST + page.path in crawl.health["held_by"]
    elif page.ends == "any":
        assert len(ends) == 1
        assert ends[0] in ("article", "quarantine")
    else:
        assert ends == [page.ends]


@pytest.mark.parametrize("page", [page for page in PAGES if page.ends in ("article", "any")], ids=lambda page: page.name)
def test_an_article_has_its_words_and_nothing_that_runs(page: PageCase, crawl: Crawl) -> None:
    for article in [line for line in crawl.articles if line["url"] == HOST + page.path]:
        assert page.says in article["text"]
        shown = json.dumps({name: article[name] for name in ("title", "text")} | {"page": article.get("page")}, ensure_ascii=False)
        assert not [sign for sign in SIGNS if sign in shown.lower()]
        assert shown.encode("utf-8")  # no half of a surrogate pair


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_a_listing_ends_as_it_should(listing: ListingCase, crawl: Crawl) -> None:
    (point,) = [point for point in crawl.health["entry_points"] if point.get("channel") == listing.name]

    assert point["status"] in listing.status, point
    assert 1 <= len([asked for asked in crawl.asked if asked.path.startswith(f"/listing/{listing.name}/")]) <= listing.asked


def test_the_good_listing_was_read_and_the_crawl_is_partial(crawl: Crawl) -> None:
    (good,) = [point for point in crawl.health["entry_points"] if point["url"] == GOOD]

    assert good["status"] == "read"
    assert good["listed"] == len(PAGES)
    assert crawl.health["status"] == "partial"


def test_only_the_outlets_host_was_asked(crawl: Crawl) -> None:
    assert {asked.host for asked in crawl.asked} == {"tass.ru"}
    assert set(crawl.tunnels) == {"tass.ru:443"}
    assert {asked.path for asked in crawl.asked if "passwd" in asked.path or "70000" in asked.path} == set()


def test_nothing_ends_in_a_traceback_and_memory_stays_bounded(crawl: Crawl) -> None:
    assert "Traceback" not in crawl.log, crawl.log[-5000:]
    assert crawl.peak_kb < 700_000
