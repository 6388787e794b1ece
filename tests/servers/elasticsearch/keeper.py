"""Runs a shared server in the background: comes back when the server answers, and lives on until its last user has gone."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

from tests.servers.elasticsearch.launching import launched
from tests.servers.elasticsearch.missing import Missing
from tests.servers.elasticsearch.running import Kind, written


def main(kind: Kind, folder: Path) -> int:
    """0 when the server is up and described in `server.json`; 1 when it is not, with the reason in the log or `missing.txt`."""
    ready, tell = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(ready)
        _keep(kind, folder, tell)
        return 0
    os.close(tell)
    return 0 if os.read(ready, 1) else 1


def _keep(kind: Kind, folder: Path, tell: int) -> None:
    described = folder / "server.json"
    try:
        with launched(kind) as server, (folder / "users").open("r") as users:
            unfinished = folder / "server.json.part"
            unfinished.touch(mode=0o600)
            unfinished.write_text(written(server), "utf-8")
            unfinished.rename(described)
            os.write(tell, b"1")
            os.close(tell)
            fcntl.flock(users, fcntl.LOCK_EX)  # granted when nobody uses the server any more; who comes now waits for our end
            described.unlink(missing_ok=True)
    except Missing as absent:
        (folder / "missing.txt").write_text(str(absent), "utf-8")


if __name__ == "__main__":
    sys.exit(main(Kind(sys.argv[1]), Path(sys.argv[2])))
