"""The WARC files themselves: their names, their locks, bytes added at the end or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from processors.errors import TryLater

FOLDER = "warc"
WAIT_SECONDS = 60.0  # for another process that is writing to the same file; it takes milliseconds
BETWEEN = 0.005


def warc_files(folder: Path) -> tuple[Path, ...]:
    """The archive's files, by name: outlet, day, number."""
    return tuple(sorted(path for path in (folder / FOLDER).glob("*.warc.gz") if path.is_file()))


def file_name(outlet: str, day: date, number: int) -> str:
    """`warc/tass-20180403-00001.warc.gz`"""
    return f"{FOLDER}/{_prefix(outlet, day)}-{number:05d}.warc.gz"


def last_number(folder: Path, outlet: str, day: date) -> int:
    """The number of the newest file of that outlet and day; 1 when there is none."""
    pattern = re.compile(re.escape(_prefix(outlet, day)) + r"-([0-9]{5,9})\.warc\.gz")
    matches = (pattern.fullmatch(path.name) for path in (folder / FOLDER).glob(f"{_prefix(outlet, day)}-*.warc.gz"))
    return max((int(match[1]) for match in matches if match), default=1)


def _prefix(outlet: str, day: date) -> str:
    return f"{re.sub(r'[^a-z0-9-]', '-', outlet.lower())[:60] or 'other'}-{day.year:04d}{day:%m%d}"


@contextmanager
def locked(path: Path, *, wait: float = WAIT_SECONDS, shared: bool = False) -> Iterator[int]:
    """The file, made if need be, as a descriptor that holds its lock; `TryLater` when a living process keeps it."""
    with _as_later(path):
        descriptor = os.open(path, os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(descriptor, path, wait, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)  # and with it the lock


def _lock(descriptor: int, path: Path, wait: float, kind: int) -> None:
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise TryLater(f"{path}: another process is writing to it; try again when it is done") from None
            time.sleep(BETWEEN)
        except OSError as wrong:
            raise TryLater(f"{path}: cannot be locked: {wrong.strerror or wrong}; keep the archive on a local disk") from wrong
        else:
            return


def size_of(descriptor: int) -> int:
    return os.fstat(descriptor).st_size


def size_at(path: Path) -> int:
    """The file's size; 0 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def add_at_end(descriptor: int, path: Path, data: bytes) -> None:
    """Adds the bytes, or leaves the file as it was and raises `TryLater`."""
    before = size_of(descriptor)
    try:
        os.lseek(descriptor, before, os.SEEK_SET)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except BaseException as wrong:
        cut_back(descriptor, before)
        if isinstance(wrong, OSError):
            raise TryLater(f"{path}: {wrong.strerror or wrong}; make room, nothing of this answer was kept") from wrong
        raise


def cut_back(descriptor: int, size: int) -> None:
    """Takes back what was added; where even that fails, the next writer finds the torn end and repairs it."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, size)


def to_disk(path: Path) -> None:
    """Returns when the disk has what was written to the file."""
    with _as_later(path):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _as_later(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise TryLater(f"{path}: {wrong.strerror or wrong}") from wrong
