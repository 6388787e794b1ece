from __future__ import annotations

import asyncio

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Request, Response

from crawler.middlewares.fates import Refused
from crawler.middlewares.hosts import hosts_of
from crawler.middlewares.rests import RestAndRetry, seconds_to_rest
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


def test_a_429_rests_the_host_as_long_as_it_asks() -> None:
    manner = resting()

    again = manner.process_response(ask(), answer(429, Retry_After="120"))

    assert isinstance(again, Request)
    assert again.dont_filter
    assert book_of(manner).wait(HOST) == 120


def test_a_429_that_names_no_time_rests_the_host_as_configured() -> None:
    manner = resting(READOUT_REST_SECONDS=45)
    manner.process_response(ask(), answer(429))

    assert book_of(manner).wait(HOST) == 45


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
