"""Whom the server runs as: it refuses to be root, so root starts it as nobody."""

from __future__ import annotations

import os
import stat
from pathlib import Path

NOBODY = 65534
SERVER_USER = NOBODY if os.geteuid() == 0 else None


def may_enter(folder: Path) -> bool:
    """Whether anybody may walk down to a folder; what is not there yet is made so that anybody may."""
    return all(stat.S_IMODE(step.stat().st_mode) & stat.S_IXOTH for step in (folder, *folder.parents) if step.exists())


def hand_over(folder: Path) -> None:
    """Makes the server's user the owner of a folder and of everything in it."""
    if SERVER_USER is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, SERVER_USER, SERVER_USER)


def as_server_user(*command: str | Path) -> tuple[str, ...]:
    """The command, run as the server's user and told to end when the process that started it ends, however that ends."""
    other = () if SERVER_USER is None else (f"--reuid={SERVER_USER}", f"--regid={SERVER_USER}", "--clear-groups")
    return ("setpriv", "--pdeathsig", "TERM", *other, "--", *map(str, command))
