"""`readout archive`: what was fetched, whether it is whole, and its index made again."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from crawler.archive.archive import INDEX, Archive
from crawler.archive.verify import Verified, verify
from monitor.archives import existing_archive
from monitor.logs import start_logging
from monitor.output import json_line, result_stream
from monitor.progress import bar
from monitor.settings import Settings, load_settings
from processors.errors import InputError, ReadoutError

SHOWN = ("id", "url", "status", "fetched_at", "crawl", "outlet", "edition", "role", "file", "offset", "length", "sha256")


@click.group()
def command() -> None:
    """Look after the archive of everything that was fetched.

    Example: readout archive verify
    """


@command.command("verify")
@click.pass_obj
def verify_(config: str | None) -> None:
    """Read every record: whole, its digest right, and the index agreeing both ways. One line for each problem.

    Example: readout archive verify
    """
    settings = _settings(config)
    done, problems = Verified(), 0
    with existing_archive(settings) as archive, _bar(archive, "verifying") as shown:
        for problem in verify(archive, done, shown.update):
            shown.clear()
            click.echo(problem)
            problems += 1
    click.echo(f"{settings.crawl.archive}: {done.files} files, {done.records} records, {done.answers} answers, {problems} problems")
    if problems:
        raise ReadoutError(f"{settings.crawl.archive}: {problems} problems; docs/archive.md tells what each of them asks for")


@command.command("list")
@click.option("--url", help="Only the answers for this page, under any of its addresses.")
@click.option("--crawl", help="Only what that crawl fetched.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file in place of standard output.")
@click.pass_obj
def list_(config: str | None, url: str | None, crawl: str | None, output: str | None) -> None:
    """The answers in the archive in the order of time, one JSON line each.

    Example: readout archive list --url https://tass.ru/armiya-i-opk/5090001
    """
    settings = _settings(config)
    with existing_archive(settings) as archive, result_stream(output) as stream:
        for row in archive.rows(crawl=crawl, canonical=archive.canonical(url) if url else None):
            stream.write(json_line({name: getattr(row, name) for name in SHOWN}))


@command.command("rebuild")
@click.pass_obj
def rebuild_(config: str | None) -> None:
    """Make the index again from the WARC files; what it remembers of pages stays, where it can be read.

    Example: readout archive rebuild
    """
    settings = _settings(config)
    folder = settings.crawl.archive
    _put_broken_aside(folder, settings)
    with existing_archive(settings) as archive, _bar(archive, "indexing") as shown:
        archive.rebuild(shown.update)
        count = len(archive.rows())
    click.echo(f"{folder}: {count} answers in {len(archive.file_names())} files indexed")


def _settings(config: str | None) -> Settings:
    settings = load_settings(config)
    start_logging(settings)
    return settings


def _put_broken_aside(folder: Path, settings: Settings) -> None:
    """An index that is no database any more is kept beside the new one."""
    try:
        with existing_archive(settings):
            return
    except InputError:
        if not (folder / INDEX).is_file():
            raise
    for path in folder.glob(f"{INDEX}*"):
        if not path.name.endswith(".broken"):
            path.replace(path.with_name(f"{path.name}.broken"))
    click.echo(f"{folder / INDEX}: could not be read; kept as {INDEX}.broken", err=True)


def _bar(archive: Archive, what: str) -> tqdm[NoReturn]:
    total = sum((archive.folder / name).stat().st_size for name in archive.file_names())
    return bar(what, total, "B", unit_scale=True)
