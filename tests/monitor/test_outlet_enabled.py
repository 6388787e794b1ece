"""An outlet that is not enabled is known, and neither crawled, missed nor silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.canonical_url import canonical_url
from crawler.crawlfile import Health
from crawler.outlets import Outlets
from monitor.alarms import current_alarms
from monitor.alerts.gaps import find_gaps
from monitor.comparing import outlet_facts
from monitor.crawling import crawlable
from monitor.doctor.watch import freshness
from monitor.settings import Settings
from monitor.store.crawls import save_crawl
from monitor.store.engine import open_store
from monitor.store.watermarks import declare_complete
from tests.monitor.lightweight import at, light_settings


def without(settings: Settings, name: str) -> Settings:
    """The settings with that outlet not enabled."""
    outlets = tuple(outlet.model_copy(update={"enabled": outlet.id != name}) for outlet in settings.outlets)
    return replace(settings, outlets=Outlets(outlets=outlets))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return without(light_settings(tmp_path), "tass")


def test_it_is_crawled_only_when_it_is_named(settings: Settings) -> None:
    assert {outlet.id for outlet, _ in crawlable(settings.outlets)} >= {"xinhua", "nvo"}
    assert "tass" not in {outlet.id for outlet, _ in crawlable(settings.outlets)}
    assert {outlet.id for outlet, _ in crawlable(settings.outlets, ["tass"])} == {"tass"}


def test_its_addresses_are_known(settings: Settings) -> None:
    assert canonical_url("http://www.tass.ru/armiya-i-opk/1", settings.outlets) == "https://tass.ru/armiya-i-opk/1"


def test_its_silence_means_nothing(settings: Settings) -> None:
    assert not settings.outlets.keeps_record("tass")
    assert outlet_facts(settings.outlets).no_record >= {"tass", "nvo"}


def test_nobody_is_told_that_it_was_not_read(settings: Settings) -> None:
    assert not [name for name in settings.outlets.edition_names() if name.startswith("tass")]
    health = Health(
        outlet="tass", edition="ru", started_at=at(3), finished_at=at(3), complete_to=None, status="blocked"
    )  # fmt: skip
    watched = light_settings(settings.store.parent).outlets
    with open_store(settings.store) as store:
        with store.writing() as connection:
            save_crawl(connection, health)
        with store.reading() as connection:
            later = at(3) + timedelta(days=2)
            assert "tass" in {alarm.outlet for alarm in current_alarms(connection, watched, later)}
            assert "tass" not in {alarm.outlet for alarm in current_alarms(connection, settings.outlets, later)}
            assert any(gap.startswith("TASS (ru)") for gap in find_gaps(connection, watched, later))
            assert not any(gap.startswith("TASS") for gap in find_gaps(connection, settings.outlets, later))


def test_the_doctor_does_not_miss_it(settings: Settings) -> None:
    with open_store(settings.store) as store:
        with store.writing() as connection:
            declare_complete(connection, "tass", "ru", at(3), at(3))
        with store.reading() as connection:
            assert "tass/ru" in freshness(connection, light_settings(settings.store.parent).outlets, at(20)).words
            assert freshness(connection, settings.outlets, at(20)).words == "fresh"
