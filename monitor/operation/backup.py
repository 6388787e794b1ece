"""Everything that cannot be made again, and what belongs to it, as it is at one moment, while passes run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from crawler.archive import warc_files
from crawler.archive.archive import INDEX
from monitor.operation.config_files import config_files
from monitor.operation.copying import Progress, only_one, sync_folder, told
from monitor.operation.manifest import MANIFEST, Entry, Manifest, manifest_from_bytes, manifest_to_bytes
from monitor.operation.snapshot import copy_database, table_version
from monitor.operation.targets import BEGUN, PARTIAL, TAR, FolderTarget, TarFile, Target, sweep
from monitor.settings import Settings
from processors.errors import InputError, ReadoutError, TryLater

STORE = "readout.db"
NOTHING_LEFT = "no backup was made and nothing half is left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    place: Path
    files: int
    size: int
    forgotten: tuple[Path, ...] = ()  # older ones that `keep` let go


def back_up(
    settings: Settings,
    into: Path,
    now: datetime,
    *,
    with_archive: bool = True,
    keep: int | None = None,
    expect: Callable[[int], object] = lambda size: None,
    progress: Progress = lambda size: None,
) -> Made:
    """A new folder of that moment's name inside `into`, or the tar file `into`; of the folders the newest `keep` stay.

    `expect` is told how many bytes there will be, `progress` how many more there are.
    """
    single = into.suffix == TAR
    if keep is not None and (single or keep < 1):
        raise InputError(f"{into}: --keep counts the backups in a folder: at least one, and no {TAR} file")
    final = into if single else into / f"readout-{now:%Y%m%dT%H%M%SZ}"
    if not settings.store.is_file():
        raise InputError(f"{settings.store}: there is no store yet, so there is nothing to back up")
    with told(into, NOTHING_LEFT):
        final.parent.mkdir(parents=True, exist_ok=True)
        with only_one(final.parent, "another backup is being made"):
            if final.exists():
                raise InputError(f"{final}: is there already and is not written over; name another, or move it away")
            sweep(final.parent)
            earlier = None if single else next(reversed(backups_in(into)), None)
            target: Target = TarFile(final) if single else FolderTarget(final, earlier, _known(earlier))
            try:
                entries = _fill(target, settings, with_archive, now, expect, progress)
            except BaseException:
                target.drop()
                raise
            forgotten = () if keep is None else _forget(into, keep)
    return Made(place=final, files=len(entries), size=sum(entry.size for entry in entries), forgotten=forgotten)


def backups_in(folder: Path) -> tuple[Path, ...]:
    """The whole backups in a folder, the oldest first."""
    return tuple(sorted(path.parent for path in folder.glob(f"readout-*/{MANIFEST}")))


def _known(earlier: Path | None) -> tuple[Entry, ...]:
    try:
        return () if earlier is None else manifest_from_bytes((earlier / MANIFEST).read_bytes(), str(earlier)).files
    except (ReadoutError, OSError):
        return ()  # then everything is copied


def _fill(
    target: Target, settings: Settings, with_archive: bool, now: datetime, expect: Callable[[int], object], progress: Progress
) -> list[Entry]:
    """The store first and the archive after it, its index before its files: so every record that one names, the other has."""
    archive = settings.crawl.archive
    with_archive = with_archive and archive.is_dir()
    index = archive / INDEX if with_archive and (archive / INDEX).is_file() else None
    expect(_size_of(settings, with_archive))
    entries = [_database(target, settings.store, STORE, progress)]
    tables = table_version(target.scratch / STORE)
    entries += [_database(target, index, f"archive/{INDEX}", progress)] if index else []
    if with_archive:
        for file in warc_files.warc_files(archive):
            entries += _warc(target, file, progress)
    for file in config_files(settings):
        name = f"config/{file.relative_to(settings.folder).as_posix()}"
        entries.append(target.add(name, file, file.stat().st_size, progress))
    manifest = Manifest(
        made_at=now,
        program=version("readout-monitor"),
        tables=tables,
        places={"store": str(settings.store), "archive": str(archive)},
        files=tuple(entries),
    )
    target.finish(manifest_to_bytes(manifest))
    return entries


def _database(target: Target, database: Path, name: str, progress: Progress) -> Entry:
    copy = target.scratch / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy_database(database, copy, progress)
    return target.add(name, copy, copy.stat().st_size, lambda size: None)


def _warc(target: Target, file: Path, progress: Progress) -> Iterator[Entry]:
    """The file up to its last whole record: who adds to it holds its lock, and adds at its end only."""
    try:
        with warc_files.locked(file, shared=True) as descriptor:
            size = warc_files.size_of(descriptor)
        yield target.add(f"archive/{warc_files.FOLDER}/{file.name}", file, size, progress)
    except (FileNotFoundError, TryLater):
        if file.exists():
            raise  # else it was pruned in this moment


def _size_of(settings: Settings, with_archive: bool) -> int:
    files = [settings.store]
    if with_archive:
        files += [settings.crawl.archive / INDEX, *warc_files.warc_files(settings.crawl.archive)]
    return sum(warc_files.size_at(file) for file in files)


def _forget(folder: Path, keep: int) -> tuple[Path, ...]:
    """Takes the older ones away; each vanishes at once, whatever happens after."""
    old = backups_in(folder)[:-keep]
    for backup in old:
        gone = backup.with_name(f"{BEGUN}{backup.name}{PARTIAL}")
        backup.rename(gone)
        sync_folder(folder)
        shutil.rmtree(gone, ignore_errors=True)
    return old
