"""Work done in a process of its own: what kills it, fills its memory or hangs in it does not end the watch.

The watch itself stays small: what needs language models loads them there, and gives the memory back with its end.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from tqdm import tqdm

from monitor.crawl_child import die_with_parent, fork_server
from monitor.logs import run_id, start_logging
from monitor.settings import Settings
from processors.errors import ReadoutError, TryLater

LOG = logging.getLogger(__name__)
LOOK = 0.2  # seconds between two looks at the child
_to_end = threading.Event()  # in the child: the watch has asked it to end


class Stopped(TryLater):
    """The work was asked to end and has, between two units of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the child is given."""

    settings: Settings
    ahead: timedelta = timedelta(0)  # how far the watch's clock is before the system's
    names: tuple[str, ...] = ()  # of the crawl files that may be taken
    run: str = ""  # its name in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of it, in lines."""

    outcome: str = ""  # all of it in a few words
    lines: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    failed: bool = False  # a trouble may also be one of many articles, or a mail server that is away
    run: str | None = None  # the name that it gave itself in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """In seconds."""

    work: float = 2 * 60 * 60  # what is ended then goes on with the next
    to_end: float = 45  # between asking it to end and killing it: a mail server may take half a minute for its answer
    last: float = 5  # for it to end once it has said what came of its work, or will not say it any more


LIMITS = Limits()
CUT_OFF = "ended before it was through; what was finished is kept, the next one goes on from there"
Work = Callable[[Task], Told]


def do_apart(work: Work, task: Task, *, stopping: threading.Event, limits: Limits = LIMITS) -> Told:
    """Does `work(task)` in a process of its own; raises what it raised, `Stopped` when it was asked to end."""
    server = fork_server()
    receiver, sender = server.Pipe(duplex=False)
    with receiver:
        with sender:
            process = server.Process(target=_live, args=(work, task, sender))
            process.start()
        try:
            return _wait(process, receiver, stopping, limits)
        finally:
            _bury(process, limits)


def go_on() -> None:
    """Called by the work between two units of it; raises `Stopped` when it is to end."""
    if _to_end.is_set():
        raise Stopped("asked to end; what was finished is kept, the next pass goes on from there")


def _wait(process: ForkServerProcess, receiver: Connection, stopping: threading.Event, limits: Limits) -> Told:
    end_at, kill_at = time.monotonic() + limits.work, float("inf")
    while True:
        if receiver.poll(LOOK):
            return _receive(process, receiver, limits, ended=kill_at < float("inf"), stopping=stopping.is_set())
        now = time.monotonic()
        if kill_at == float("inf") and (stopping.is_set() or now >= end_at):
            kill_at = now + limits.to_end
            _signal(process, signal.SIGTERM)
        elif now >= kill_at:
            _signal(process, signal.SIGKILL)


def _receive(process: ForkServerProcess, receiver: Connection, limits: Limits, *, ended: bool, stopping: bool) -> Told:
    try:
        told: Told | ReadoutError = receiver.recv()
    except EOFError:
        _bury(process, limits)
        told = _death(process)
    if isinstance(told, Told):
        return told
    if ended and stopping:
        raise told if isinstance(told, Stopped) else Stopped(CUT_OFF) from told
    if ended:
        raise TryLater(f"it took too long and was ended: {told}") from told
    raise told


def _bury(process: ForkServerProcess, limits: Limits) -> None:
    """Returns when it has ended, by itself or not."""
    process.join(limits.last)
    _signal(process, signal.SIGKILL)
    process.join()


def _death(process: ForkServerProcess) -> TryLater:
    """What to say of a child that has said nothing."""
    status = process.exitcode or 0
    how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
    return TryLater(f"the process that did it {how}; what was finished is kept, the next one goes on from there")


def _signal(process: ForkServerProcess, number: signal.Signals) -> None:
    if process.pid is not None and process.exitcode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)


def _live(work: Work, task: Task, sender: Connection) -> None:
    """The child's life."""
    os.setpgid(0, 0)  # a ^C at the terminal is the parent's to answer
    signal.signal(signal.SIGTERM, lambda number, frame: _to_end.set())
    threading.Thread(target=die_with_parent, name="parent", daemon=True).start()
    start_logging(task.settings)
    tqdm.set_lock(threading.RLock())  # its own one is for several processes, and is left behind by one that is killed
    with sender, run_id(task.run):
        try:
            sender.send(work(task))
        except ReadoutError as wrong:
            sender.send(wrong if isinstance(wrong, TryLater) else ReadoutError(str(wrong)))
        except Exception as wrong:  # a mistake of ours: the log has to show where
            LOG.exception("%s", type(wrong).__name__)
            raise SystemExit(1) from wrong
