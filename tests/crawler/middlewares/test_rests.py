from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import pytest
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Request, Response

from crawler.middlewares.fates import Refused
from crawler.middlewares.handler import PoliteHandler
from crawler.middlewares.hosts import hosts_of
from crawler.middlewares.rests import RestAndRetry, rest_after, seconds_to_rest
from tests.crawler.middlewares.crawls import HOST, answer, ask, crawl


def resting(jitter: float = 1.0, **settings: object) -> RestAndRetry:
    crawler = crawl(**settings)
    hosts_of(crawler).clock = lambda: 0.0
    hosts_of(crawler).jitter = lambda: jitter
    return RestAndRetry(crawler)


def book_of(manner: RestAndRetry):
    return hosts_of(manner._crawler)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "120"}, 120),
        ({"Retry_After": " 7 "}, 7),
        ({"Retry_After": "Tue, 03 Apr 2018 12:01:00 GMT", "Date": "Tue, 03 Apr 2018 12:00:00 GMT"}, 60),
        ({"Retry_After": "Tue, 03 Apr 2018 12:01:00 GMT", "Date": "never"}, None),  # past by the real clock
        ({"Retry_After": "0"}, None),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "1e9"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "٣٠"}, None),  # Arabic digits, which int() would take
        ({}, None),
    ],
)
def test_what_retry_after_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_to_rest(answer(429, **headers)) == seconds


@pytest.mark.parametrize(
    ("response", "seconds"),
    [
        (answer(429), 45),
        (answer(429, Retry_After="120"), 120),
        (answer(503, Retry_After="120"), 120),
        (answer(503, Retry_After="soon"), 45),
        (answer(503), None),
        (answer(200, Retry_After="120"), None),
    ],
)
def test_when_a_host_rests_and_how_long(response: Response, seconds: float | None) -> None:
    assert rest_after(response, 45) == seconds


def handling(
    monkeypatch: pytest.MonkeyPatch, download: Callable[[Request], Awaitable[Response]], **settings: object
) -> PoliteHandler:
    def without_a_reactor(handler: HTTP11DownloadHandler, crawler: Crawler) -> None:
        handler.crawler, handler._pool = crawler, SimpleNamespace()  # type: ignore[assignment]

    monkeypatch.setattr(HTTP11DownloadHandler, "__init__", without_a_reactor)
    monkeypatch.setattr(HTTP11DownloadHandler, "download_request", lambda handler, request: download(request))
    crawler = crawl(CONCURRENT_REQUESTS_PER_DOMAIN=1, **settings)
    crawler.engine = SimpleNamespace(_slot=None)  # type: ignore[assignment]
    return PoliteHandler(crawler)


def test_the_rest_has_begun_before_the_next_in_the_queue_gets_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async def too_many(request: Request) -> Response:
        return answer(429)

    handler = handling(monkeypatch, too_many, READOUT_REST_SECONDS=45)
    hosts_of(handler.crawler).clock = lambda: 0.0

    asyncio.run(handler.download_request(ask()))

    assert hosts_of(handler.crawler).wait(HOST) == 45


def test_a_host_has_one_request_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way: set[str] = set()
    most = []

    async def slow(request: Request) -> Response:
        under_way.add(request.url)
        most.append(len(under_way))
        await asyncio.sleep(0)
        under_way.remove(request.url)
        return answer()

    handler = handling(monkeypatch, slow)

    async def many() -> None:
        await asyncio.gather(*(handler.download_request(ask(f"https://{HOST}/{n}")) for n in range(5)))

    asyncio.run(many())
    assert most == [1] * 5


def test_the_request_that_met_a_429_is_asked_again() -> None:
    again = resting().process_response(ask(), answer(429, Retry_After="120"))

    assert isinstance(again, Request)
    assert again.dont_filter


def test_a_host_that_asks_for_hours_is_left_alone() -> None:
    manner = resting(READOUT_REST_LIMIT=600)

    with pytest.raises(Refused) as ended:
        manner.process_response(ask(), answer(503, Retry_After="601"))
    assert ended.value.fate == "blocked"
    with pytest.raises(Refused, match="left alone for 601 seconds"):
        asyncio.run(manner.process_request(ask(f"https://{HOST}/another")))


def test_a_429_that_stays_blocks_the_host() -> None:
    manner = resting(READOUT_RETRIES=2)
    request: Request | Response = ask()
    for _ in range(2):
        request = manner.process_response(request, answer(429))

    with pytest.raises(Refused) as ended:
        manner.process_response(request, answer(429))
    assert ended.value.fate == "blocked"


def test_the_wait_before_a_retry_doubles_and_is_jittered() -> None:
    manner = resting(jitter=0.5, READOUT_BACKOFF_SECONDS=2)
    request: Request | Response = ask()
    waits = []
    for _ in range(3):
        request = manner.process_response(request, answer(500))
        waits.append(request.meta["retry_in"])

    assert waits == [1, 2, 4]


def test_a_server_error_that_stays_is_given_to_the_spider() -> None:
    manner = resting(READOUT_RETRIES=0)

    response = manner.process_response(ask(), answer(503, b"a challenge"))

    assert isinstance(response, Response)
    assert response.flags == ["gave up"]


def test_a_host_that_never_answers_is_given_up() -> None:
    manner = resting(READOUT_RETRIES=0, READOUT_DEAD_AFTER=3)
    reasons = []
    for number in range(3):
        with pytest.raises(Refused) as ended:
            manner.process_exception(ask(f"https://{HOST}/{number}"), DownloadTimeoutError())
        reasons.append(ended.value.reason)

    assert reasons == ["no complete answer in time"] * 2 + ["no answer 3 times in a row"]
    assert book_of(manner).given_up


def test_an_answer_between_proves_the_host_alive() -> None:
    manner = resting(READOUT_RETRIES=0, READOUT_DEAD_AFTER=2)
    for number in range(6):
        with pytest.raises(Refused):
            manner.process_exception(ask(f"https://{HOST}/{number}"), DownloadTimeoutError())
        manner.process_response(ask(), answer(404))

    assert not book_of(manner).given_up


def test_what_cannot_pass_is_not_tried_again() -> None:
    with pytest.raises(Refused, match="too large"):
        resting().process_exception(ask(), DownloadCancelledError())


def test_what_was_not_foreseen_ends_the_request_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Refused, match="ZeroDivisionError"):
        resting().process_exception(ask(), ZeroDivisionError())
    assert "Not foreseen" in caplog.text
