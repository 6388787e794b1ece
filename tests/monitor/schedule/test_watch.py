"""The watch with real processes and short intervals: what runs when, what goes wrong, how it stops and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.schedule.plan import plan_jobs
from monitor.schedule.watch import answer_leap, make_scheduler, run_once
from monitor.sections import Daily, Elasticsearch, Retention, Watch
from monitor.store.engine import Store, open_store
from monitor.store.jobs import begin_job
from monitor.store.outbox import announce
from tests.monitor.schedule.light_works import LIGHT, refuses, slow
from tests.monitor.schedule.watching import (
    OFTEN,
    crawl_files,
    passes,
    runs,
    status,
    until,
    watch_desk,
    watch_settings,
    watching,
)

WAITS = "open(FILE + '.begun', 'w').close(); time.sleep(600)"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "readout.db") as opened:
        yield opened


def test_an_outlet_is_crawled_again_and_again_and_a_pass_follows(store: Store, tmp_path: Path) -> None:
    settings = watch_settings(tmp_path, every=OFTEN)
    with watching(watch_desk(store, settings)):
        until(lambda: len(crawl_files(settings)) >= 3 and any(passes(settings)))
    assert status(store, "crawl tass") in ("done", "stopped")
    assert runs(store)["pass"].outcome.endswith("files") or status(store, "pass") == "stopped"


def test_an_outlet_is_crawled_once_at_a_time(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = watch_settings(tmp_path, every=OFTEN)
    with watching(watch_desk(store, settings, {"tass": WAITS})):
        until(lambda: "still running when it was due again" in caplog.text)
        assert len(list(settings.crawl.crawls.glob("*.begun"))) == 1
    assert status(store, "crawl tass") == "stopped"


def test_a_pass_goes_on_beside_the_crawls_of_others_and_leaves_their_files(store: Store, tmp_path: Path) -> None:
    settings = watch_settings(tmp_path, "tass", "xinhua")
    half = f"open(FILE, 'w').write('half'); {WAITS}"
    with watching(watch_desk(store, settings, {"xinhua": half})):
        until(lambda: any("tass-ru" in name for names in passes(settings) for name in names))
        assert any("xinhua" in name for name in crawl_files(settings))
    assert not any("xinhua" in name for names in passes(settings) for name in names)


def test_a_job_that_fails_is_told_and_the_others_go_on(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = watch_settings(tmp_path, "tass", "xinhua", every=OFTEN)
    with watching(watch_desk(store, settings, {"xinhua": "raise SystemExit('no route to host')"})):
        until(lambda: status(store, "crawl xinhua") == "failed" and len(crawl_files(settings)) >= 2)
    assert "crawl of xinhua/zh: ended with status 1: no route to host" in caplog.text


def test_a_mistake_in_a_job_does_not_end_the_watch(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = watch_settings(tmp_path, "tass", "xinhua", every=OFTEN)
    desk = watch_desk(store, settings)

    def wrong(settings: object, place: tuple[object, object], *rest: object, **more: object) -> object:
        if getattr(place[0], "id", "") == "xinhua":
            raise ZeroDivisionError("a mistake")
        return plan(settings, place, *rest, **more)

    plan = desk.plan
    with watching(replace(desk, plan=wrong)):
        until(lambda: status(store, "crawl xinhua") == "failed" and len(crawl_files(settings)) >= 2)
    assert runs(store)["crawl xinhua"].outcome == "ZeroDivisionError: a mistake"


def test_a_pass_that_fails_is_told(store: Store, tmp_path: Path) -> None:
    settings = watch_settings(tmp_path)
    with watching(watch_desk(store, settings, works=replace(LIGHT, follow=refuses))):
        until(lambda: status(store, "pass") == "failed")
    assert runs(store)["pass"].outcome == "topic.yml: people: is missing"


def test_after_a_restart_what_has_run_waits_for_the_rest_of_its_interval(store: Store, tmp_path: Path) -> None:
    settings = watch_settings(tmp_path)
    with watching(watch_desk(store, settings)):
        until(lambda: status(store, "crawl tass") == "done" and len(passes(settings)) >= 1)
    first = runs(store)["crawl tass"]
    with watching(watch_desk(store, settings)):
        until(lambda: len(passes(settings)) >= 3 or status(store, "pass") == "done")
    assert runs(store)["crawl tass"] == first
    assert len(crawl_files(settings)) == 1


@pytest.mark.parametrize(("ago", "crawled"), [(timedelta(minutes=5), 0), (timedelta(minutes=700), 1)], ids=["rest", "due"])
def test_after_a_standstill_what_is_due_is_done_once(store: Store, tmp_path: Path, ago: timedelta, crawled: int) -> None:
    settings = watch_settings(tmp_path)
    desk = watch_desk(store, settings)
    (job,) = plan_jobs(settings)
    replace(desk, ahead=-ago).do(job)
    for path in settings.crawl.crawls.iterdir():
        path.unlink()
    with watching(desk):
        until(lambda: status(store, "pass") == "done" and len(passes(settings)) >= 1)
        if crawled:
            until(lambda: crawl_files(settings))
    assert len(crawl_files(settings)) == crawled


def test_a_job_that_died_with_its_schedule_is_due_again(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = watch_settings(tmp_path)
    with store.writing() as connection:
        begin_job(connection, "crawl tass", due_at=datetime.now(UTC), at=datetime.now(UTC))
    with watching(watch_desk(store, settings)):
        until(lambda: status(store, "crawl tass") == "done")
    assert "crawl tass: died with the schedule that ran it; it is due again" in caplog.text


def test_what_was_asked_to_end_is_done_again_after_the_start(store: Store, tmp_path: Path) -> None:
    settings = watch_settings(tmp_path)
    with watching(watch_desk(store, settings, {"tass": WAITS})):
        until(lambda: list(settings.crawl.crawls.glob("*.begun")))
    assert status(store, "crawl tass") == "stopped"
    with watching(watch_desk(store, settings)):
        until(lambda: status(store, "crawl tass") == "done")


def test_a_pass_ends_between_two_units_when_all_is_to_stop(store: Store, tmp_path: Path) -> None:
    settings = watch_settings(tmp_path)
    with watching(watch_desk(store, settings, works=replace(LIGHT, follow=slow))):
        until(lambda: (tmp_path / "working").exists())
    assert status(store, "pass") == "stopped"


def test_a_daily_mail_asks_for_a_pass_at_its_hour(store: Store, tmp_path: Path) -> None:
    """The watch's clock begins two seconds before the hour."""
    daily = Watch(id="w", to=("reader@example.org",), daily=Daily(at="07:30", zone="Europe/Moscow"))
    settings = replace(watch_settings(tmp_path), watches=(daily,))
    begin = datetime(2018, 4, 3, 4, 29, 58, tzinfo=UTC)
    desk = replace(watch_desk(store, settings), ahead=begin - datetime.now(UTC))
    with watching(desk):
        until(lambda: status(store, "mail 07:30 Europe/Moscow") == "done")
        asked = runs(store)["mail 07:30 Europe/Moscow"].started_at
        until(lambda: runs(store)["pass"].started_at >= asked)
    assert asked >= datetime(2018, 4, 3, 4, 30, tzinfo=UTC)


def test_the_index_is_written_while_something_waits_and_else_not_asked(store: Store, tmp_path: Path) -> None:
    settings = replace(watch_settings(tmp_path), elasticsearch=Elasticsearch(url="http://localhost:9200"))
    with watching(watch_desk(store, settings)):
        until(lambda: status(store, "pass") == "done")
    assert status(store, "index") is None
    with store.writing() as connection:
        announce(connection, "article", "t1", datetime.now(UTC))
    with watching(watch_desk(store, settings)):
        until(lambda: status(store, "index") == "done")


def test_once_does_every_job_and_tells_every_trouble(store: Store, tmp_path: Path) -> None:
    settings = replace(watch_settings(tmp_path, "tass", "xinhua"), retention=Retention(warc_days=30))
    desk = watch_desk(store, settings, {"xinhua": "raise SystemExit('no route to host')"})
    (trouble,) = run_once(desk)
    assert trouble.startswith("crawl of xinhua/zh: ended with status 1: no route to host")
    assert {name: run.status for name, run in runs(store).items()} == {
        "crawl tass": "done", "crawl xinhua": "failed", "pass": "done", "prune": "done",
    }  # fmt: skip
    (names,) = passes(settings)
    assert [name.split("-")[1] for name in names] == ["tass"]
    assert run_once(watch_desk(store, watch_settings(tmp_path))) == ()
    assert len(passes(settings)) == 2, "once means now, whatever ran before"


def test_a_clock_set_back_moves_what_waits_with_it(store: Store, tmp_path: Path) -> None:
    daily = Watch(id="w", to=("reader@example.org",), daily=Daily(at="07:30", zone="UTC"))
    settings = replace(watch_settings(tmp_path), watches=(daily,))
    desk = watch_desk(store, settings)
    jobs = plan_jobs(settings)
    desk.do(jobs[0])
    scheduler = make_scheduler(desk, jobs, lambda: None)
    scheduler.start(paused=True)
    try:
        before = {job.id: job.next_run_time for job in scheduler.get_jobs()}
        answer_leap(scheduler, -timedelta(hours=3))
        after = {job.id: job.next_run_time for job in scheduler.get_jobs()}
        assert after["crawl tass"] == before["crawl tass"] - timedelta(hours=3)
        assert after["mail 07:30 UTC"] == before["mail 07:30 UTC"]
        answer_leap(scheduler, timedelta(hours=3))
        assert {job.id: job.next_run_time for job in scheduler.get_jobs()} == after
    finally:
        scheduler.shutdown()


def test_what_the_configuration_says_of_lateness_is_what_the_scheduler_is_told(store: Store, tmp_path: Path) -> None:
    daily = Watch(id="w", to=("reader@example.org",), daily=Daily(at="07:30", zone="UTC"))
    settings = replace(watch_settings(tmp_path), watches=(daily,))
    scheduler = make_scheduler(watch_desk(store, settings), plan_jobs(settings), lambda: None)
    scheduler.start(paused=True)
    try:
        crawl, mail = scheduler.get_job("crawl tass"), scheduler.get_job("mail 07:30 UTC")
        assert (crawl.coalesce, crawl.max_instances, crawl.misfire_grace_time) == (True, 1, 3600)
        assert mail.misfire_grace_time is None
    finally:
        scheduler.shutdown()
