"""A backup put back: verified whole, written beside what is there, and given its names at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.operation.backup import STORE
from monitor.operation.copying import Progress, copy_bytes, sync_folder, sync_folders, told
from monitor.operation.manifest import Manifest
from monitor.operation.sources import Source
from monitor.schedule.holding import only_schedule
from monitor.store.engine import open_store
from monitor.store.lock import only_pass
from monitor.store.outbox import tell_everything
from monitor.store.upgrade import NEWEST
from processors.errors import InputError

BEGUN = ".restoring"
BESIDE = ("", "-wal", "-shm")  # what SQLite keeps beside a database belongs to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where things go; None: that part is left out."""

    store: Path
    archive: Path | None
    config: Path | None

    def parts(self, manifest: Manifest) -> Iterator[tuple[str, Path]]:
        """The beginning of the names in the backup, and where they go; the store, by which the rest is used, comes last."""
        for prefix, path in (("config/", self.config), ("archive/", self.archive), (STORE, self.store)):
            if path is not None and any(entry.name.startswith(prefix) for entry in manifest.files):
                yield prefix, path


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    put: tuple[Path, ...]
    kept: tuple[Path, ...]  # what had been there, under its new name


def restore(
    source: Source,
    to: Destination,
    now: datetime,
    *,
    replace: bool = False,
    expect: Callable[[int], object] = lambda size: None,
    progress: Progress = lambda size: None,
) -> Restored:
    """Puts everything in its place, or nothing; what is there is kept beside it, and only touched with `replace`."""
    manifest = source.manifest
    if manifest.tables > NEWEST:
        raise InputError(f"{source.path}: made by a newer Readout (tables of version {manifest.tables}); upgrade this one")
    parts = tuple(to.parts(manifest))
    if (there := [str(path) for _, path in parts if _is_there(path)]) and not replace:
        ways = "--replace puts it aside, --without-archive leaves an archive alone"
        raise InputError(f"{', '.join(there)}: is there already, nothing was changed; {ways}")
    expect(2 * sum(entry.size for entry in manifest.files))
    source.verify(progress)
    with told(to.store, "nothing was put in its place, what was there is as it was"):
        to.store.parent.mkdir(parents=True, exist_ok=True)
        # A schedule would go on writing to the store and the archive that are put aside.
        with only_schedule(to.store, os.getpid(), now), only_pass(to.store):
            _write_all(source, parts, progress)
            _leave_the_index_behind(_beside(to.store, BEGUN), now)
            kept = tuple(aside for _, path in parts if (aside := _swap(path, f"before-{now:%Y%m%dT%H%M%SZ}")))
    return Restored(put=tuple(path for _, path in parts), kept=kept)


def _leave_the_index_behind(begun: Path, now: datetime) -> None:
    """The index has seen later versions of this store and would take its next changes for old ones: it has to be made again."""
    with open_store(begun) as store, store.writing() as connection:
        tell_everything(connection, now)


def _is_there(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else any(_beside(path, end).exists() for end in BESIDE)


def _write_all(source: Source, parts: Sequence[tuple[str, Path]], progress: Progress) -> None:
    """Every part under its temporary name, on the disk; or none of them."""
    begun = [_beside(path, BEGUN) for _, path in parts]
    _drop(begun)  # of a restore that was killed
    try:
        for (prefix, _), place in zip(parts, begun, strict=True):
            _write(source, prefix, place, progress)
    except BaseException:
        _drop(begun)
        raise


def _write(source: Source, prefix: str, place: Path, progress: Progress) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    for entry in source.manifest.files:
        if entry.name.startswith(prefix):
            rest = entry.name.removeprefix(prefix)
            with source.reading(entry, progress) as data:
                copy_bytes(data, place / rest if rest else place)
    if place.is_dir():
        sync_folders(place)


def _drop(begun: Iterable[Path]) -> None:
    """With what SQLite keeps beside a database, which would be taken for a part of the next one of that name."""
    for place in begun:
        if place.is_dir():
            shutil.rmtree(place)
        for end in BESIDE:
            _beside(place, end).unlink(missing_ok=True)


def _swap(path: Path, aside_as: str) -> Path | None:
    """What was there gets another name and the new one this, with its rights; returns the other name."""
    begun, aside = _beside(path, BEGUN), _beside(path, f".{aside_as}")
    moved = None
    if path.exists():
        shutil.copymode(path, begun)
    for end in BESIDE:
        old = _beside(path, end)
        if old.exists():
            old.rename(_beside(aside, end))
            moved = aside
    begun.rename(path)
    sync_folder(path.parent)
    return moved


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
