"""What a backup is written into: a folder, or one tar file. Both have a temporary name until they are whole."""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol, cast

from monitor.operation.copying import Hashed, Progress, copy_bytes, sync_folder, sync_folders
from monitor.operation.manifest import MANIFEST, Entry
from processors.errors import TryLater

BEGUN, PARTIAL = ".readout-backup-", ".partial"
TAR = ".tar"
OWNER_ONLY = 0o700  # the store names people; who may read the original is not for a copy to widen


class Target(Protocol):
    scratch: Path  # where a copy can be made that is then added under the same name

    def add(self, name: str, file: Path, size: int, progress: Progress) -> Entry:
        """Takes the first bytes of the file under that name."""

    def finish(self, manifest: bytes) -> None:
        """Ends the backup with its manifest and gives it its name."""

    def drop(self) -> None:
        """Leaves nothing behind."""


class FolderTarget:
    """A folder; a file that has not changed since the backup before is the same file in both."""

    def __init__(self, final: Path, earlier: Path | None, known: Iterable[Entry]) -> None:
        self.final = final
        self.partial = self.scratch = _partial(final)
        self._earlier = earlier
        self._known = {entry.name: entry for entry in known}
        self.partial.mkdir(OWNER_ONLY)

    def add(self, name: str, file: Path, size: int, progress: Progress) -> Entry:
        changed = file.stat().st_mtime_ns
        if entry := self._linked(name, size, changed):
            progress(size)
            return entry
        with file.open("rb") as opened:
            source = Hashed(opened, size, progress)
            copy_bytes(source, self.partial / name, written=file == self.partial / name)
        return _entry(name, size, source, changed)

    def finish(self, manifest: bytes) -> None:
        copy_bytes(Hashed(BytesIO(manifest), len(manifest), lambda size: None), self.partial / MANIFEST)
        sync_folders(self.partial)
        self.partial.rename(self.final)
        sync_folder(self.final.parent)

    def drop(self) -> None:
        shutil.rmtree(self.partial, ignore_errors=True)

    def _linked(self, name: str, size: int, changed: int) -> Entry | None:
        known = self._known.get(name)
        if self._earlier is None or known is None or (known.size, known.changed) != (size, changed):
            return None
        place = self.partial / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # a disk without hard links, or somebody took the file away: it is copied
            os.link(self._earlier / name, place)
            return known
        return None


class TarFile:
    """One file, which any tar unpacks into a folder that is a backup too."""

    def __init__(self, final: Path) -> None:
        self.final = final
        self.partial = _partial(final)
        self.scratch = _partial(final.with_name(f"{final.name}.scratch"))
        self.scratch.mkdir(OWNER_ONLY)
        self.partial.touch(OWNER_ONLY & 0o666)
        self._tar = tarfile.open(self.partial, "w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by finish or drop

    def add(self, name: str, file: Path, size: int, progress: Progress) -> Entry:
        changed = file.stat().st_mtime_ns
        with file.open("rb") as opened:
            source = Hashed(opened, size, progress)
            self._put(name, size, changed, cast("IO[bytes]", source))
        return _entry(name, size, source, changed)

    def finish(self, manifest: bytes) -> None:
        self._put(MANIFEST, len(manifest), 0, BytesIO(manifest))
        self._tar.close()
        shutil.rmtree(self.scratch)
        with self.partial.open("rb") as file:
            os.fsync(file.fileno())
        self.partial.rename(self.final)
        sync_folder(self.final.parent)

    def drop(self) -> None:
        with suppress(OSError):
            self._tar.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.partial.unlink(missing_ok=True)

    def _put(self, name: str, size: int, changed: int, source: IO[bytes]) -> None:
        head = tarfile.TarInfo(f"{self.final.name.removesuffix(TAR)}/{name}")
        head.size, head.mtime, head.mode = size, changed // 10**9, 0o600
        self._tar.addfile(head, source)


def sweep(folder: Path) -> None:
    """Takes away what a backup that was killed has left; whoever calls it holds the folder's lock."""
    for left in folder.glob(f"{BEGUN}*{PARTIAL}"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _partial(final: Path) -> Path:
    return final.with_name(f"{BEGUN}{final.name}{PARTIAL}")


def _entry(name: str, size: int, source: Hashed, changed: int) -> Entry:
    if source.left:
        raise TryLater(f"{name}: became shorter while it was copied; try again, no backup was made")
    return Entry(name=name, size=size, sha256=source.sha256, changed=changed)
