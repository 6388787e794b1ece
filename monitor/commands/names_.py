"""`readout names`: pairs of names across scripts, scored."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.knowledge import load_knowledge
from monitor.settings import config_folder
from processors.entities.knowledge import KnowledgeBase
from processors.entities.names import score_known
from processors.errors import InputError


@click.command("names")
@click.option(
    "--file", "pairs", type=click.Path(exists=True, dir_okay=False), required=True, help="Two names a line, tab-separated."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write here instead of to standard output.")
@click.pass_context
def command(context: click.Context, pairs: str, output: str | None) -> None:
    """Say of each pair of names whether they are the same person's, and why.

    Prints for each line: the two names, score (0 to 100), same or different, reasons; tab-separated.

    Example: readout names --file pairs.tsv
    """
    knowledge = load_knowledge(config_folder(context.obj) / "entities")
    text = "".join(f"{_scored(a, b, knowledge)}\n" for a, b in _lines(Path(pairs)))
    if output:
        Path(output).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def _lines(path: Path) -> list[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InputError(f"{path}: cannot be read as UTF-8 text: {wrong}") from wrong
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        columns = line.split("\t")
        if len(columns) < 2:
            raise InputError(f"{path}: line {number}: two names with a tab between them are expected")
        found.append((columns[0], columns[1]))
    return found


def _scored(a: str, b: str, knowledge: KnowledgeBase) -> str:
    score = score_known(a, b, knowledge)
    return "\t".join((a, b, f"{score.score:.1f}", "same" if score.same else "different", "; ".join(score.reasons)))
