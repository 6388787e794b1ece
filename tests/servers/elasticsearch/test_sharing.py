"""One server for many processes, gone when the last of them is, however that ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers.elasticsearch.answering import answers
from tests.servers.elasticsearch.running import RunningServer, read

CHECKOUT = Path(__file__).parents[3]
USER = """
import sys
from pathlib import Path
from tests.servers.elasticsearch.running import Kind, written
from tests.servers.elasticsearch.sharing import shared
with shared(Kind.PLAIN, Path(sys.argv[1])) as server:
    print(written(server), flush=True)
    sys.stdin.read()
"""
LONGEST = 120


def use(run: Path) -> subprocess.Popen[str]:
    """A process that uses the run's server until its input ends."""
    command = (sys.executable, "-c", USER, str(run))
    return subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def gone(server: RunningServer) -> bool:
    end = time.monotonic() + LONGEST
    while answers(server) or server.output.exists():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


@pytest.mark.slow
@pytest.mark.usefixtures("elasticsearch_plain")  # says what is missing
def test_the_server_outlives_its_first_user_and_not_its_last(tmp_path: Path) -> None:
    first = use(tmp_path)
    server = read(first.stdout.readline())
    second = use(tmp_path)
    assert read(second.stdout.readline()) == server
    first.communicate()
    assert answers(server)
    os.kill(second.pid, signal.SIGKILL)
    second.communicate()
    assert gone(server)
