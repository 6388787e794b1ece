from __future__ import annotations

import pytest
from scrapy import Request

from crawler.middlewares.fates import Refused
from crawler.middlewares.redirects import FollowRedirects
from tests.crawler.middlewares.crawls import HOST, answer, ask, crawl


def follow(request: Request, status: int = 302, to: str = f"https://{HOST}/b", **settings: object) -> Request:
    followed = FollowRedirects(crawl(**settings)).process_response(request, answer(status, Location=to, url=request.url))
    assert isinstance(followed, Request)
    return followed


def test_where_it_led_and_what_was_left_can_be_told() -> None:
    followed = follow(follow(ask(), 301), to="/")

    assert followed.url == followed.meta["redirected_to"] == f"https://{HOST}/"
    assert followed.meta["redirect_urls"] == [f"https://{HOST}/a", f"https://{HOST}/b"]
    assert followed.meta["redirect_statuses"] == [301, 302]
    assert followed.dont_filter


def test_one_that_is_not_followed_says_where_it_would_have_led() -> None:
    with pytest.raises(Refused) as ended:
        follow(ask(), 301, "https://elsewhere.example/b")

    assert (ended.value.fate, ended.value.location, ended.value.status) == ("failed", "https://elsewhere.example/b", 301)


def test_conditions_are_of_the_first_address_alone() -> None:
    followed = follow(ask(headers={"If-None-Match": '"x"', "If-Modified-Since": "Tue, 03 Apr 2018 12:00:00 GMT"}))

    assert not followed.headers


@pytest.mark.parametrize(
    ("status", "method", "body"), [(302, "GET", b""), (303, "GET", b""), (307, "POST", b"{}"), (308, "POST", b"{}")]
)
def test_a_post_stays_one_only_where_the_status_says_so(status: int, method: str, body: bytes) -> None:
    followed = follow(ask(method="POST", body=b"{}"), status)

    assert (followed.method, followed.body) == (method, body)


def test_the_first_address_is_left_with_its_proxy_and_its_failed_tries() -> None:
    followed = follow(ask(meta={"proxy": "http://127.0.0.1:1", "attempts": 2, "download_slot": "x"}))

    assert not {"proxy", "attempts", "download_slot"} & set(followed.meta)


def test_none_at_all_may_be_allowed() -> None:
    with pytest.raises(Refused, match="more than 0"):
        follow(ask(), READOUT_REDIRECTS=0)


def test_another_answer_passes() -> None:
    response = answer(304, Location="/b")

    assert FollowRedirects(crawl()).process_response(ask(), response) is response
