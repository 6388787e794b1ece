from __future__ import annotations

from crawler.crawl_settings import CrawlSettings
from crawler.middlewares.from_config import manners_settings
from crawler.middlewares.identity import NameOurselves
from crawler.outlets import Politeness
from tests.crawler.middlewares.crawls import answer, ask, crawl


def test_a_request_carries_nothing_but_who_we_are_and_what_we_read() -> None:
    request = ask(
        headers={"Cookie": "a=1", "Authorization": "Basic x", "User-Agent": "Mozilla/5.0", "If-None-Match": '"e"', "X": "y"}
    )

    NameOurselves(crawl(USER_AGENT="Readout/0.1 (+desk@example.org)").settings["USER_AGENT"]).process_request(request)

    assert sorted(name.decode() for name in request.headers) == ["Accept", "Accept-Encoding", "If-None-Match", "User-Agent"]
    assert request.headers["User-Agent"] == b"Readout/0.1 (+desk@example.org)"


def test_a_cookie_is_not_passed_on() -> None:
    response = NameOurselves("x").process_response(ask(), answer(200, Set_Cookie="id=1"))

    assert "Set-Cookie" not in response.headers


def test_an_installations_own_delay_replaces_the_outlets() -> None:
    polite = Politeness(delay_seconds=7)

    assert manners_settings(CrawlSettings(contact="x@example.org"), polite)["DOWNLOAD_DELAY"] == 7
    assert manners_settings(CrawlSettings(contact="x@example.org", delay_seconds=0), polite)["DOWNLOAD_DELAY"] == 0
