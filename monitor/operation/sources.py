"""A backup read back: a folder, or the tar file that holds one. Nothing is trusted that its manifest does not vouch for."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from monitor.operation.copying import STEP, Hashed, Progress
from monitor.operation.manifest import MANIFEST, Entry, Manifest, manifest_from_bytes
from processors.errors import InputError

Opener = Callable[[str], "IO[bytes] | None"]
NO_BACKUP = "is no backup that was ended; one is a folder, or a tar file, with a manifest.json"


class Source:
    """A backup with its manifest; `name` is asked for as it stands in that."""

    def __init__(self, path: Path, opener: Opener) -> None:
        self.path = path
        self._open = opener
        with self._opened(MANIFEST) as file:
            self.manifest: Manifest = manifest_from_bytes(file.read(), f"{path}/{MANIFEST}")

    def verify(self, progress: Progress) -> None:
        """`InputError` names the first file that is not what was backed up."""
        for entry in self.manifest.files:
            with self.reading(entry, progress) as source:
                while source.read(STEP):
                    pass

    @contextmanager
    def reading(self, entry: Entry, progress: Progress) -> Iterator[Hashed]:
        """The file's bytes; when they were all read, `InputError` unless they are those that were backed up."""
        with self._opened(entry.name) as file:
            source = Hashed(file, entry.size, progress)
            yield source
            if source.left or file.read(1) or source.sha256 != entry.sha256:
                raise InputError(f"{self.path}/{entry.name}: is not what was backed up; take another backup, nothing was restored")

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        try:
            file = self._open(name)
        except (OSError, KeyError, tarfile.TarError):
            file = None
        if file is None:
            missing = f"{self.path}: {NO_BACKUP}" if name == MANIFEST else f"{self.path}/{name}: is missing in this backup"
            raise InputError(f"{missing}; nothing was restored")
        with file:
            yield file


@contextmanager
def open_backup(path: Path) -> Iterator[Source]:
    """`InputError` when it is none."""
    if path.is_dir():
        yield Source(path, lambda name: (path / name).open("rb"))
        return
    try:
        with tarfile.open(path, "r:") as packed:
            names = {member.name.partition("/")[2]: member for member in packed if member.isreg()}
            yield Source(path, lambda name: packed.extractfile(names[name]))
    except tarfile.TarError as wrong:
        raise InputError(f"{path}: {NO_BACKUP}; nothing was restored") from wrong
    except FileNotFoundError as wrong:
        raise InputError(f"{path}: no such file or folder; name a backup that `readout backup` made") from wrong
