"""Crawls as child processes: what is stuck, crashes or says nothing at its end is told in a line, and the others go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.crawl_settings import CrawlSettings
from crawler.outlets import Channel, EntryPoint
from monitor.crawl_names import CrawlName, read_crawl_name
from monitor.crawling import Job, Patience, Stretch, crawl_editions, crawlable, plan_crawl, read_progress
from monitor.settings import Settings
from tests.monitor.child_code import run_code
from tests.monitor.lightweight import at, light_settings

CHECKOUT = Path(__file__).parent.parent.parent
HEALTH = '{"health": {"outlet": "tass"}}'  # enough for whoever asks only whether the crawl ended
QUICK = Patience(limit=0.3, grace=0, to_end=0.3)
PATIENT = Patience(limit=60)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    crawl = CrawlSettings(contact="editor@example.org", crawls=tmp_path / "crawls", archive=tmp_path / "archive", at_once=2)
    return replace(light_settings(tmp_path), crawl=crawl)


def job(settings: Settings, edition: str, code: str) -> Job:
    """A crawl whose process is that Python code, with FILE for the crawl file."""
    name = CrawlName(started_at=at(3), outlet="tass", edition=edition)
    file = settings.crawl.crawls / name.file
    return Job(name=name, arguments=(f"import os, sys, time; FILE = {str(file)!r}\n{code}",), file=file, run=run_code)


def good(settings: Settings, edition: str) -> Job:
    return job(settings, edition, f"open(FILE, 'w').write({HEALTH!r} + chr(10))")


def test_a_crawl_that_ends_well_leaves_its_file_and_nothing_else(settings: Settings) -> None:
    assert crawl_editions([good(settings, "ru")], settings, patience=PATIENT) == ()
    assert [file.name for file in settings.crawl.crawls.iterdir()] == ["20180403T120000Z-tass-ru.jsonl"]


def test_a_crawl_that_crashes_is_told_and_the_others_go_on(settings: Settings) -> None:
    jobs = [job(settings, "ru", "raise SystemExit('no route to host')"), good(settings, "en"), good(settings, "fr")]
    (trouble,) = crawl_editions(jobs, settings, patience=PATIENT)
    assert trouble.startswith("crawl of tass/ru: ended with status 1: no route to host;")
    assert jobs[1].file.exists()
    assert jobs[2].file.exists()
    assert "no route to host" in jobs[0].log.read_text()


def test_a_crawl_that_is_stuck_is_ended_and_the_others_go_on(settings: Settings) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    jobs = [job(settings, "ru", deaf), job(settings, "en", "time.sleep(600)"), good(settings, "fr")]
    troubles = crawl_editions(jobs, settings, patience=QUICK)
    told = [trouble.partition(";")[0] for trouble in troubles]
    assert "crawl of tass/en: took too long and was ended" in told
    assert "crawl of tass/ru: took too long and was ended" in told
    assert jobs[2].file.exists() or len(troubles) == 3  # on a slow machine it, too, may take too long


def test_a_crawl_that_is_killed_or_says_nothing_at_its_end_is_told(settings: Settings) -> None:
    jobs = [job(settings, "ru", "os.kill(os.getpid(), 9)"), job(settings, "en", "open(FILE, 'w').write('{}')")]
    troubles = sorted(crawl_editions(jobs, settings, patience=PATIENT))
    assert "tass/en: ended without its closing record" in troubles[0]
    assert "tass/ru: was killed by signal 9" in troubles[1]


def test_no_more_crawls_run_at_once_than_are_allowed(settings: Settings) -> None:
    busy = settings.crawl.crawls.parent / "busy"
    busy.mkdir()
    code = f"""
mark = os.path.join({str(busy)!r}, str(os.getpid())); open(mark, 'w').close()
count = len(os.listdir({str(busy)!r})); time.sleep(0.1); os.remove(mark)
if count > 2: raise SystemExit('too many')
open(FILE, 'w').write({HEALTH!r})
"""
    assert crawl_editions([job(settings, edition, code) for edition in "abcde"], settings, patience=PATIENT) == ()


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    parent = f"""
import time
from pathlib import Path
from monitor.crawl_child import begin_crawl
from tests.monitor.child_code import run_code
begin_crawl(run_code, ({code!r},), Path("log"), {{}})
time.sleep(600)
"""
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen([sys.executable, "-c", parent], cwd=tmp_path, env=environment) as process:
        while not (born := _number_in(tmp_path / "log")):
            time.sleep(0.01)
        process.kill()
        process.wait()
    for _ in range(1000):
        if not _is_alive(born):
            return
        time.sleep(0.01)
    pytest.fail("the child lives on")


def _number_in(log: Path) -> int:
    return int(log.read_text()) if log.exists() and log.read_text().endswith("\n") else 0


def _is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def test_an_interrupted_parent_ends_its_children(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = settings.crawl.crawls / "pid"
    code = "open(MARK + '.part', 'w').write(str(os.getpid())); os.rename(MARK + '.part', MARK); time.sleep(600)"
    stuck = job(settings, "ru", f"MARK = {str(mark)!r}; {code}")

    def interrupt(bar: object, running: object) -> None:
        if mark.exists():
            raise KeyboardInterrupt

    monkeypatch.setattr("monitor.crawling._show", interrupt)
    with pytest.raises(KeyboardInterrupt):
        crawl_editions([stuck], settings, patience=PATIENT)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), signal.SIGCONT)


def test_crawls_are_asked_to_end_once_and_no_other_begins_when_all_is_to_stop(settings: Settings) -> None:
    mark, stopping = settings.crawl.crawls / "asked", threading.Event()
    closes = f"""
import signal
count = []
def close(*_):
    count.append(1); open({str(mark)!r}, 'a').write('x'); time.sleep(0.2); open(FILE, 'w').write({HEALTH!r}); os._exit(0)
signal.signal(signal.SIGTERM, close)
open(FILE + '.ready', 'w').close()
time.sleep(600)
"""
    jobs = [job(settings, "ru", closes), good(settings, "en")]

    def ask() -> None:
        while not Path(f"{jobs[0].file}.ready").exists():
            time.sleep(0.01)
        stopping.set()

    asking = threading.Thread(target=ask)
    asking.start()
    troubles = crawl_editions(jobs, settings, patience=PATIENT, room=threading.Semaphore(1), stopping=stopping)
    asking.join()
    assert troubles == (
        "crawl of tass/en: not begun, for all is to stop",
        "crawl of tass/ru: was ended before it was through, for all is to stop",
    )
    assert mark.read_text() == "x"
    assert jobs[0].file.read_text() == HEALTH
    assert not jobs[0].log.exists()


def test_callers_share_the_room_for_crawls(settings: Settings) -> None:
    room, begun = threading.Semaphore(1), threading.Event()
    assert room.acquire(blocking=False)
    results: list[tuple[str, ...]] = []

    def crawl() -> None:
        begun.set()
        results.append(crawl_editions([good(settings, "ru")], settings, patience=PATIENT, room=room))

    waiting = threading.Thread(target=crawl)
    waiting.start()
    assert begun.wait(60)
    time.sleep(0.3)
    assert not list(settings.crawl.crawls.glob("*.log"))
    room.release()
    waiting.join()
    assert results == [()]
    assert room.acquire(blocking=False), "the place is free again"


def test_a_plan_names_the_crawl_and_its_settings(settings: Settings) -> None:
    outlet = settings.outlets.get("tass")
    assert outlet is not None
    plan = plan_crawl(settings, (outlet, outlet.editions[0]), at(3), clock=at(3))
    words = " ".join(plan.arguments)
    assert "crawl tass -O" in words
    assert "-a edition=ru -a crawl=20180403T120000Z-tass-ru" in words
    assert f"READOUT_CONFIG={settings.folder}" in words
    assert "READOUT_CLOCK=2018-04-03T12:00:00Z" in words
    past = plan_crawl(settings, (outlet, outlet.editions[0]), at(9), clock=None, stretch=Stretch(since=at(1), until=at(2)))
    assert past.file.name == "20180409T120000Z-tass-ru-backfill.jsonl"
    assert "since=2018-04-01T12:00:00Z" in " ".join(past.arguments)
    assert "READOUT_CLOCK" not in " ".join(past.arguments)


def test_only_editions_that_say_where_their_articles_are_listed_can_be_crawled(settings: Settings) -> None:
    outlets = settings.outlets
    bare = replace(outlets, outlets=tuple(
        outlet.model_copy(update={"editions": tuple(edition.model_copy(update={"channels": ()}) for edition in outlet.editions)})
        for outlet in outlets
    ))  # fmt: skip
    assert crawlable(bare) == ()
    listed = Channel(name="news", read=(EntryPoint(kind="rss", url="https://tass.ru/rss"),))
    first = bare.outlets[0]
    some = first.editions[0].model_copy(update={"channels": (listed,), "articles": "https://.*"})
    one = replace(bare, outlets=(first.model_copy(update={"editions": (some, *first.editions[1:])}), *bare.outlets[1:]))
    assert crawlable(one) == ((one.outlets[0], some),)
    assert crawlable(one, ["nobody"]) == ()


@pytest.mark.parametrize(
    ("text", "edition", "backfill"),
    [
        ("20180403T120000Z-tass-ru.jsonl", ("tass", "ru"), False),
        ("20180403T120000Z-people-daily-en", ("people-daily", "en"), False),
        ("20180403T120000Z-tass-ru-backfill.jsonl", ("tass", "ru"), True),
    ],
)
def test_the_name_of_a_crawl_tells_its_edition(text: str, edition: tuple[str, str], backfill: bool) -> None:
    name = read_crawl_name(text)
    assert name is not None
    assert ((name.outlet, name.edition), name.backfill, name.started_at) == (edition, backfill, at(3))
    assert str(name) == text.removesuffix(".jsonl")


def test_other_names_are_of_no_crawl() -> None:
    assert read_crawl_name("articles.jsonl") is None
    assert read_crawl_name("2018-tass-ru.jsonl") is None


def test_progress_is_read_as_far_as_it_makes_sense(tmp_path: Path) -> None:
    file = tmp_path / "crawl.progress"
    assert read_progress(file) == ""
    for text, shown in (
        ('{"fetched": 12, "queued": 28}', "12/40"),
        ('{"fetched": 1', ""),
        ("[]", ""),
        ('{"fetched": 1, "queued": null}', ""),
    ):
        file.write_text(text)
        assert read_progress(file) == shown
