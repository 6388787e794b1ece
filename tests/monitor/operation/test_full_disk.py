"""A full disk where mails and results are written: one line that says what to do, and nothing half."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.alerts.mail import write_to_folder
from processors.errors import TryLater
from tests.monitor.operation.installation import settings_in, watch

FULL = Path("/dev/full")
LINUX = pytest.mark.skipif(not FULL.exists(), reason="/dev/full is Linux's disk that is always full")


def test_a_mail_that_finds_no_room_is_kept_for_the_next_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_half(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(TryLater, match=r"No space left on device\); make room, it is kept"):
        write_to_folder(b"a whole mail", tmp_path / "mail", name="one")
    assert list((tmp_path / "mail").iterdir()) == []


@LINUX
@pytest.mark.parametrize("form", ["option", "standard output"])
def test_a_result_that_finds_no_room_is_one_line(tmp_path: Path, form: str) -> None:
    settings = settings_in(tmp_path)
    watch(settings)
    (settings.folder / "readout.yml").write_text(f"store: {settings.store}\n")
    command = [sys.executable, "-c", "from monitor.cli import main; main()", "--config", str(settings.folder), "export", "articles"]
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*command, "-o", str(FULL)] if form == "option" else command,
            stdout=full if form == "standard output" else subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "pace left" in done.stderr
