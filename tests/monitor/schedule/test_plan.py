"""Which jobs a configuration asks for, and when each is due, over restarts, clocks set back and summer time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from crawler.outlets import OutletSchedule
from monitor.schedule.plan import Every, next_daily, next_due, plan_jobs
from monitor.sections import Daily, Elasticsearch, Retention, Schedule, Watch
from monitor.settings import Settings
from monitor.store.jobs import JobRun, JobStatus
from tests.monitor.lightweight import at, light_settings

MOMENTS = st.integers(0, 40 * 365 * 86400).map(lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
SPANS = st.timedeltas(timedelta(seconds=1), timedelta(days=7))
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Europe/Moscow", "Asia/Shanghai", "Australia/Lord_Howe", "Pacific/Apia"]
HOURS = st.times().map(lambda hour: f"{hour:%H:%M}")
UNHURRIED = rules(deadline=None)
DAILIES = st.builds(lambda hour, zone: Daily(at=hour, zone=zone), HOURS, st.sampled_from(ZONES))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return light_settings(tmp_path)


def ran(started_at: datetime, status: JobStatus = "done") -> JobRun:
    return JobRun(id="crawl tass", due_at=started_at, started_at=started_at, finished_at=started_at, status=status, outcome="")


def intervals(settings: Settings) -> dict[str, float]:
    return {job.id: job.when.interval / timedelta(minutes=1) for job in plan_jobs(settings) if isinstance(job.when, Every)}


def test_each_outlet_that_is_enabled_is_crawled_at_its_own_interval(settings: Settings) -> None:
    tass, *others = (outlet for outlet in settings.outlets if outlet.id in ("tass", "xinhua"))
    plain = tass.model_copy(update={"schedule": OutletSchedule()})
    outlets = replace(settings.outlets, outlets=(plain, *others, *(o for o in settings.outlets if o.id == "people")))
    found = intervals(replace(settings, outlets=outlets, schedule=Schedule(every_minutes=45)))
    assert found == {"crawl tass": 45, "crawl xinhua": others[0].schedule.every_minutes}


def test_watches_with_the_same_hour_share_a_job(settings: Settings) -> None:
    hours = [("07:30", "Europe/Moscow"), ("07:30", "Europe/Moscow"), ("07:30", "Asia/Shanghai")]
    watches = tuple(
        Watch(id=f"w{number}", to=("reader@example.org",), daily=Daily(at=hour, zone=zone))
        for number, (hour, zone) in enumerate(hours)
    )
    jobs = plan_jobs(replace(settings, watches=watches))
    assert [job.id for job in jobs if job.kind == "mail"] == ["mail 07:30 Europe/Moscow", "mail 07:30 Asia/Shanghai"]


def test_upkeep_is_planned_when_it_is_asked_for(settings: Settings) -> None:
    assert {job.kind for job in plan_jobs(settings)} == {"crawl"}
    asked = replace(settings, retention=Retention(warc_days=30), elasticsearch=Elasticsearch(url="http://localhost:9200"))
    assert {job.kind for job in plan_jobs(asked)} == {"crawl", "index", "prune"}


def test_a_name_of_a_job_is_one_word_in_the_log(settings: Settings) -> None:
    watch = Watch(id="w", to=("reader@example.org",), daily=Daily(at="07:30", zone="Europe/Moscow"))
    assert [job.slug for job in plan_jobs(replace(settings, watches=(watch,)))][-1] == "mail-0730-Europe-Moscow"


@UNHURRIED
@given(MOMENTS, SPANS)
def test_what_never_ran_is_due_now_and_what_was_cut_off_too(now: datetime, interval: timedelta) -> None:
    every = Every(interval=interval)
    assert next_due(every, None, now) == now
    assert next_due(every, ran(now, "died"), now) == now
    assert next_due(every, ran(now, "stopped"), now) == now


@UNHURRIED
@given(MOMENTS, SPANS, SPANS)
def test_a_restart_neither_skips_nor_repeats(now: datetime, interval: timedelta, ago: timedelta) -> None:
    due = next_due(Every(interval=interval), ran(now - ago), now)
    assert due == now - ago + interval
    assert (due <= now) == (ago >= interval)


@UNHURRIED
@given(MOMENTS, SPANS, SPANS)
def test_a_clock_set_back_neither_stops_the_watch_nor_repeats_at_once(now: datetime, interval: timedelta, leap: timedelta) -> None:
    assert next_due(Every(interval=interval), ran(now + leap), now) == now + interval


@UNHURRIED
@given(MOMENTS, SPANS)
def test_a_run_that_failed_comes_again_at_its_time(now: datetime, interval: timedelta) -> None:
    assert next_due(Every(interval=interval), ran(now, "failed"), now) == now + interval


@UNHURRIED
@given(DAILIES, MOMENTS)
def test_a_daily_job_comes_once_each_day_at_its_hour(daily: Daily, after: datetime) -> None:
    zone, moment = ZoneInfo(daily.zone), next_daily(daily, after)
    assert moment > after
    assert moment - after <= timedelta(hours=49)  # a day that a zone leapt over leaves a gap
    hour = time.fromisoformat(daily.at)
    shown = moment.astimezone(zone)
    skipped = datetime.combine(shown.date(), hour, zone).astimezone(UTC).astimezone(zone).time() != hour
    assert shown.time() == hour or skipped
    assert next_daily(daily, moment) - moment >= timedelta(hours=22)


@UNHURRIED
@given(DAILIES, MOMENTS, SPANS)
def test_a_daily_job_that_was_missed_is_made_up_for_once(daily: Daily, now: datetime, ago: timedelta) -> None:
    due = next_due(daily, ran(now - ago), now)
    assert due == next_daily(daily, now - ago)
    assert next_due(daily, ran(now), now) > now


@pytest.mark.parametrize(
    ("hour", "after", "moment"),
    [
        ("02:30", datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # there is no 02:30
        ("02:30", datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first of two
        ("02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),  # not the second
        ("12:00", datetime(2026, 3, 28, 11, tzinfo=UTC), datetime(2026, 3, 29, 10, tzinfo=UTC)),  # an hour earlier in UTC
    ],
    ids=["skipped", "twice", "not-again", "summer"],
)
def test_summer_time(hour: str, after: datetime, moment: datetime) -> None:
    assert next_daily(Daily(at=hour, zone="Europe/Berlin"), after) == moment


def test_a_daily_job_that_never_ran_waits_for_its_hour() -> None:
    assert next_due(Daily(at="13:00", zone="UTC"), None, at(3)) == at(3, 13)
