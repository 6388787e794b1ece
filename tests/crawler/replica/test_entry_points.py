"""Every entry point that the configuration names is answered, in its form, at any clock."""

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from crawler.outlets import EntryPoint, load_outlets
from crawler.replica import Replica
from tests.conftest import CHECKOUT
from tests.crawler.replica.asking import Asker

NOT_THERE = "https://english.news.cn/rss/world.xml"  # claimed by somebody's code
CLOCKS = [datetime(2018, 4, 3, 14, tzinfo=UTC), datetime(2022, 5, 26, tzinfo=UTC), datetime(2024, 5, 17, 12, tzinfo=UTC)]
POINTS = {
    (point.url, point.body): point
    for outlet in load_outlets(CHECKOUT / "config" / "outlets")
    if outlet.id in ("xinhua", "tass", "nvo")  # those that it imitates
    for edition in outlet.editions
    for channel in edition.channels
    for point in (*channel.read, *channel.archive)
    if point.url != NOT_THERE
}
KINDS = {"rss": "xml", "yandex": "xml", "sitemap": "xml", "links": "html", "nodeart": "javascript"}


def entries(point: EntryPoint, text: str) -> int:
    """How many articles the answer lists, counted by eye, so to speak."""
    if point.kind in ("rss", "yandex"):
        return len(ElementTree.fromstring(text).findall(".//item"))
    if point.kind == "sitemap":
        return len(re.findall(r"<loc>", text)) if ElementTree.fromstring(text) is not None else 0
    if point.kind == "links" or (point.kind == "datasource" and not point.url.endswith(".json")):
        return len(re.findall(r"<a[^>]+href=\"[^\"]*\d{4}", text))
    data = json.loads(re.sub(r"^\w*\(|\)$", "", text))
    for name in ("datasource", "newsList", "data", "list", "result", "contents"):
        data = data[name] if isinstance(data, dict) and name in data else data
    return len(data)


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
@pytest.mark.parametrize("point", POINTS.values(), ids=lambda point: f"{point.kind} {point.url[-40:]}")
def test_an_entry_point_lists_articles(replica: Replica, ask: Asker, point: EntryPoint, clock: datetime) -> None:
    replica.clock = clock
    got = ask(point.url, point.body.encode() or None)
    assert got.status == 200
    expected = KINDS.get(point.kind, "json")
    if point.kind == "datasource" and not point.url.endswith(".json"):
        expected = "html"
        assert "datasource:" in got.text
    assert expected in got.headers["Content-Type"]
    assert entries(point, got.text) >= 1


def test_what_somebody_claimed_is_not_there(ask: Asker) -> None:
    assert ask(NOT_THERE).status == 404


def test_the_stale_feed_is_valid_and_years_old(replica: Replica, ask: Asker) -> None:
    replica.clock = CLOCKS[-1]
    feed = ElementTree.fromstring(ask("http://www.xinhuanet.com/english/rss/worldrss.xml").text)
    assert {item.findtext("pubDate", "")[12:16] for item in feed.findall(".//item")} == {"2017", "2018"}


def test_nodeart_wraps_even_without_a_callback_and_ends_with_a_status(ask: Asker) -> None:
    address = "http://qc.wa.news.cn/nodeart/list?nid=11139631&cnt=10&callback={}&pgnum={}"
    assert ask(address.format("", 1)).text.startswith('({"status": 0')
    assert ask(address.format("done", 1)).text.startswith("done({")
    assert ask(address.format("", 99)).text == '({"status": -1})'


def test_the_datasource_gives_beijing_time_and_addresses_beside_itself(replica: Replica, ask: Asker) -> None:
    replica.clock = CLOCKS[-1]
    rows = json.loads(ask("https://www.news.cn/milpro/ds_efa406de9b714538a958d4a20a80ecf3.json").body)["datasource"]
    row = next(row for row in rows if row["title"] == "中俄两军将继续开展联合巡逻")
    assert row["publishTime"] == "2024-05-16 12:01:05"
    assert row["publishUrl"].startswith("../milpro/20240516/")


def test_the_english_lists_link_upwards(replica: Replica, ask: Asker) -> None:
    replica.clock = CLOCKS[-1]
    assert (
        'href="../20240516/77aa01c2d3e44f55a6b7c8d9e0f1a2b3/c.html"'
        in ask("https://english.news.cn/list/china-chinaworld.htm").text
    )


def test_the_sitemap_index_names_children_and_the_oldest_article_is_in_the_last(ask: Asker) -> None:
    index = ElementTree.fromstring(ask("https://tass.ru/sitemap.xml").text)
    children = [place.text or "" for place in index.findall(".//{*}loc")]
    assert children[0] == "https://tass.ru/sitemap/sitemap_news0.xml"
    texts = [ask(child).text for child in children]
    assert sum("<loc>https://tass.ru/armiya-i-opk/5090417</loc>" in text for text in texts) == 1
    assert ask(f"https://tass.ru/sitemap/sitemap_news{len(children)}.xml").status == 404


def test_the_yandex_feed_has_the_whole_text(ask: Asker) -> None:
    feed = ElementTree.fromstring(ask("https://tass.ru/rss/yandex.xml").text)
    texts = [item.findtext("{http://news.yandex.ru}full-text") or "" for item in feed.iter("item")]
    assert any("командовал Ракетными войсками НОАК" in text for text in texts)


def test_the_news_list_pages_by_time_and_without_the_rows_had(ask: Asker) -> None:
    address, seen, before = "https://tass.com/userApi/categoryNewsList", [], 0
    for _ in range(20):
        asked = {"sectionId": 4953, "limit": 5, "type": "all", "excludeNewsIds": ",".join(map(str, seen)), "timestamp": before}
        data = json.loads(ask(address, json.dumps(asked).encode()).body)
        if not data["newsList"]:
            break
        seen += [row["id"] for row in data["newsList"]]
        before = data["lastTime"]
    assert data == {"newsList": [], "lastTime": 0}
    assert len(seen) == len(set(seen))
    assert 997318 in seen


def test_the_search_had_another_shape_before(replica: Replica, ask: Asker) -> None:
    address = "https://tass.ru/tbp/api/v1/search?limit=3&lang=ru&sort=-es_updated_dt"
    old = json.loads(ask(address).body)["result"]
    replica.clock = CLOCKS[-1]
    new = json.loads(ask(address).body)["result"]
    assert len(old) == len(new["contents"]) == 3
    assert new["has_more"] is True


def test_the_search_goes_on_from_the_last_row_and_keeps_to_its_dates(ask: Asker) -> None:
    address = "https://tass.ru/tbp/api/v1/search?from_date=2018-04-03T00:00:00&to_date=2018-04-04T00:00:00"
    first = json.loads(ask(f"{address}&limit=30").body)["result"]
    rows = json.loads(ask(f"{address}&limit=100&last_es_updated_dt={first[-1]['es_updated_dt']}").body)["result"]
    assert {row["published_dt"][:10] for row in rows} == {"2018-04-03"}
    assert max(row["published_dt"] for row in rows) < first[-1]["published_dt"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b"[" * 50000, b'{"sectionId": "x", "limit": null, "timestamp": 1e400}']
)
def test_a_wrong_question_gets_an_answer(ask: Asker, body: bytes) -> None:
    assert ask("https://tass.com/userApi/categoryNewsList", body or None).status in (200, 400, 405)


def test_bitrix_shows_its_last_page_again(ask: Asker) -> None:
    def links(number: int) -> list[str]:
        return re.findall(r'<h3><a href="([^"]+)"', ask(f"https://nvo.ng.ru/news/index.php?PAGEN_1={number}").text)

    assert links(1) != links(2)
    assert links(998) == links(999)


def test_the_archive_of_issues_leads_to_the_articles_of_the_year_before(ask: Asker) -> None:
    days = re.findall(r'<dd><a href="(/gazeta/[\d-]+/)"', ask("https://nvo.ng.ru/gazeta/").text)
    assert len(days) > 10
    assert re.search(r'<dd><a href="/\w+/20[\d-]+/\d_\d+_\w+\.html"', ask(f"https://nvo.ng.ru{days[-1]}").text)
