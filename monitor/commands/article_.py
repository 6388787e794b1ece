"""`readout article`: what stood at an address when, and the proof of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from crawler.text_hash import text_hash
from monitor.article_history import History, Step, history_to_json, read_history, steps
from monitor.output import json_line
from monitor.reports.templating import neutral, one_line
from monitor.settings import load_settings
from monitor.store.engine import open_store
from processors.records import Article
from processors.text.paragraph_diff import ParagraphChange, Piece
from processors.wire import time_to_json

MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}  # as `wdiff` and `git diff --word-diff` mark words


@click.command()
@click.argument("named", metavar="ID_OR_URL")
@click.option("--diff", is_flag=True, help="What changed from each revision to the next, paragraph by paragraph.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(config: str | None, named: str, diff: bool, as_json: bool) -> None:
    """One article by its id, the beginning of the id, or its address: its revisions, what became of its page, and the records and
    SHA-256 that prove it.

    Example: readout article https://tass.ru/armiya-i-opk/5090417 --diff
    """
    settings = load_settings(config)
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        history = read_history(connection, named, settings)
    if as_json:
        click.echo(json_line(history_to_json(history, diff=diff)), nl=False)
        return
    for line in _lines(history, diff):
        click.echo(neutral(line))


def _lines(history: History, diff: bool) -> Iterator[str]:
    last = history.revisions[-1]
    yield f"{last.id}: {one_line(last.title) or 'no title'}"
    yield f"  {last.outlet or 'no outlet'}/{last.edition or '?'}  {last.url or 'no address'}"
    seen = f"seen first {time_to_json(history.first_seen_at)} by {history.origin}, last {time_to_json(history.last_seen_at)}"
    yield f"  {seen}; published {time_to_json(last.published_at) or 'at an unknown time'}"
    yield f"  revisions: {len(history.revisions)}"
    changed = {step.after.revision: step for step in steps(history.revisions)}
    for article in history.revisions:
        yield from _revision_lines(article, changed.get(article.revision), diff)
    for event in history.events:
        yield f"  {time_to_json(event.at)} {event.kind}: {one_line(event.detail) or event.status} ({event.warc or 'no record'})"
    for held in history.held:
        solved = f"; solved {time_to_json(held.solved_at)}" if held.solved_at else ""
        page = held.page
        yield f"  {time_to_json(page.at)} in quarantine: {one_line(page.reason)} ({page.warc or 'no record'}){solved}"
    if history.answers:
        yield f"  answers in the archive: {len(history.answers)}"
    for answer in history.answers:
        yield f"    {answer.fetched_at} {answer.status} {answer.id} in {answer.file} at {answer.offset}, SHA-256 {answer.sha256}"


def _revision_lines(article: Article, step: Step | None, diff: bool) -> Iterator[str]:
    fetched = f"fetched {time_to_json(article.fetched_at)}, " if article.fetched_at else ""
    yield f"  revision {article.revision}: {fetched}{len(article.text)} characters, {article.completeness}"
    yield f"    SHA-256 of the text  {text_hash(article.text)}"
    if article.sha256:
        yield f"    SHA-256 of the page  {article.sha256}"
    if article.warc:
        yield f"    WARC record          {article.warc}"
    if step is not None:
        yield f"    since revision {step.before.revision}: {_counts(step)}"
        yield from _diff_lines(step) if diff else ()


def _counts(step: Step) -> str:
    counts = Counter(found.change for found in step.paragraphs if found.change != "same")
    said = [f"{counts[name]} {name}" for name in ("reworded", "added", "removed") if counts[name]]
    title = ["another title"] if step.before.title != step.after.title else []
    return ", ".join([*said, *title]) or "only spaces"


def _diff_lines(step: Step) -> Iterator[str]:
    if step.before.title != step.after.title:
        yield f"    - {one_line(step.before.title)}"
        yield f"    + {one_line(step.after.title)}"
    for found in step.paragraphs:
        yield from (f"    {line}" for line in _paragraph(found))


def _paragraph(found: ParagraphChange) -> Iterator[str]:
    """As a patch shows it; of what did not change only that it is there."""
    if found.change == "same":
        yield f"  {one_line(found.before or '', 60)}"
    elif found.change == "reworded":
        yield f"~ {''.join(map(_piece, found.pieces))}"
    else:
        yield f"- {found.before}" if found.change == "removed" else f"+ {found.after}"


def _piece(piece: Piece) -> str:
    return MARKS[piece.change].format(piece.text)
