"""The process of one crawl: forked from a server that has Scrapy and the spiders loaded, and killed with whoever began it.

Loading them takes longer than most crawls; `multiprocessing`'s fork server does it once for all crawls of a process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path


def begin_crawl(
    run: Callable[[tuple[str, ...]], object], arguments: tuple[str, ...], log: Path, environment: Mapping[str, str]
) -> ForkServerProcess:
    """Starts `run(arguments)` in a process and process group of its own that writes what it says into the log."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["__main__", "crawler.preload"])
    process = server.Process(target=_live, args=(run, arguments, str(log), dict(environment)))
    process.start()
    return process


def run_scrapy(arguments: tuple[str, ...]) -> None:
    """`scrapy ARGUMENTS…` to its end; raises SystemExit with its status."""
    from scrapy.cmdline import execute

    execute(["scrapy", *arguments])


def _live(run: Callable[[tuple[str, ...]], object], arguments: tuple[str, ...], log: str, environment: dict[str, str]) -> None:
    os.setpgid(0, 0)  # whatever it begins itself is ended with it, and a ^C at the terminal is the parent's to answer
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    for stream in (1, 2):
        os.dup2(target, stream)
    os.environ.update(environment)
    threading.Thread(target=_die_with_parent, name="parent", daemon=True).start()
    run(arguments)


def _die_with_parent() -> None:
    """Kills this process when the one that began it is gone, so that nothing half dead goes on writing."""
    beginner = multiprocessing.parent_process()
    if beginner is not None:
        wait([beginner.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)
