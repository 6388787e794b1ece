"""`python -m crawler.replica`, asked by wget as a person would."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_wget_fetches_a_page_through_it(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    command = [sys.executable, "-m", "crawler.replica", "--clock", "2018-04-05T16:00:00Z", "--ca", str(authority)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as alone:
        assert alone.stdout is not None
        told = "".join(alone.stdout.readline() for _ in range(3))
        proxy = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert proxy is not None
        environment = os.environ | {"https_proxy": proxy[0], "http_proxy": proxy[0], "no_proxy": ""}
        wget = ["wget", "-q", "-O", "-", f"--ca-certificate={authority}", "https://tass.ru/armiya-i-opk/5090417"]
        page = subprocess.run(wget, env=environment, capture_output=True, check=False)
        alone.send_signal(signal.SIGTERM)
    assert alone.returncode == 0
    assert "Вэй Фэнхэ" in page.stdout.decode()


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crawler.replica", "--articles", str(tmp_path / "none.jsonl")]
    ended = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("replica: ")
    assert len(ended.stderr.splitlines()) == 1


def test_a_clock_without_an_offset_is_refused() -> None:
    command = [sys.executable, "-m", "crawler.replica", "--clock", "2018-04-05T16:00:00"]
    ended = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "write the offset too" in ended.stderr
