from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.middlewares.fates import Refused
from crawler.middlewares.hosts import hosts_of
from crawler.middlewares.robots import PARSED_BYTES, ObeyRobots, read_robots
from tests.crawler.middlewares.crawls import HOST, answer, ask, crawl


class Engine:
    """Answers every robots.txt alike, and counts."""

    def __init__(self, result: Response | Exception) -> None:
        self.result = result
        self.asked: list[Request] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request)
        await asyncio.sleep(0)
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def obeying(result: Response | Exception, **settings: object) -> tuple[ObeyRobots, Engine]:
    crawler = crawl(**settings)
    engine = crawler.engine = Engine(result)  # type: ignore[assignment]
    return ObeyRobots(crawler), engine


def test_it_is_asked_once_for_each_origin_however_many_wait() -> None:
    manner, engine = obeying(answer(404))

    async def many() -> None:
        await asyncio.gather(
            *(manner.process_request(ask(f"{scheme}://{HOST}/{n}")) for n in range(9) for scheme in ("http", "https"))
        )

    asyncio.run(many())
    assert sorted(request.url for request in engine.asked) == [f"http://{HOST}/robots.txt", f"https://{HOST}/robots.txt"]


def test_what_it_forbids_is_not_asked() -> None:
    manner, _ = obeying(answer(200, b"User-agent: readout\nDisallow: /a\n"))

    with pytest.raises(Refused) as ended:
        asyncio.run(manner.process_request(ask()))
    assert (ended.value.fate, ended.value.reason) == ("robots", "robots.txt")
    asyncio.run(manner.process_request(ask(f"https://{HOST}/b")))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_without_one_there_are_no_rules(status: int) -> None:
    manner, _ = obeying(answer(status, b"User-agent: *\nDisallow: /\n"))

    asyncio.run(manner.process_request(ask()))


@pytest.mark.parametrize("result", [answer(500), answer(503), Refused("failed", "no complete answer in time")])
def test_without_an_answer_nothing_of_the_host_is_asked(result: Response | Exception) -> None:
    manner, _ = obeying(result)

    with pytest.raises(Refused, match=r"robots\.txt: ") as ended:
        asyncio.run(manner.process_request(ask()))
    assert ended.value.fate == "failed"
    assert HOST in hosts_of(manner._crawler).given_up


def test_a_failure_of_ours_leaves_nobody_waiting() -> None:
    manner, _ = obeying(ZeroDivisionError())

    async def two() -> list[object]:
        return await asyncio.gather(manner.process_request(ask()), manner.process_request(ask()), return_exceptions=True)

    assert [type(end) for end in asyncio.run(two())] == [ZeroDivisionError, Refused]


@pytest.mark.parametrize(("wanted", "kept"), [("10", 10), ("100000", 60), ("1", 0), ("-4", 0), ("inf", 0), ("nan", 0), ("x", 0)])
def test_a_longer_crawl_delay_holds_up_to_a_limit(wanted: str, kept: float) -> None:
    manner, _ = obeying(answer(200, f"User-agent: *\nCrawl-delay: {wanted}\n".encode()), DOWNLOAD_DELAY=2)
    asyncio.run(manner.process_request(ask()))
    book = hosts_of(manner._crawler)
    book.clock = lambda: 0.0
    book.ask(HOST)

    assert book.wait(HOST) == kept
    assert bool(book.troubles) == (wanted == "100000")


def test_the_archive_learns_whose_robots_txt_it_is() -> None:
    manner, engine = obeying(answer(404))
    asyncio.run(manner.process_request(ask(meta={"outlet": "tass", "edition": "ru", "crawl": "x", "callback_data": 1})))

    (asked,) = engine.asked
    told = SimpleNamespace(**asked.meta)
    assert (told.role, told.outlet, told.edition, told.crawl, told.hosts) == ("robots", "tass", "ru", "x", (HOST,))
    assert not hasattr(told, "callback_data")


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", False),
        (b"User-agent: *\r\nDisallow: /\r\n", False),
        (b"User-agent: *\nDis\0allow: /\n", False),
        (b"User-agent: *\nDisallow: /\n".decode().encode("utf-16"), True),
        (b"<!doctype html><title>403</title>", True),
        (b"\xff" * 5000, True),
        (b"User-agent: *\n" + b"\n" * PARSED_BYTES + b"Disallow: /\n", True),
        (b"Disallow: /\n", True),  # said to nobody
    ],
)
def test_whatever_bytes_stand_there(body: bytes, allowed: bool) -> None:
    assert read_robots(body).allow(f"https://{HOST}/a") is allowed
