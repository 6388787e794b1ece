"""The closing record of a crawl file, there and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.crawlfile import EntryPoint, Health, crawl_file_name, finished_files, health_from_json, health_to_json, is_health
from processors.errors import InputError

START = datetime(2018, 4, 3, 12, tzinfo=UTC)
HEALTH = Health(
    outlet="tass", edition="ru", started_at=START, finished_at=START, complete_to=START, status="complete",
    entry_points=(EntryPoint(url="https://tass.ru/rss/v2.xml", status="read"),), articles=7,
)  # fmt: skip


def test_a_health_record_comes_back_as_it_was() -> None:
    row = health_to_json(HEALTH)
    assert is_health(row)
    assert health_from_json(row) == HEALTH


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "fine"), ("complete_to", "yesterday"), ("started_at", None), ("entry_points", [{"url": "x", "status": "maybe"}]),
     ("entry_points", 7), ("outlet", ""), ("articles", "many")],
)  # fmt: skip
def test_a_health_record_with_a_wrong_field_is_refused(field: str, value: object) -> None:
    row = health_to_json(HEALTH)
    row["health"][field] = value
    with pytest.raises(ValueError):  # noqa: PT011 - each field has its own words
        health_from_json(row)


def test_the_names_of_crawl_files_sort_in_the_order_of_time(tmp_path) -> None:
    for moment in (datetime(2018, 4, 10, tzinfo=UTC), START):
        (tmp_path / crawl_file_name("tass", "ru", moment)).touch()
    (tmp_path / "20180403T130000Z-tass-ru.jsonl.part").touch()
    assert [path.name for path in finished_files(tmp_path)] == ["20180403T120000Z-tass-ru.jsonl", "20180410T000000Z-tass-ru.jsonl"]
    with pytest.raises(InputError):
        finished_files(tmp_path / "nowhere")
