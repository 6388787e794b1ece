"""A pass that crawls: files of dead crawls are taken first, what died is read from the archive, a backfill mails nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crawler.archive.archive import open_archive
from crawler.canonical_url import article_id
from crawler.crawl_settings import CrawlSettings
from crawler.crawlfile import EntryPoint, Health, health_to_json
from crawler.edition_lock import EditionLock
from monitor import pass_crawls
from monitor.crawling import Job, Place, Stretch
from monitor.run import Crawls, follow_crawls, run_pass
from monitor.schedule.holding import only_schedule
from monitor.settings import Settings
from monitor.store import schema
from monitor.store.articles import load_article
from monitor.store.engine import Store, open_store
from monitor.store.jobs import begin_job
from monitor.store.origins import crawled_articles
from monitor.store.passes import unclosed_files
from monitor.store.watermarks import complete_to
from monitor.summary import Summary
from processors.errors import ConfigError, TryLater
from tests.crawler.archive.exchanges import exchange
from tests.crawler.pages.golden_pages import FOLDER
from tests.monitor.child_code import run_code
from tests.monitor.lightweight import article_row, at, light_bench, light_settings, write_crawl

PAGE = (FOLDER / "tass" / "b-unix-2018.html").read_bytes()
URL = "https://tass.ru/armiya-i-opk/5091111"
DEAD = "20180403T134000Z-tass-ru"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    crawl = CrawlSettings(contact="editor@example.org", crawls=tmp_path / "crawls", archive=tmp_path / "archive")
    return replace(light_settings(tmp_path), crawl=crawl)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.store) as opened:
        yield opened


def crawl_of(place: Place, started: datetime) -> list[dict[str, object]]:
    """What a crawl of that edition brings: one article, the same each time, and a closing record."""
    outlet, edition = place[0].id, place[1].id
    point = EntryPoint(url="https://example.org/", status="read", channel="news", listed=1)
    health = Health(
        outlet=outlet, edition=edition, started_at=started, finished_at=started, complete_from=started - timedelta(days=2),
        complete_to=started, status="complete", entry_points=(point,), articles=1, listed=1,
    )  # fmt: skip
    return [article_row(f"{outlet}-{edition}", outlet, edition, at(3, 10), "Some words."), health_to_json(health)]


@pytest.fixture
def crawlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Crawls that write what `crawl_of` says, or run the code that is put under the edition's name."""
    broken: dict[str, str] = {}
    plan = pass_crawls.plan_crawl

    def fake(settings: Settings, place: Place, started: datetime, *, clock: datetime | None, stretch: Stretch | None = None) -> Job:
        job = plan(settings, place, started, clock=clock, stretch=stretch)
        text = "".join(json.dumps(row) + "\n" for row in crawl_of(place, started))
        code = broken.get(job.place, f"open({str(job.file)!r}, 'w').write({text!r})")
        return replace(job, arguments=(code,), run=run_code)

    monkeypatch.setattr(pass_crawls, "plan_crawl", fake)
    return broken


def go(
    store: Store, settings: Settings, clock: datetime, stretch: Stretch | None = None, only: Sequence[str] = ("tass",)
) -> Summary:
    crawls = Crawls(as_if=True, stretch=stretch)
    return run_pass(store, settings, crawls=crawls, clock=clock, now=lambda: clock, only=only, bench=light_bench())


def count(store: Store, table: str) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(schema.metadata.tables[table])).scalar_one()


def keep(settings: Settings, **fields: object) -> None:
    with open_archive(settings.crawl.archive, outlets=settings.outlets) as archive:
        archive.append(exchange(**({"url": URL, "article_url": URL, "body": PAGE, "crawl": DEAD} | fields)))


def has(store: Store, settings: Settings, url: str = URL) -> bool:
    with store.reading() as connection:
        return load_article(connection, article_id(url, settings.outlets)) is not None


def test_a_pass_crawls_the_editions_and_takes_what_they_bring(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    summary = go(store, settings, at(5))
    assert summary.troubles == []
    assert (summary.counts["new"], summary.counts["files"], summary.counts["analysed"]) == (2, 2, 2)
    with store.reading() as connection:
        assert complete_to(connection) == {"tass/ru": at(5), "tass/en": at(5)}


def test_a_crawl_that_fails_is_a_trouble_and_the_pass_goes_on(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    crawlers["tass/ru"] = "raise SystemExit('no route to host')"
    summary = go(store, settings, at(5))
    (trouble,) = summary.troubles
    assert "crawl of tass/ru: ended with status 1: no route to host" in trouble
    assert (summary.counts["new"], summary.counts["analysed"]) == (1, 1)


def test_without_a_contact_nothing_is_begun(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    nameless = replace(settings, crawl=settings.crawl.model_copy(update={"contact": " "}))
    with pytest.raises(ConfigError, match="contact"):
        go(store, nameless, at(5))
    assert not settings.crawl.crawls.exists()


def test_what_a_pass_before_left_is_taken_first(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    write_crawl(settings.crawl.crawls, at(3), "tass", "ru", [article_row("t1", "tass", "ru", at(3), "Words.")])
    assert go(store, settings, at(5)).counts["new"] == 3


def test_a_pass_beside_crawls_takes_the_files_that_have_ended(store: Store, settings: Settings) -> None:
    write_crawl(settings.crawl.crawls, at(3), "tass", "ru", [article_row("t1", "tass", "ru", at(3), "Words.")])
    write_crawl(settings.crawl.crawls, at(4), "tass", "en", [article_row("t2", "tass", "en", at(3), "Words.")], status=None)
    names = ["20180403T120000Z-tass-ru.jsonl"]
    summary = follow_crawls(store, settings, names=names, now=lambda: at(5), bench=light_bench())
    assert (summary.counts["files"], summary.counts["new"], summary.counts["analysed"], summary.run) == (1, 1, 1, "pass-1")
    assert (
        follow_crawls(
            store, settings, names=[*names, "20180404T120000Z-tass-en.jsonl"], now=lambda: at(5), bench=light_bench()
        ).counts["new"]
        == 1
    )


def test_a_pass_beside_crawls_leaves_one_that_has_just_ended_to_the_next(store: Store, settings: Settings) -> None:
    keep(settings)
    file = settings.crawl.crawls / f"{DEAD}.jsonl"
    write_crawl(settings.crawl.crawls, at(3), "tass", "en", [])
    file.write_text("")
    follow_crawls(store, settings, names=[], now=lambda: at(5), bench=light_bench())
    assert not has(store, settings)
    summary = follow_crawls(store, settings, names=[file.name], now=lambda: at(5), bench=light_bench())
    assert has(store, settings)
    assert summary.counts["replayed"] == 1


def test_a_pass_by_hand_leaves_the_files_that_a_schedule_is_writing(
    store: Store, settings: Settings, crawlers: dict[str, str]
) -> None:
    old = [article_row("t1", "tass", "ru", at(3), "Words.")]
    write_crawl(settings.crawl.crawls, at(3), "tass", "ru", old)
    write_crawl(settings.crawl.crawls, at(4), "tass", "ru", [article_row("t2", "tass", "ru", at(3), "Words.")], status=None)
    with store.writing() as connection:
        begin_job(connection, "crawl tass", due_at=at(4), at=at(4))
    with only_schedule(store.path, 4711, at(3)):
        assert go(store, settings, at(5), only=("nvo",)).counts["files"] == 2, "the finished one, and its own"
    assert go(store, settings, at(6), only=("nvo",)).counts["files"] == 2, "that one died, and is taken"


def test_a_file_of_a_time_that_a_clock_set_back_has_taken_away_is_taken(store: Store, settings: Settings) -> None:
    write_crawl(settings.crawl.crawls, at(9), "tass", "ru", [article_row("t1", "tass", "ru", at(3), "Words.")])
    names = ["20180409T120000Z-tass-ru.jsonl"]
    assert follow_crawls(store, settings, names=names, now=lambda: at(5), bench=light_bench()).counts["new"] == 1


def test_a_pass_that_is_asked_to_end_goes_on_with_the_next(store: Store, settings: Settings) -> None:
    rows = [article_row(f"t{number}", "tass", "ru", at(3), f"Words {number}.") for number in range(4)]
    names = [write_crawl(settings.crawl.crawls, at(3), "tass", "ru", rows).name]
    calls: list[int] = []

    def go_on() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise TryLater("asked to end")

    with pytest.raises(TryLater, match="asked to end"):
        follow_crawls(store, settings, names=names, now=lambda: at(5), bench=light_bench(), go_on=go_on)
    assert count(store, "analyses") == 2
    follow_crawls(store, settings, names=[], now=lambda: at(5), bench=light_bench())
    assert count(store, "analyses") == 4


def test_what_a_dead_crawl_fetched_is_read_from_the_archive_once(
    store: Store, settings: Settings, crawlers: dict[str, str]
) -> None:
    keep(settings)
    summary = go(store, settings, at(5))
    assert has(store, settings)
    assert f"{DEAD}: died before its end, read again from the archive: 1 new" in "\n".join(summary.lines)
    with store.reading() as connection:
        assert crawled_articles(connection, [article_id(URL, settings.outlets)])
        assert complete_to(connection)["tass/ru"] == at(5)
    again = go(store, settings, at(5, 13))
    assert again.counts["replayed"] == 0
    assert count(store, "revisions") == 3


def test_a_file_without_its_end_is_completed_from_the_archive(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    write_crawl(settings.crawl.crawls, at(3) + timedelta(hours=1, minutes=40), "tass", "ru", [], status=None)
    keep(settings)
    go(store, settings, at(5))
    assert has(store, settings)
    with store.reading() as connection:
        assert unclosed_files(connection) == ()


def test_a_crawl_that_ended_well_is_not_read_again(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    keep(settings, crawl="20180405T120000Z-tass-ru")
    assert go(store, settings, at(5)).counts["replayed"] == 1  # its file comes only after what was left is taken
    keep(settings, url=f"{URL}2", article_url=f"{URL}2", crawl="20180406T120000Z-tass-en")
    write_crawl(settings.crawl.crawls, at(6), "tass", "en", [])
    assert go(store, settings, at(7)).counts["replayed"] == 0


def test_a_crawl_that_is_still_at_work_is_left_alone(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    keep(settings)
    lock = EditionLock(settings.crawl.archive, "tass", "ru")
    lock.take()
    go(store, settings, at(5))
    assert not has(store, settings)
    lock.release()
    go(store, settings, at(6))
    assert has(store, settings)


def test_a_file_that_was_not_taken_is_not_written_over(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    file = write_crawl(settings.crawl.crawls, at(5), "tass", "ru", [])
    file.write_bytes(b"\x1f\x8b broken gzip")
    summary = go(store, settings, at(5))
    assert any("is there and was not taken" in trouble for trouble in summary.troubles)
    assert file.read_bytes() == b"\x1f\x8b broken gzip"


def test_the_same_second_again_writes_over_what_was_taken(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    go(store, settings, at(5))
    assert go(store, settings, at(5)).troubles == []
    assert count(store, "articles") == 2


def test_a_backfill_is_an_import(store: Store, settings: Settings, crawlers: dict[str, str]) -> None:
    go(store, settings, at(20), Stretch(since=at(1), until=at(4)))
    assert sorted(file.name for file in settings.crawl.crawls.iterdir()) == [
        "20180420T120000Z-tass-en-backfill.jsonl",
        "20180420T120000Z-tass-ru-backfill.jsonl",
    ]
    with store.reading() as connection:
        assert crawled_articles(connection, ["tass-ru", "tass-en"]) == frozenset()
    keep(settings, crawl="20180420T130000Z-tass-ru-backfill")
    go(store, settings, at(21))
    with store.reading() as connection:
        assert crawled_articles(connection, [article_id(URL, settings.outlets), "tass-ru"]) == frozenset()
    assert has(store, settings)
