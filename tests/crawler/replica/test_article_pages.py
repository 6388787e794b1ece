"""Article pages: what is printed, when, in which charset, and what changes though the article does not."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from crawler.fetched import Fetched
from crawler.outlets import load_outlets
from crawler.pages.articles import article_from_page
from crawler.pages.reading import read_page
from crawler.replica import Replica
from crawler.replica.content import EDITIONS, load_content
from crawler.replica.expectation import expected
from crawler.replica.pieces import Piece
from tests.conftest import CHECKOUT
from tests.crawler.replica.asking import Asker

PIECES = load_content().pieces
OUTLETS = load_outlets(CHECKOUT / "config" / "outlets")
MINISTERS = "http://www.xinhuanet.com/mil/2018-04/04/c_129843617.htm"
TALKS = "https://tass.ru/armiya-i-opk/5090417"
LATER = {f"{piece.edition} {edit.at}": (piece, edit.at) for piece in PIECES for edit in piece.edits}
FIRST = {f"{piece.edition} {piece.url[-30:]}": (piece, piece.appears_at) for piece in PIECES}


@pytest.mark.parametrize(("piece", "clock"), (FIRST | LATER).values(), ids=FIRST | LATER)
def test_a_page_is_read_as_it_was_written(replica: Replica, ask: Asker, piece: Piece, clock: datetime) -> None:
    """Written and read apart from each other, both from what is known of the sites."""
    replica.clock = clock
    outlet = OUTLETS.get(piece.edition.split("/")[0])
    edition = OUTLETS.edition_at(piece.url.split("/")[2], "/" + piece.url.split("/", 3)[3])
    got = ask(piece.url)
    fetched = Fetched(url=piece.url, body=got.body, content_type=got.headers["Content-Type"], fetched_at=clock.astimezone(UTC))
    assert outlet is not None
    assert edition is not None
    page = read_page(fetched, outlet, edition, OUTLETS)
    article = article_from_page(page, fetched, outlet, edition, OUTLETS, listed_url=piece.url)
    written = next(one for one in expected(piece.edition, clock, since=piece.published_at) if one.url == piece.url)
    assert article.title == written.title
    assert article.published_at == written.published_at
    assert page.paragraphs == piece.at(clock).pages()[0]
    assert piece.breaks or article.text == written.text
    assert page.captions == piece.captions or piece.edition.startswith("tass")  # where TASS has them, nobody has seen
    assert page.layout != "trafilatura"


@pytest.mark.parametrize("piece", PIECES, ids=FIRST)
def test_a_piece_is_an_article_by_the_configuration(piece: Piece) -> None:
    place = OUTLETS.place_of(piece.url.split("/")[2], "/" + piece.url.split("/", 3)[3])
    assert place is not None
    assert f"{place[0].id}/{place[1].id}" == piece.edition
    assert place[1].is_article(piece.url)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("clock", [datetime(2018, 4, 5, 16, tzinfo=UTC), datetime(2024, 5, 17, 12, tzinfo=UTC)], ids=str)
def test_whatever_is_listed_can_be_read(replica: Replica, ask: Asker, edition: str, clock: datetime) -> None:
    replica.clock = clock
    for one in expected(edition, clock)[::9]:
        got = ask(one.url)
        assert got.status == 200
        assert one.title in html.unescape(got.text)
        assert OUTLETS.get(edition.split("/")[0])
        place = OUTLETS.place_of(one.url.split("/")[2], "/" + one.url.split("/", 3)[3])
        assert place is not None
        assert place[1].is_article(one.url)


def test_an_article_is_there_some_minutes_after_its_printed_time(replica: Replica, ask: Asker) -> None:
    replica.clock = datetime(2018, 4, 3, 11, 23, 59, tzinfo=UTC)
    assert ask(TALKS).status == 404
    assert TALKS not in ask("https://tass.ru/rss/v2.xml").text
    replica.clock += timedelta(seconds=1)
    assert ask(TALKS).status == 200
    assert TALKS in ask("https://tass.ru/rss/v2.xml").text


@pytest.mark.parametrize("host", ["www.news.cn", "news.cn", "www.xinhuanet.com", "m.xinhuanet.com"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_old_and_new_hosts_serve_the_same_page(ask: Asker, host: str, scheme: str) -> None:
    got = ask(f"{scheme}://{host}/mil/2018-04/04/c_129843617.htm")
    assert "魏凤和与俄罗斯国防部长绍伊古举行会谈" in got.text


def test_the_number_alone_is_the_article_at_tass(ask: Asker) -> None:
    assert "Вэй Фэнхэ" in ask("https://tass.ru/politika/5090417").text


def test_a_page_that_lies_about_its_charset(replica: Replica, ask: Asker) -> None:
    got = ask("http://news.xinhuanet.com/mil/2017-05/11/c_129601274.htm")
    assert "charset=gb2312" in got.headers["Content-Type"]
    assert "吕喆镕" in got.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        got.body.decode("gb2312")


def test_a_page_of_the_old_charset(replica: Replica, ask: Asker) -> None:
    replica.clock = datetime(2018, 5, 20, tzinfo=UTC)
    got = ask("https://nvo.ng.ru/concepts/2018-05-18/1_996_orbita.html")
    assert got.headers["Content-Type"] == "text/html; charset=windows-1251"
    assert "Китайский флот учится ходить далеко" in got.body.decode("windows-1251")


def test_a_long_article_goes_on_at_further_addresses(ask: Asker) -> None:
    first = "http://news.xinhuanet.com/mil/2017-07/26/c_129664310"
    pages = [ask(f"{first}{end}.htm") for end in ("", "_2", "_3")]
    assert [page.status for page in pages] == [200, 200, 200]
    assert re.findall(r'href="([^"]+)">下一页', pages[0].text + pages[1].text) == ["c_129664310_2.htm", "c_129664310_3.htm"]
    assert "下一页" not in pages[2].text
    assert "两国舰员分乘小艇" in pages[1].text
    assert "两国舰员分乘小艇" not in pages[0].text
    assert ask(f"{first}_4.htm").status == 404


def test_counters_change_with_every_request_and_the_text_does_not(ask: Asker) -> None:
    one, two = ask(TALKS).text, ask(TALKS).text
    assert one != two
    counter = re.compile(r'<span class="views">\d+</span>')
    assert counter.sub("", one) == counter.sub("", two)


def test_related_links_change_with_the_hour(replica: Replica, ask: Asker) -> None:
    def related() -> list[str]:
        return re.findall(r'<a href="([^"]+)"', ask(MINISTERS).text.split('class="relate-news"')[1])

    before = related()
    assert before == related()
    replica.clock += timedelta(hours=1)
    assert related() != before


def test_an_edited_page_reads_differently_from_then_on(replica: Replica, ask: Asker) -> None:
    address = "https://tass.ru/armiya-i-opk/5093377"
    replica.clock = datetime(2018, 4, 5, 7, 9, tzinfo=UTC)
    assert "18 команд" in ask(address).text
    replica.clock = datetime(2018, 4, 5, 7, 10, tzinfo=UTC)
    assert "19 команд" in ask(address).text
    now = {one.url: one for one in expected("tass/ru", replica.clock)}[address]
    assert "19 команд" in now.text
    assert len(now.earlier) == 1
    assert "18 команд" in now.earlier[0]


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece.gone_at], ids=lambda piece: piece.url)
def test_a_page_that_is_gone_says_so_in_its_way(replica: Replica, ask: Asker, piece: Piece) -> None:
    assert piece.gone_at is not None
    replica.clock = piece.gone_at - timedelta(minutes=1)
    assert ask(piece.url).status == 200
    replica.clock = piece.gone_at
    got = ask(piece.url)
    if piece.gone_how == "front":
        assert (got.status, got.headers["Location"]) == (302, "https://tass.ru/")
    else:
        assert got.status == int(piece.gone_how)
    assert [one.gone for one in expected(piece.edition, replica.clock) if one.url == piece.url] == [True]


def test_the_fiction_is_marked_in_every_content_file() -> None:
    files = list((CHECKOUT / "crawler" / "replica" / "content").iterdir())
    assert len(files) == 6
    assert all("FICTION" in file.read_text(encoding="utf-8").splitlines()[0] for file in files)
