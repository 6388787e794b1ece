from __future__ import annotations

import asyncio

import pytest

from crawler.middlewares.fates import Refused
from crawler.middlewares.gate import pass_gate, wait
from crawler.middlewares.hosts import HostBook, hosts_of
from crawler.middlewares.quota import HourlyQuota
from tests.crawler.middlewares.crawls import crawl


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def passes(book: HostBook, clock: Clock, host: str = "a.example") -> float:
    """How long the host's next request waits."""
    before = clock.now
    asyncio.run(pass_gate(book, host, sleep=clock.sleep))
    return clock.now - before


def test_a_rest_holds_for_every_request_of_the_host_and_for_no_other() -> None:
    book = HostBook(clock=(clock := Clock()))
    book.rest("a.example", 30)

    assert passes(book, clock, "b.example") == 0
    assert passes(book, clock) == 30
    assert passes(book, clock) == 0


def test_a_shorter_rest_does_not_end_a_longer_one() -> None:
    book = HostBook(clock=(clock := Clock()))
    book.rest("a.example", 30)
    book.rest("a.example", 5)

    assert passes(book, clock) == 30


def test_a_crawl_delay_stands_between_two_requests() -> None:
    book = HostBook(clock=(clock := Clock()))
    book.slow_down("a.example", 10)

    assert [passes(book, clock) for _ in range(3)] == [0, 10, 10]


def test_the_hourly_quota_is_not_exceeded() -> None:
    book = HostBook(clock=(clock := Clock()), quota=HourlyQuota(2))

    assert passes(book, clock) == 0
    clock.now += 600
    assert passes(book, clock) == 0
    assert passes(book, clock) == 3000
    assert passes(book, clock) == 600


def test_waits_scale_to_nothing() -> None:
    book = HostBook(clock=(clock := Clock()), factor=0, quota=HourlyQuota(1))
    book.rest("a.example", 30)
    book.slow_down("a.example", 10)

    assert [passes(book, clock) for _ in range(3)] == [0, 0, 0]


def test_a_host_given_up_while_a_request_waits_ends_the_request() -> None:
    book = HostBook(clock=(clock := Clock()))
    book.rest("a.example", 30)

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        book.give_up("a.example", "blocked", "429")

    with pytest.raises(Refused, match="429") as ended:
        asyncio.run(pass_gate(book, "a.example", sleep=sleep))
    assert ended.value.fate == "blocked"


def test_a_crawl_that_ends_does_not_wait_for_those_that_sleep() -> None:
    clock = Clock()

    with pytest.raises(Refused, match="the crawl ended"):
        asyncio.run(wait(3600, closing=lambda: clock.now > 1002, sleep=clock.sleep))
    assert clock.now < 1010


def test_the_first_reason_for_giving_up_stays_and_is_told_once() -> None:
    book = HostBook()
    book.give_up("a.example", "failed", "robots.txt: 500")
    book.give_up("a.example", "blocked", "429")

    assert book.given_up["a.example"].reason == "robots.txt: 500"
    assert len(book.troubles) == 1


def test_a_crawl_has_one_book() -> None:
    first, second = crawl(READOUT_HOURLY_REQUESTS=7), crawl()

    assert hosts_of(first) is hosts_of(first)
    assert hosts_of(first) is not hosts_of(second)
