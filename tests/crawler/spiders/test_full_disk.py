"""A crawl whose file cannot be written: it says so, looks like nothing that is whole, and everything is in the archive."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.archive.archive import open_archive
from crawler.archive.verify import Verified, verify
from crawler.crawl_lines import CrawlLines

if TYPE_CHECKING:
    from tests.crawler.spiders.conftest import Site

ROOT = Path(__file__).parents[3]


class Spider:
    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.spider = self

    def lose_lines(self, trouble: str) -> None:
        self.troubles.append(trouble)


class FullOnce(io.BytesIO):
    """A disk on which somebody makes room again after the second line."""

    flushes = 0

    def flush(self) -> None:
        self.flushes += 1
        if self.flushes == 2:
            raise OSError(28, "No space left on device")


def test_after_a_line_that_could_not_be_written_none_is() -> None:
    file, spider = FullOnce(), Spider()
    lines = CrawlLines(file, spider)  # type: ignore[arg-type]  # all that it asks of a crawler is its spider
    for number in range(4):
        lines.export_item({"number": number})
    assert [json.loads(line) for line in file.getvalue().splitlines()] in ([{"number": 0}], [{"number": 0}, {"number": 1}])
    (trouble,) = spider.troubles
    assert trouble.startswith("the crawl file cannot be written: No space left on device; make room")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's disk that is always full")
def test_a_crawl_on_a_full_disk_says_so_and_counts_as_not_made(site: Site) -> None:
    command = site.command("tass", "-a", "edition=ru", output="unused")
    command[command.index("-O") + 1] = "/dev/full:jsonlines"
    done = subprocess.run(command, cwd=ROOT, env=site.environment(), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("the crawl file cannot be written: No space left on device; make room")
    with open_archive(site.archive) as archive:
        assert archive.rows()
        assert archive.past_crawls("tass", "ru") == ()
        assert list(verify(archive, Verified())) == []


def limited(site: Site, room: int, *options: str) -> subprocess.CompletedProcess[str]:
    """The crawl with a limit on the size of its files, which is the nearest thing to a full disk that needs no rights."""

    def limit() -> None:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    command = site.command("tass", "-a", "edition=ru", *options)
    how: dict[str, Any] = {"cwd": ROOT, "env": site.environment(), "capture_output": True, "text": True, "timeout": 300}
    return subprocess.run(command, check=False, preexec_fn=limit, **how)


@pytest.mark.parametrize("room", [20_000, 60_000, 200_000])
def test_an_archive_that_is_full_ends_the_crawl_in_a_line_and_stays_whole(site: Site, room: int) -> None:
    done = limited(site, room)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "make room" in done.stderr.splitlines()[-1]
    with open_archive(site.archive) as archive:
        assert list(verify(archive, Verified())) == []
        assert archive.last_complete("tass", "ru") is None
    assert '"status": "complete"' not in (site.home / "out.jsonl").read_text(encoding="utf-8")
    again = site.crawl("tass", "-a", "edition=ru")
    assert again.code == 0
    assert again.health("ru").status == "complete"
    assert again.of("article")
