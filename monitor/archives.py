"""The archive that the configuration names, for whoever reads it and would not make one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from crawler.archive.archive import Archive, open_archive
from monitor.settings import Settings
from processors.errors import InputError


@contextmanager
def existing_archive(settings: Settings) -> Iterator[Archive]:
    """The archive; `InputError` when there is none yet."""
    folder = settings.crawl.archive
    if not folder.is_dir():
        raise InputError(f"{folder}: no archive there; crawl.yml names its folder, and the first crawl makes it")
    with open_archive(folder, settings.crawl.warc_mb, settings.outlets) as archive:
        yield archive
