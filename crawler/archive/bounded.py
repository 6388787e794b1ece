"""A stream that somebody else packed, read no further than is reasonable."""

from __future__ import annotations

import gzip
import io
from typing import BinaryIO, cast

GZIP_MAGIC = b"\x1f\x8b"
RATIO = 200  # text packs to a fifth, pages that repeat themselves to a fiftieth; more is made to burst
FREE = 2**30  # so much may come out whatever went in


class Burst(ValueError):
    """More came out than any honest file of that size holds."""


class Bounded:
    """Reads lines and stretches; `Burst` when the whole grows past what its size allows."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
        packed = buffered.peek(2)[:2] == GZIP_MAGIC
        self._file = cast(BinaryIO, gzip.GzipFile(fileobj=buffered)) if packed else buffered
        self._left = FREE + RATIO * size

    def readline(self, most: int) -> bytes:
        return self._counted(self._file.readline(most))

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer where the stream ends."""
        return self._counted(self._file.read(size))

    def skip(self, size: int) -> int:
        """Passes over so many bytes; how many there were."""
        passed = 0
        while passed < size and (data := self.read(min(2**20, size - passed))):
            passed += len(data)
        return passed

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise Burst("it unpacks to far more than its size; nothing behind that is read")
        return data
