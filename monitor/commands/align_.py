"""`readout align`: which line of one file translates which of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from monitor.ingest import open_lines
from monitor.output import result_stream
from monitor.progress import counted
from processors.alignment.encoder import why_no_encoder
from processors.alignment.loading import load_instruments
from processors.alignment.match_lines import match_lines
from processors.alignment.tables import load_tables
from processors.errors import InputError

MOST_CELLS = 100_000_000  # three matrices of four bytes a cell: 1.2 GB
LANGUAGE = click.Choice(["en", "ru", "zh"])


@click.command()
@click.option("--languages", nargs=2, type=LANGUAGE, required=True, metavar="A B", help="Languages of the files: en, ru or zh.")
@click.argument("first", metavar="A.txt")
@click.argument("second", metavar="B.txt")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there and not to standard output.")
@click.option("--without-encoder", is_flag=True, help="Decide by the translation tables alone.")
def command(languages: tuple[str, str], first: str, second: str, output: str | None, without_encoder: bool) -> None:
    """Best match in B.txt for each line of A.txt (UTF-8, plain or gzip), tab-separated: i j score margin.

    i and j are line numbers counted from 0; score is the similarity (0 to 1), margin how far it stands out from the
    nearest other lines (1: not at all). Empty lines match nothing and are left out.

    Example: readout align --languages zh en chinese.txt english.txt.gz -o matches.tsv
    """
    left, right = read_lines(first), read_lines(second)
    if len(left) * len(right) > MOST_CELLS:
        raise InputError(f"{first}: {len(left)} × {len(right)} lines are more than fit in memory; split the files")
    if not without_encoder and why_no_encoder():
        click.echo(why_no_encoder(), err=True)
    instruments = load_instruments(with_encoder=not without_encoder)
    matches = match_lines(left, right, languages, load_tables(), instruments, _progress)
    with result_stream(output) as out:
        for match in matches:
            out.write(f"{match.first}\t{match.second}\t{match.score:.4f}\t{match.margin:.4f}\n")


def read_lines(name: str) -> list[str]:
    """The lines of a UTF-8 file, without their ends."""
    with open_lines(name) as lines:
        read: list[str] = []
        try:
            read.extend(line.decode("utf-8-sig" if not read else "utf-8").rstrip("\r\n") for line in lines)
        except UnicodeDecodeError as wrong:
            raise InputError(f"{name}:{len(read) + 1}: not UTF-8 ({wrong.reason}); convert the file first") from wrong
    if not read:
        raise InputError(f"{name}: no lines in it; one sentence a line is expected")
    return read


def _progress(name: str, items: Sequence[Any]) -> Any:
    return counted(items, name, "")
