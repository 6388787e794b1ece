from __future__ import annotations

import gzip

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.middlewares.fates import Refused
from crawler.middlewares.limits import LimitSizes
from tests.crawler.middlewares.crawls import answer, ask

HTML = b"<!doctype html><title>Fiction</title>"


def limiting() -> LimitSizes:
    return LimitSizes(page_bytes=100, listing_bytes=1000)


@pytest.mark.parametrize(("role", "limit"), [("page", 100), ("further", 100), ("listing", 1000), ("other", 100)])
def test_a_listing_may_be_larger_than_a_page(role: str, limit: int) -> None:
    request = ask(meta={"role": role})
    limiting().process_request(request)

    assert request.meta["download_maxsize"] == limit


def test_a_limit_of_the_requests_own_stays() -> None:
    request = ask(meta={"download_maxsize": 5})
    limiting().process_request(request)

    assert request.meta["download_maxsize"] == 5


def test_the_same_limit_holds_for_what_is_unpacked() -> None:
    packed = answer(200, gzip.compress(bytes(500)), Content_Encoding="gzip")
    listing, page = ask(meta={"role": "listing"}), ask()
    for request in (listing, page):
        limiting().process_request(request)

    assert isinstance(limiting().process_response(listing, packed), Response)
    with pytest.raises(Refused, match="too large unpacked"):
        limiting().process_response(page, packed)


def test_an_unpacked_page_is_one_of_its_kind() -> None:
    packed = answer(200, gzip.compress(HTML), Content_Encoding="gzip", Content_Type="text/html")

    unpacked = limiting().process_response(ask(), packed)

    assert isinstance(unpacked, HtmlResponse)
    assert unpacked.body == HTML
    assert "Content-Encoding" not in unpacked.headers


def test_a_damaged_one_is_flagged_and_left() -> None:
    damaged = limiting().process_response(ask(), answer(200, HTML, Content_Encoding="gzip"))

    assert not isinstance(damaged, TextResponse)
    assert damaged.flags[0].startswith("damaged")
