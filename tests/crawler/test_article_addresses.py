"""Which addresses are articles of which edition: every generation of the outlets' addresses, and what looks like one."""

from __future__ import annotations

import pytest

from crawler.outlets import load_outlets
from monitor.defaults import default_config

OUTLETS = load_outlets(default_config() / "outlets")
EDITIONS = {f"{outlet.id}/{edition.id}": edition for outlet in OUTLETS for edition in outlet.editions}
HASH = "1cafb8dc89c942c5a19af77b039a4329"

ARTICLES = [
    ("xinhua/zh", "http://www.he.xinhuanet.com/news/2012-06/04/content_25340717.htm"),
    ("xinhua/zh", "http://news.xinhuanet.com/mil/2018-04/03/c_129843210.htm"),
    ("xinhua/zh", "http://www.xinhuanet.com/world/2019-12/10/c_1125327450.htm"),
    ("xinhua/zh", "https://www.news.cn/world/2022-05/25/c_1128683902.htm"),
    ("xinhua/zh", "http://www.news.cn/politics/2023-12/17/c_1130031441.htm"),
    ("xinhua/zh", f"http://www.news.cn/milpro/20240712/{HASH}/c.html"),
    ("xinhua/zh", f"https://www.news.cn/20241014/{HASH}/c.html"),
    ("xinhua/zh", "http://m.xinhuanet.com/mil/2018-04/03/c_129843210.htm"),
    ("xinhua/zh", "https://www.news.cn/politics/leaders/2023-03/21/c_1129450001.htm"),
    ("xinhua/en", "http://www.xinhuanet.com/english/2018-04/04/c_137086543.htm"),
    ("xinhua/en", "http://news.xinhuanet.com/english/2016-11/24/c_135854321.htm"),
    ("xinhua/en", f"https://english.news.cn/20230817/{HASH}/c.html"),
    ("xinhua/en", f"https://english.news.cn/asiapacific/20230817/{HASH}/c.html"),
    ("xinhua/en", "https://english.news.cn/english/2018-04/04/c_137086543.htm"),
    ("xinhua/ru", "http://russian.news.cn/2019-05/31/c_138103700.htm"),
    ("xinhua/ru", f"https://russian.news.cn/20240516/{HASH}/c.html"),
    ("xinhua/ru", "http://russian.xinhuanet.com/2018-04/04/c_137087654.htm"),
    ("tass/ru", "https://tass.ru/armiya-i-opk/5091111"),
    ("tass/ru", "https://tass.ru/mezhdunarodnaya-panorama/25866007"),
    ("tass/ru", "https://tass.ru/armiya-i-opk/sub/5091111"),
    ("tass/ru", "http://itar-tass.com/politika/1093456"),
    ("tass/en", "https://tass.com/defense/997123"),
    ("tass/en", "https://tass.com/world/2077379"),
    ("tass/en", "https://tass.com/pressreview/1691743"),
    ("tass/en", "http://tass.ru/en/world/784321"),
    ("nvo/ru", "https://nvo.ng.ru/concepts/2018-06-01/1_998_china.html"),
    ("nvo/ru", "https://nvo.ng.ru/concepts/2012-11-02/1_triangle.html"),
    ("nvo/ru", "https://nvo.ng.ru/nvo/2014-02-21/1_asia.html"),
    ("nvo/ru", "http://nvo.ng.ru/gpolit/2015-11-13/1_zuev.html"),
    ("nvo/ru", "https://nvo.ng.ru/news/654321.html"),
]

OTHERS = [
    ("xinhua/zh", "http://www.news.cn/milpro/"),
    ("xinhua/zh", "http://www.news.cn/politics/index.html"),
    ("xinhua/zh", "http://news.xinhuanet.com/mil/2018-04/03/c_129843210_2.htm"),  # a further page of an article
    ("xinhua/zh", "http://www.xinhuanet.com/english/2018-04/04/c_137086543.htm"),  # another edition's
    ("xinhua/zh", f"https://english.news.cn/20230817/{HASH}/c.html"),
    ("xinhua/zh", f"http://www.news.cn/milpro/20240712/{HASH}/{HASH}.jpg"),
    ("xinhua/zh", "https://example.org/mil/2018-04/03/c_129843210.htm"),
    ("xinhua/zh", "https://www.news.cn.example.org/mil/2018-04/03/c_129843210.htm"),
    ("xinhua/en", "https://english.news.cn/list/latestnews.htm"),
    ("xinhua/en", f"https://english.news.cn/20230804/{HASH}/{HASH}.jpg"),
    ("xinhua/ru", "https://russian.news.cn/ewjkxml.xml"),
    ("xinhua/ru", "http://russian.news.cn/2019-05/31/c_138103700_3.htm"),
    *(("tass/ru", f"https://tass.ru/{section}/5091111") for section in ("info", "tag", "author", "spec", "press", "podcasts")),
    *(("tass/ru", f"https://tass.ru/{section}/5091111") for section in ("video", "photo", "amp", "en")),
    ("tass/ru", "https://tass.ru/search?searchStr=5091111"),
    ("tass/ru", "https://tass.ru/rss/v2.xml"),
    ("tass/ru", "https://tass.ru/amp/armiya-i-opk/5091111"),
    ("tass/ru", "https://tass.ru/armiya-i-opk"),
    ("tass/ru", "https://tass.com/defense/997123"),
    ("tass/en", "https://tass.com/search/997123"),
    ("tass/en", "https://tass.com/tag/997123"),
    ("tass/en", "https://tass.com/military-defense"),
    ("tass/en", "https://tass.ru/armiya-i-opk/5091111"),
    ("nvo/ru", "https://nvo.ng.ru/gazeta/2018-06-01/"),
    ("nvo/ru", "https://nvo.ng.ru/authors/12345/"),
    ("nvo/ru", "https://www.ng.ru/world/2026-08-11/1_9557_story.html"),  # the daily: another paper
    ("nvo/ru", "https://nvo.ng.ru/news/index.php?PAGEN_1=2"),
]


@pytest.mark.parametrize(("edition", "url"), ARTICLES)
def test_an_article_is_known_by_its_address(edition: str, url: str) -> None:
    assert [name for name, other in EDITIONS.items() if other.is_article(url)] == [edition]


@pytest.mark.parametrize(("edition", "url"), OTHERS)
def test_what_is_no_article_of_the_edition_is_not_taken_for_one(edition: str, url: str) -> None:
    assert not EDITIONS[edition].is_article(url)


@pytest.mark.parametrize("edition", sorted({edition for edition, _ in ARTICLES}))
def test_each_edition_can_be_crawled(edition: str) -> None:
    channels = EDITIONS[edition].channels
    assert channels
    assert all(len(channel.read) >= 2 for channel in channels), "each channel has an entry point to fall back on"
    assert any(channel.archive for channel in channels), "a stretch of the past can be read"


def test_a_long_address_is_refused_in_no_time() -> None:
    assert not any(edition.is_article("https://www.news.cn/" + "a/" * 50_000 + "x") for edition in EDITIONS.values())
    assert not any(edition.is_article("https://tass.ru/" + "a-" * 50_000) for edition in EDITIONS.values())
