"""The closing record of a crawl file, there and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.crawlfile import (
    EntryPoint,
    Health,
    PageEvent,
    Quarantined,
    crawl_file_name,
    crawl_line_kind,
    event_from_json,
    event_to_json,
    finished_files,
    health_from_json,
    health_to_json,
    is_health,
    quarantined_from_json,
    quarantined_to_json,
)
from processors.errors import InputError

START = datetime(2018, 4, 3, 12, tzinfo=UTC)
HEALTH = Health(
    outlet="tass", edition="ru", started_at=START, finished_at=START, complete_to=START, status="complete",
    entry_points=(
        EntryPoint(url="https://tass.ru/rss/v2.xml", status="read", channel="news", listed=9, newest=START),
        EntryPoint(url="https://tass.ru/armiya", status="failed", channel="army", needed=False),
    ),
    articles=7, complete_from=START, listed=9, refused=2, fetched=7, quarantined=1, failed=1,
    held_by=("https://tass.ru/politika/1",), fallback=1, incomplete=1,
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


def test_page_events_and_quarantined_pages_come_back_as_they_were() -> None:
    place = {"outlet": "tass", "edition": "ru", "at": START}
    event = PageEvent(url="https://tass.ru/politika/1", kind="gone", status=410, detail="410", warc="urn:uuid:1", **place)
    page = Quarantined(url="https://tass.ru/politika/2", reason="no layout fits", **place)
    assert event_from_json(event_to_json(event)) == event
    assert quarantined_from_json(quarantined_to_json(page)) == page
    lines = (event_to_json(event), quarantined_to_json(page), health_to_json(HEALTH), {"id": "x"}, 7)
    assert [crawl_line_kind(line) for line in lines] == ["event", "quarantine", "health", "article", "article"]


@pytest.mark.parametrize("row", [{"event": 7}, {"event": {"url": "x"}}, {"quarantine": {"url": "", "outlet": "t"}}])
def test_a_broken_line_of_another_kind_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each field has its own words
        (event_from_json if "event" in row else quarantined_from_json)(row)
