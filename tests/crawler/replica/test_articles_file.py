"""A file of articles printed by the replica."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.replica import Replica
from crawler.replica.articles_file import pieces_from_articles
from crawler.replica.exchange import Request
from crawler.replica.scene import Scene
from crawler.replica.tass import answer_tass

ROW = {
    "outlet": "tass",
    "edition": "ru",
    "url": "https://tass.ru/armiya-i-opk/5100001",
    "title": "Корабли вышли в море",
    "text": "Первый абзац.\n\nВторой абзац.",
    "published_at": "2018-04-05T10:00:00Z",
}  # invented


def test_its_articles_are_listed_and_printed(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(ROW) + "\n\n", encoding="utf-8")
    with Replica.start(clock=datetime(2018, 4, 5, 12, tzinfo=UTC), articles=file) as replica:
        scene = replica.scene()
        feed = answer_tass(Request(method="GET", url="https://tass.ru/rss/v2.xml?sections="), scene)
        page = answer_tass(Request(method="GET", url=ROW["url"]), scene)
    assert feed is not None
    assert ROW["url"].encode() in feed.body
    assert page is not None
    assert "<p>Второй абзац.</p>" in page.body.decode()
    assert isinstance(scene, Scene)


@pytest.mark.parametrize(
    "change",
    [{"edition": "fr"}, {"text": None}, {"published_at": "2018-04-05T10:00:00"}, {"published_at": "soon"}, {"url": "x"}],
    ids=str,
)
def test_a_line_that_cannot_be_printed_is_named(tmp_path: Path, change: dict[str, str]) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(ROW) + "\n" + json.dumps(ROW | change), encoding="utf-8")
    with pytest.raises(ValueError, match=r"articles\.jsonl:2: "):
        list(pieces_from_articles(file))
