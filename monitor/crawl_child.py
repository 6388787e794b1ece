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
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path


def begin_crawl(
    run: Callable[[tuple[str, ...]], object], arguments: tuple[str, ...], log: Path, environment: Mapping[str, str]
) -> ForkServerProcess:
    """Starts `run(arguments)` in a process and process group of its own that writes what it says into the log."""
    process = fork_server().Process(target=_live, args=(run, arguments, str(log), dict(environment)))
    process.start()
    return process


def fork_server() -> ForkServerContext:
    """Makes processes forked from one that has Scrapy loaded; it is started with the first of them."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["__main__", "crawler.preload"])
    return server


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
    threading.Thread(target=die_with_parent, name="parent", daemon=True).start()
    run(arguments)


def die_with_parent() -> None:
    """Kills this process when the one that began it is gone, so that nothing half dead goes on writing."""
    beginner = multiprocessing.parent_process()
    if beginner is not None:
        wait([beginner.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)
