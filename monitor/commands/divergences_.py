"""`readout divergences`: what diverges, and a person's word on it."""

from __future__ import annotations

import getpass

import click
from sqlalchemy import Connection

from monitor.clock import now
from monitor.lives import Life
from monitor.output import json_line, result_stream
from monitor.settings import load_settings
from monitor.store.articles import load_article
from monitor.store.divergences import find_ids, load_life, load_lives, shown
from monitor.store.engine import open_store
from monitor.store.judgements import Judgement, Verdict, all_judgements, judge
from monitor.store.ledger import notified_at
from processors.errors import InputError
from processors.records import Divergence, QuoteRef
from processors.wire import divergence_to_json, time_to_json

STATES = ("pending", "not-known", "uncertain", "new", "alerted", "confirmed", "rejected", "closed", "withdrawn")
HIDDEN = ("uncertain", "withdrawn", "rejected")  # listed only when asked for
LONGEST_SHOWN = 100


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List, show, confirm or reject divergences.

    Example: readout divergences reject d0123 --why "the same statement, two days later" --by anna
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@command.command("list")
@click.option("--state", type=click.Choice(STATES), multiple=True, help="Only these states; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(config: str | None, state: tuple[str, ...] = (), as_json: bool = False) -> None:
    """The divergences, the most salient first; uncertain, withdrawn and rejected ones only when asked for.

    Example: readout divergences list --state new
    """
    with open_store(load_settings(config).store, create=False) as store, store.reading() as connection:
        found = shown(connection, load_lives(connection))
        wanted = [divergence for divergence in found if (divergence.state in state if state else divergence.state not in HIDDEN)]
        for divergence in wanted:
            click.echo(json_line(divergence_to_json(divergence)) if as_json else _line(connection, divergence), nl=not as_json)
    if not as_json:
        click.echo(
            f"{len(wanted)} shown" + (f", {len(found) - len(wanted)} more in other states" if len(found) > len(wanted) else "")
        )


@command.command("show")
@click.argument("divergence_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show(config: str | None, divergence_id: str, as_json: bool) -> None:
    """One divergence with its words; the first characters of the id are enough.

    Example: readout divergences show d0123
    """
    with open_store(load_settings(config).store, create=False) as store, store.reading() as connection:
        life = _find(connection, divergence_id)
        divergence = shown(connection, [life])[0]
        if as_json:
            click.echo(json_line(divergence_to_json(divergence)), nl=False)
            return
        for line in _account(connection, life, divergence):
            click.echo(line)


@command.command("dossier")
@click.argument("divergence_id", metavar="ID")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there and not to standard output.")
@click.pass_obj
def dossier(config: str | None, divergence_id: str, output: str | None) -> None:
    """One divergence as an HTML page that proves it and needs nothing but itself.

    Example: readout divergences dossier d0123 -o d0123.html
    """
    from monitor.reports.dossier import render_dossier
    from monitor.reports.glossing import load_gloss
    from monitor.reports.stored import stored_evidence
    from monitor.toolbox import load_comparison_instruments, load_tools

    settings = load_settings(config)
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        evidence = stored_evidence(
            connection,
            _find(connection, divergence_id).divergence.id,
            outlets=settings.outlets,
            knowledge=load_tools(settings.folder).knowledge,
            instruments=load_comparison_instruments(),
            gloss=load_gloss(),
        )
    with result_stream(output) as out:
        out.write(render_dossier(evidence, clock=now()))


@command.command("confirm")
@click.argument("divergence_id", metavar="ID")
@click.option("--why", default="", help="What it rests on.")
@click.option("--by", default=None, help="Who says so (default: your login).")
@click.pass_obj
def confirm(config: str | None, divergence_id: str, why: str, by: str | None) -> None:
    """Say that it is so.

    Example: readout divergences confirm d0123 --by anna
    """
    _judge(config, divergence_id, "confirmed", why, by)


@command.command("reject")
@click.argument("divergence_id", metavar="ID")
@click.option("--why", required=True, help="What is wrong with it.")
@click.option("--by", default=None, help="Who says so (default: your login).")
@click.pass_obj
def reject(config: str | None, divergence_id: str, why: str, by: str | None) -> None:
    """Say that it is not so; it is mailed to nobody any more.

    Example: readout divergences reject d0123 --why "the same statement, two days later" --by anna
    """
    _judge(config, divergence_id, "rejected", why, by)


def _judge(config: str | None, divergence_id: str, verdict: Verdict, why: str, by: str | None) -> None:
    with open_store(load_settings(config).store, create=False) as store, store.writing() as connection:
        life = _find(connection, divergence_id)
        judge(connection, Judgement(divergence_id=life.divergence.id, verdict=verdict, by=by or _login(), why=why, at=now()))
    click.echo(f"{life.divergence.id}: {verdict}")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "somebody"


def _find(connection: Connection, beginning: str) -> Life:
    ids = find_ids(connection, beginning)
    if beginning in ids:
        ids = (beginning,)
    life = load_life(connection, ids[0]) if len(ids) == 1 else None
    if life is None:
        many = f"{len(ids)} divergences begin so: {', '.join(ids[:3])} …; write more of it" if ids else "no divergence has that id"
        raise InputError(f"{beginning}: {many}; `readout divergences list` shows them all")
    return life


def _line(connection: Connection, divergence: Divergence) -> str:
    sides = (
        f"{', '.join(divergence.carried)} ≠ {', '.join(divergence.absent)}" if divergence.absent else ", ".join(divergence.carried)
    )
    findings = ", ".join(sorted({finding.type for finding in divergence.findings}))
    words = _words(connection, divergence.anchor)
    return (
        f"{divergence.id}  {divergence.state:9}  {divergence.salience:.2f}  {divergence.kind}"
        f"{f' ({findings})' if findings else ''}  {sides}\n    {divergence.speaker_id or 'unnamed'}: {words}"
    )


def _words(connection: Connection, reference: QuoteRef, longest: int = LONGEST_SHOWN) -> str:
    article = load_article(connection, reference.article_id, reference.revision)
    if article is None:
        return "(not in the store)"
    printed = article.title if reference.field == "title" else article.text
    words = " ".join(" … ".join(printed[span.start : span.stop] for span in reference.content).split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _account(connection: Connection, life: Life, divergence: Divergence) -> list[str]:
    """Everything that a person needs to judge it, a line each."""
    lines = [_line(connection, divergence).splitlines()[0], f"event {divergence.event_id}, utterance {divergence.utterance_id}"]
    for quote in divergence.quotes:
        article = load_article(connection, quote.article_id, quote.revision)
        place = f"{article.outlet}/{article.edition}" if article else "?"
        lines += [f"  {place}  {quote.article_id} revision {quote.revision}", f"    {_words(connection, quote, 2000)}"]
    lines += [f"finding: {finding.type}{f': {finding.note}' if finding.note else ''}" for finding in divergence.findings]
    if divergence.coverage:
        lines.append(f"covered by: {', '.join(divergence.coverage)}")
    if divergence.nearest:
        near = QuoteRef(
            article_id=divergence.nearest.article_id, revision=divergence.nearest.revision, content=(divergence.nearest.window,)
        )
        lines += [f"nearest on the silent side: {near.article_id}", f"    {_words(connection, near, 2000)}"]
    lines += [f"salient: {reason}" for reason in divergence.reasons] + [f"doubt: {doubt}" for doubt in divergence.doubts]
    return lines + _history(connection, life)


def _history(connection: Connection, life: Life) -> list[str]:
    lines = [f"first seen {time_to_json(life.born_at)}"]
    if life.open_at:
        lines.append(f"open since {time_to_json(life.open_at)}")
    if life.ended_at:
        lines.append(f"{life.status} {time_to_json(life.ended_at)}" + (f" by {life.ended_by}" if life.ended_by else ""))
    told = notified_at(connection, [life.divergence.id]).get(life.divergence.id, {})
    lines += [f"mailed to watch {watch} {time_to_json(at)}" for watch, at in sorted(told.items())]
    lines += [
        f"{judgement.verdict} by {judgement.by} {time_to_json(judgement.at)}{f': {judgement.why}' if judgement.why else ''}"
        for judgement in all_judgements(connection, life.divergence.id)
    ]
    return lines
