"""A replay makes from the archive alone what the crawl handed over."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.archive import Archive, open_archive
from crawler.archive.archive_shelf import ArchiveShelf
from crawler.archive.exchange import Exchange
from crawler.archive.replay import Limits, Replay, to_line
from tests.crawler.archive.exchanges import START, exchange
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS

LIMITS = Limits(page_bytes=2**20, further_pages=20)
PAGE = (FOLDER / "tass" / "b-unix-2018.html").read_bytes()
URL = "https://tass.ru/armiya-i-opk/5091111"
CRAWL = exchange().crawl


def page(**fields: Any) -> Exchange:
    return exchange(**({"url": URL, "article_url": URL, "body": PAGE} | fields))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path, outlets=OUTLETS) as archive:
        yield archive


def lines(archive: Archive, crawl: str | None = None) -> list[dict[str, Any]]:
    return list(Replay(ArchiveShelf(archive, crawl), OUTLETS, LIMITS).lines())


def passed_over(archive: Archive) -> dict[str, int]:
    replay = Replay(ArchiveShelf(archive), OUTLETS, LIMITS)
    assert list(replay.lines()) == []
    return dict(replay.passed_over)


def test_an_article_has_the_id_time_and_record_of_its_crawl(archive: Archive) -> None:
    stored = archive.append(page(article_url=f"{URL}?utm_source=rss"))
    (row,) = lines(archive)
    assert row["url"] == URL
    assert row["warc"] == stored.record_id
    assert row["sha256"] == stored.sha256
    assert row["fetched_at"] == "2018-04-03T13:40:00Z"
    assert row["published_at"] == "2018-04-03T14:51:12Z"
    assert row["page"]["layout"] == "tass-b"
    assert lines(archive) == [row]


def test_packed_bodies_are_unpacked_and_bombs_are_not(archive: Archive) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    archive.append(page(body=gzip.compress(PAGE), response_headers=headers))
    assert lines(archive)[0]["page"]["layout"] == "tass-b"
    archive.append(page(url=f"{URL}2", article_url=f"{URL}2", body=gzip.compress(bytes(2**24)), response_headers=headers))
    assert len(lines(archive)) == 1


def test_further_pages_are_joined_and_a_missing_one_is_told(archive: Archive) -> None:
    names = [f"xinhua/b-page-{n}" for n in (1, 2, 3)]
    first, *others = [(FOLDER / f"{name}.html").read_bytes() for name in names]
    place = {"outlet": "xinhua", "edition": "zh", "crawl": "x"}
    url = "http://news.xinhuanet.com/mil/2016-11/24/c_119981234.htm"
    archive.append(page(url=url, article_url=url, body=first, **place))
    further = {f"{url[:-4]}_{number}.htm": body for number, body in enumerate(others, 2)}
    for address, body in further.items():
        archive.append(page(url=address, article_url=url, body=body, role="further", **place))
    (row,) = lines(archive)
    assert row["page"]["pages"] == 3
    assert row["completeness"] == "full"
    archive.connection.execute("DELETE FROM records WHERE url = ?", (list(further)[-1],))
    (row,) = lines(archive)
    assert row["completeness"] == "partial"


def test_a_published_time_of_the_listing_is_found_again(archive: Archive) -> None:
    undated = PAGE.replace(b"dateformat", b"dated")
    archive.append(page(body=undated, listed_at=START - timedelta(hours=1)))
    (row,) = lines(archive)
    assert row["published_at"] == "2018-04-03T12:40:00Z"


def test_a_page_that_cannot_be_read_is_quarantined_once_with_its_record(archive: Archive) -> None:
    stored = archive.append(page(body=b"<html><body>Nothing here"))
    archive.append(page(body=b"<html><body>Nothing here", crawl="later", fetched_at=START + timedelta(hours=1)))
    (row,) = lines(archive)
    assert row["quarantine"]["warc"] == stored.record_id
    assert row["quarantine"]["at"] == "2018-04-03T13:40:00Z"


def test_gone_moved_and_back_are_events(archive: Archive) -> None:
    later = iter(range(1, 9))

    def look(**fields: Any) -> None:
        number = next(later)
        archive.append(page(crawl=f"c{number}", fetched_at=START + timedelta(hours=number), **fields))

    look()
    look(status=404, body=b"")
    look(status=410, body=b"")
    look()
    look(status=304, body=b"")
    look(status=301, body=b"", response_headers=(("Location", "https://elsewhere.example/"),))
    found = [row["event"]["kind"] if "event" in row else "article" for row in lines(archive)]
    assert found == ["article", "gone", "back", "moved-away"]
    assert [row["event"]["kind"] for row in lines(archive, "c2")] == ["gone"]
    assert lines(archive, "c3") == []


def test_a_redirect_to_the_front_page_is_an_event(archive: Archive) -> None:
    archive.append(page(status=302, body=b"", response_headers=(("Location", "/"),)))
    archive.append(page(url="https://tass.ru/", body=b"<html>front"))
    (row,) = lines(archive)
    assert (row["event"]["kind"], row["event"]["status"]) == ("moved-to-front", 302)


def test_of_several_attempts_the_last_one_counts(archive: Archive) -> None:
    archive.append(page(status=503, body=b"<html>busy"))
    archive.append(page())
    assert [row["id"] for row in lines(archive)] == [lines(archive)[0]["id"]]


def test_a_changed_text_is_handed_over_again_and_the_same_is_not(archive: Archive) -> None:
    for number, body in enumerate((PAGE, PAGE, PAGE.replace("обмен".encode(), "обман".encode()))):
        archive.append(page(crawl=f"c{number}", fetched_at=START + timedelta(hours=number), body=body))
    assert [row["fetched_at"][11:13] for row in lines(archive)] == ["13", "15"]


def test_a_feed_that_carried_the_text_stands_in_for_a_page_that_is_refused(archive: Archive) -> None:
    feed = f"""<?xml version="1.0" encoding="utf-8"?><rss xmlns:yandex="http://news.yandex.ru" version="2.0"><channel>
        <item><title>Вымышленная встреча</title><link>{URL}</link><pubDate>Tue, 03 Apr 2018 16:00:00 +0300</pubDate>
        <yandex:full-text>Министр сказал: &quot;Дружба крепка&quot;.</yandex:full-text></item></channel></rss>""".encode()
    listing = archive.append(page(url="https://tass.ru/rss/yandex.xml", role="listing", article_url=None, body=feed))
    archive.append(page(status=403, body=b"<html>Forbidden"))
    articles = [row for row in lines(archive) if "text" in row]
    assert [row["warc"] for row in articles] == [listing.record_id]
    assert "Дружба крепка" in articles[0]["text"]


def test_listings_robots_and_damaged_records_give_nothing(archive: Archive) -> None:
    archive.append(page(role="listing"))
    archive.append(page(role="robots"))
    stored = archive.append(page())
    with (archive.folder / stored.file).open("r+b") as file:
        file.seek(stored.offset + 30)
        file.write(b"damage")
    assert passed_over(archive) == {}
    shelf = ArchiveShelf(archive)
    assert list(shelf.pages()) == []
    assert "at byte" in shelf.trouble


def test_a_line_holds_whatever_a_text_holds() -> None:
    assert to_line({"text": "\ud800\n"}) == b'{"text": "?\\n"}\n'
