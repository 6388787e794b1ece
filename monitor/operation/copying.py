"""Bytes from one file to another, hashed on their way and on the disk when they are there."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from processors.errors import InputError, TryLater

STEP = 2**20
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
Progress = Callable[[int], object]


class Hashed:
    """The first bytes of a file as a file to read from, with their SHA-256."""

    def __init__(self, file: IO[bytes], size: int, progress: Progress) -> None:
        self._file, self._left, self._progress = file, size, progress
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        self._hash.update(data)
        self._progress(len(data))
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    @property
    def left(self) -> int:
        return self._left


def copy_bytes(source: Hashed, target: Path, *, written: bool = False) -> None:
    """Writes everything that can be read, or reads it where it is written already; returns when the disk has it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("ab" if written else "wb") as file:
        while data := source.read(STEP):
            if not written:
                file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folders(folder: Path) -> None:
    """Returns when the disk has the names in that folder and in those below it."""
    for path, _, _ in os.walk(folder):
        sync_folder(Path(path))


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def only_one(folder: Path, what: str) -> Iterator[None]:
    """Holds the folder's lock, which the system takes back when its holder dies; `TryLater` when another process has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise TryLater(f"{folder}: {what} there; try again when it is done") from taken
        yield
    finally:
        os.close(descriptor)


@contextmanager
def told(place: Path, outcome: str) -> Iterator[None]:
    """What the system says against it, in a line; where the disk is full, what to do about that."""
    try:
        yield
    except OSError as wrong:
        what = f"{wrong.filename or place}: {wrong.strerror or wrong}"
        if wrong.errno in NO_ROOM:
            raise TryLater(f"{what}; make room and start again, {outcome}") from wrong
        raise InputError(f"{what}; {outcome}") from wrong
