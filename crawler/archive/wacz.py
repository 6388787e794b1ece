"""WACZ: a zip file with WARC files under archive/. Nothing of it is unpacked onto the disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from crawler.archive.bounded import FREE, RATIO, Bounded
from crawler.archive.foreign_shelf import ForeignShelf
from processors.errors import InputError

MOST_ENTRIES = 10_000
WARC_ENDINGS = (".warc.gz", ".warc")
NESTED = (".zip", ".wacz")


def take_wacz(shelf: ForeignShelf, path: Path, progress: Callable[[], object] = lambda: None) -> None:
    """Takes the answers of all its WARC files; `InputError` when it is no zip file, or one made to do harm."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            _check(path, entries)
            warcs = [entry for entry in entries if entry.filename.startswith("archive/") and entry.filename.endswith(WARC_ENDINGS)]
            if not warcs:
                raise InputError(f"{path}: no WARC file under archive/ in it; nothing of it was read")
            for entry in sorted(warcs, key=lambda entry: entry.filename):
                with packed.open(entry) as file:
                    name = f"{path.name}/{entry.filename.removeprefix('archive/')}"
                    shelf.take_file(Bounded(cast(BinaryIO, file), entry.compress_size), name, progress)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, UnicodeDecodeError) as wrong:
        raise InputError(f"{path}: no WACZ file that can be read: {wrong}") from wrong
    except OSError as wrong:
        raise InputError(f"{path}: {wrong.strerror or wrong}; nothing of it was read") from wrong


def _check(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise InputError(f"{path}: more than {MOST_ENTRIES} entries; nothing of it was read")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise InputError(f"{path}: the entry {entry.filename[:80]!r} leads out of the file; nothing of it was read")
        if entry.filename.lower().endswith(NESTED):
            raise InputError(f"{path}: another zip file in it ({entry.filename[:80]}): unpack it and name that one")
        if entry.flag_bits & 1:
            raise InputError(f"{path}: it is encrypted; nothing of it was read")
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > FREE + RATIO * packed:
        raise InputError(f"{path}: it unpacks to far more than its size; nothing of it was read")
