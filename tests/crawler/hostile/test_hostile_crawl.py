"""The real crawl of an edition whose every page and listing means harm: it ends by itself, and its file holds what it should."""

from __future__ import annotations

import json

import pytest

from tests.crawler.hostile.answers import answer
from tests.crawler.hostile.listings import HOST, LISTINGS, XML, ListingCase, feed, item
from tests.crawler.hostile.outlet_crawl import Crawl, crawl_edition
from tests.crawler.hostile.pages import PAGES, PageCase
from tests.crawler.hostile.server import Asked, Serve

pytestmark = pytest.mark.slow

BY_PATH = {page.path: page for page in PAGES}
BY_NAME = {listing.name: listing for listing in LISTINGS}
GOOD = f"{HOST}/listing.xml"
SIGNS = ("<script", "onerror=", "javascript:", "\0", "\u202e")
LISTING_PAGES = 5


def serve_for(asked: Asked) -> Serve | None:
    if asked.path == "/robots.txt":
        return answer(b"", status="404 Not Found")
    if asked.path == "/listing.xml":
        return answer(feed(*(item(HOST + page.path) for page in PAGES)), XML)
    if asked.path.startswith("/listing/"):
        return BY_NAME[asked.path.split("/")[2]].serve
    return BY_PATH[asked.path].serve if asked.path in BY_PATH else answer(b"<p>front")


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    points = {"good": {"kind": "rss", "url": GOOD}}
    for listing in LISTINGS:
        points[listing.name] = {"kind": listing.kind, "url": listing.url} | ({"select": listing.select} if listing.select else {})
    arguments = ("-a", "since=2018-04-01T00:00:00Z")  # of the past, so that what leads on is followed
    return crawl_edition(
        tmp_path_factory.mktemp("crawl"), serve_for, points, limits={"listing_pages": LISTING_PAGES}, arguments=arguments
    )


def ends_of(page: PageCase, crawl: Crawl) -> list[str]:
    """What the file says of the page: "article", "quarantine", an event's kind."""
    url = HOST + page.path
    found = ["article" for line in crawl.articles if line["url"] == url]
    found += ["quarantine" for line in crawl.pages("quarantine") if line["url"] == url]
    return found + [line["kind"] for line in crawl.pages("event") if line["url"] == url]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_ends_as_it_should(page: PageCase, crawl: Crawl) -> None:
    ends = ends_of(page, crawl)

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
    assert crawl.peak_kb < 300_000
