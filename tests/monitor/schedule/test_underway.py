"""Which crawl files a pass may take while other crawls go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crawler.crawl_settings import CrawlSettings
from monitor.crawling import crawlable, plan_crawl
from monitor.schedule.underway import Underway
from tests.monitor.lightweight import at, light_settings, write_crawl


def test_a_file_that_is_being_written_is_left(tmp_path: Path) -> None:
    settings = replace(light_settings(tmp_path), crawl=CrawlSettings(crawls=tmp_path / "crawls"))
    done = write_crawl(tmp_path / "crawls", at(3), "tass", "en", [])
    job = plan_crawl(settings, crawlable(settings.outlets, ["tass"])[0], at(4), clock=None)
    underway = Underway()
    with underway.writing([job]):
        job.file.write_text("{")
        assert underway.ended(tmp_path / "crawls") == (done.name,)
    assert underway.ended(tmp_path / "crawls") == (done.name, job.file.name)


def test_before_the_first_crawl_there_is_nothing(tmp_path: Path) -> None:
    assert Underway().ended(tmp_path / "crawls") == ()
