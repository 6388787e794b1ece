"""One server for all test processes of a run: the first asks for it, the last one out lets it go, however they end.

Each user of a server holds a shared lock on the file `users`; the keeper, a process of its own, waits for that lock alone and
stops the server when it gets it. The system takes a lock back from whoever dies, so no server outlives its users.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from tests.servers.elasticsearch.answering import answers
from tests.servers.elasticsearch.launching import tail
from tests.servers.elasticsearch.missing import Missing
from tests.servers.elasticsearch.running import Kind, RunningServer, read

CHECKOUT = Path(__file__).parents[3]


@contextmanager
def shared(kind: Kind, run: Path) -> Iterator[RunningServer]:
    """The run's server of that kind, started when nobody has yet; `run` is a folder that the processes of a run share."""
    folder = run / f"elasticsearch-{kind}"
    folder.mkdir(exist_ok=True)
    described = folder / "server.json"
    with (folder / "users").open("a") as users:
        with FileLock(folder / "start.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping its server
            if not described.exists():
                _ask_a_keeper(kind, folder)
        server = read(described.read_text("utf-8"))
        yield server
        if not answers(server):
            raise RuntimeError(f"the Elasticsearch server died during the tests:\n{tail(server.output)}")


def _ask_a_keeper(kind: Kind, folder: Path) -> None:
    """Returns when the server is up; `Missing` when this machine cannot have one."""
    log = folder / "keeper.log"
    with log.open("wb") as stream:
        command = (sys.executable, "-m", "tests.servers.elasticsearch.keeper", kind, folder)
        done = subprocess.run(command, cwd=CHECKOUT, check=False, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT)
    if (folder / "missing.txt").exists():
        raise Missing((folder / "missing.txt").read_text("utf-8"))
    if done.returncode:
        raise RuntimeError(f"no Elasticsearch server came up:\n{tail(log)}")
