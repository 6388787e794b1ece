"""An outlet that does not want the crawl, wholly or for now: the crawl says so in its health record, and does not insist."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawler.hostile.answers import answer
from tests.crawler.hostile.listings import HOST, XML, feed, item
from tests.crawler.hostile.outlet_crawl import Crawl, crawl_edition
from tests.crawler.hostile.pages import CHALLENGE, page
from tests.crawler.hostile.server import Asked, Serve

pytestmark = pytest.mark.slow

PAGES = 12
NO_RULES = answer(b"", status="404 Not Found")
LISTING = answer(feed(*(item(f"{HOST}/armiya-i-opk/{7_735_000 + n}") for n in range(PAGES))), XML)
PAGE = answer(page().encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    robots: Serve = NO_RULES
    listing: Serve = LISTING
    page: Serve = PAGE

    def serve_for(self, asked: Asked) -> Serve:
        return {"/robots.txt": self.robots, "/listing.xml": self.listing}.get(asked.path, self.page)


OUTLETS = {
    "robots forbid all": Outlet(robots=answer(b"User-agent: *\nDisallow: /\n")),
    "robots forbid pages": Outlet(robots=answer(b"User-agent: Readout\nDisallow: /armiya-i-opk/\n")),
    "robots broken": Outlet(robots=answer(b"", status="500 Oh")),
    "challenged everywhere": Outlet(page=answer(CHALLENGE.encode())),
    "challenged with 503": Outlet(page=answer(CHALLENGE.encode(), status="503 Wait")),
    "forbidden pages": Outlet(page=answer(b"<p>no</p>", status="403 Forbidden")),
    "slow down for ever": Outlet(page=answer(b"", status="429 Slow")),
    "come back tomorrow": Outlet(listing=answer(b"", [("Retry-After", "86400")], status="503 No")),
    "welcome": Outlet(),
}


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Crawl]:
    folder = tmp_path_factory.mktemp("outlets")

    def run(name: str) -> Crawl:
        return crawl_edition(
            folder / name.replace(" ", "-"), OUTLETS[name].serve_for, {"all": {"kind": "rss", "url": f"{HOST}/listing.xml"}}
        )

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(OUTLETS, pool.map(run, OUTLETS), strict=True))
    return found.__getitem__


def paths(crawl: Crawl) -> list[str]:
    return [asked.path for asked in crawl.asked]


def test_one_that_answers_is_read(crawls: Callable[[str], Crawl]) -> None:
    crawl = crawls("welcome")

    assert crawl.health["status"] == "complete"
    assert len(crawl.articles) == PAGES
    assert len(crawl.asked) == PAGES + 2


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("robots forbid all", "blocked", "robots.txt"),
        ("robots broken", "failed", "robots.txt: 500"),
        ("come back tomorrow", "blocked", "86,400 seconds"),
    ],
)
def test_where_not_even_the_listing_may_be_had_the_crawl_says_why(
    name: str, status: str, reason: str, crawls: Callable[[str], Crawl]
) -> None:
    health = crawls(name).health

    assert health["status"] == status
    assert reason in health["entry_points"][0]["reason"]
    assert health["complete_to"] is None
    assert not [path for path in paths(crawls(name)) if path.startswith("/armiya")]


def test_pages_that_robots_txt_forbids_are_not_asked_for(crawls: Callable[[str], Crawl]) -> None:
    crawl = crawls("robots forbid pages")

    assert paths(crawl) == ["/robots.txt", "/listing.xml"]
    assert crawl.health["failed"] + crawl.health["quarantined"] > 0
    assert not crawl.articles


@pytest.mark.parametrize("name", ["challenged everywhere", "challenged with 503", "forbidden pages", "slow down for ever"])
def test_refusals_in_a_row_end_the_asking(name: str, crawls: Callable[[str], Crawl]) -> None:
    crawl = crawls(name)

    assert not crawl.articles
    assert crawl.health["status"] in ("partial", "blocked")
    assert len({path for path in paths(crawl) if path.startswith("/armiya")}) < PAGES
    assert crawl.health["complete_to"] is None or crawl.health["held_by"]


def test_a_challenge_is_quarantined_with_its_name_and_its_record(crawls: Callable[[str], Crawl]) -> None:
    for name in ("challenged everywhere", "challenged with 503"):
        pages = crawls(name).pages("quarantine")
        assert pages
        assert all("challenge" in line["reason"] and line["warc"] for line in pages)


def test_none_ends_in_a_traceback(crawls: Callable[[str], Crawl], tmp_path: Path) -> None:
    assert not [name for name in OUTLETS if "Traceback" in crawls(name).log]
