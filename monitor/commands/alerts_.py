"""`readout alerts`: what would be mailed, what was, and what waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from monitor.clock import Moment, now
from monitor.output import json_line, result_stream, to_the_second
from monitor.sections import Watch
from monitor.settings import Settings, load_settings
from monitor.store.engine import Store, open_store
from monitor.store.lock import only_pass
from processors.errors import InputError, ReadoutError

if TYPE_CHECKING:  # what is imported with it takes seconds
    from monitor.alerts.accounts import Account
    from monitor.alerts.composing import Composed
    from monitor.alerts.delivery import Delivered, Parcel

Form = Literal["text", "html", "eml"]
ENDINGS: dict[str, Form] = {".html": "html", ".htm": "html", ".eml": "eml"}


@click.group()
def command() -> None:
    """See what the next pass would mail, send a message again, look into the ledger.

    Example: readout alerts preview --watch everything -o preview.html
    """


@command.command("preview")
@click.option("--watch", "name", help="Only this watch.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there: .html or .eml by its name, else text.")
@click.option("--clock", type=Moment(), help="What time it is (default: now).")
@click.pass_obj
def preview(config: str | None, name: str | None, output: str | None, clock: datetime | None) -> None:
    """What would be mailed now, also to a daily watch whose hour is not yet; nothing is claimed and nothing goes out.

    Example: readout alerts preview
    """
    settings = load_settings(config)
    watches = [watch for watch in settings.watches if name in (None, watch.id)]
    if not watches:
        known = ", ".join(watch.id for watch in settings.watches) or "none"
        raise InputError(f"--watch {name}: watchlist.yml has no such watch; it has {known}")
    form = ENDINGS.get(Path(output).suffix.lower() if output else "", "text")
    with open_store(settings.store, create=False) as store:
        found = list(_previews(store, settings, watches, clock or now()))
    if form != "text" and len(found) != 1:
        what = "nothing new" if not found else f"{len(found)} watches have something new; name one: --watch {found[0][0].id}"
        raise InputError(f"{output}: {what}")
    with result_stream(output) as out:
        for watch, composed in found:
            out.write(_shown(watch, composed, form))
        for watch in watches:
            if watch.id not in {told.id for told, _ in found}:
                click.echo(f"watch {watch.id}: nothing new", err=output is not None)


def _previews(store: Store, settings: Settings, watches: Sequence[Watch], clock: datetime) -> Iterator[tuple[Watch, Composed]]:
    from monitor.alerts.alerting import untold
    from monitor.alerts.composing import Writer, compose
    from monitor.reports.glossing import load_gloss
    from monitor.toolbox import load_comparison_instruments, load_tools

    writer: Writer | None = None
    with store.reading() as connection:
        for watch in watches:
            told = untold(connection, settings, watch, clock)
            if not told:
                continue
            writer = writer or Writer(
                settings=settings,
                knowledge=load_tools(settings.folder).knowledge,
                instruments=load_comparison_instruments(),
                gloss=load_gloss(),
            )
            composed = compose(connection, told, watch, writer, clock)
            if composed:
                yield watch, composed


def _shown(watch: Watch, composed: Composed, form: Form) -> str:
    if form == "html":
        return composed.rendered.html
    if form == "eml":
        return composed.message.as_bytes().decode().replace("\r\n", "\n")
    hour = f", one digest a day at {watch.daily.at} {watch.daily.zone}" if watch.daily else ""
    head = f"Watch {watch.id}{hour}\nTo: {', '.join(watch.to)}\nSubject: {composed.rendered.subject}\n"
    return f"{head}\n{composed.rendered.text}\n"


@command.command("resend")
@click.argument("message_id", required=False)
@click.option("--waiting", is_flag=True, help="Everything that waits, also what was refused and is to rest.")
@click.option("--to", multiple=True, help="Only to this address, also one that the watch does not name; may be given again.")
@click.option("--again", is_flag=True, help="Also to those who have it.")
@click.pass_obj
def resend(config: str | None, message_id: str | None, waiting: bool, to: tuple[str, ...], again: bool) -> None:
    """Send a message of the ledger, under the same Message-ID; the first characters of it are enough.

    Example: readout alerts resend digest-3f9c --to ben@example.org
    """
    from monitor.alerts.delivery import deliver, waiting_parcels

    if waiting == (message_id is not None) or (waiting and (to or again)):
        raise InputError("resend: either a message, or --waiting; `readout alerts ledger` shows what there is")
    settings = load_settings(config)
    with open_store(settings.store, create=False) as store, only_pass(settings.store):
        parcels = waiting_parcels(store, settings.watches) if waiting else (_parcel(store, settings, str(message_id), to, again),)
        done = deliver(store, settings.mail, parcels, now(), at_once=True)
    _tell(done)


def _parcel(store: Store, settings: Settings, name: str, to: Sequence[str], again: bool) -> Parcel:
    from monitor.alerts.accounts import find_account
    from monitor.alerts.addresses import mail_address
    from monitor.alerts.delivery import Parcel, written_to

    with store.reading() as connection:
        account = find_account(connection, settings.watches, name)
    has = {one.recipient for one in account.deliveries if one.sent_at}
    wanted = [mail_address(address) for address in to] or [*(account.waiting or written_to(account.message))]
    recipients = [address for address in wanted if again or address not in has]
    if not recipients:
        raise InputError(f"{account.name}: {', '.join(wanted)} has it already; --again sends it once more")
    had = {one.recipient: one for one in account.deliveries}
    return Parcel(message=account.message, recipients=tuple(dict.fromkeys(recipients)), had=had)


def _tell(done: Delivered) -> None:
    for message_id in done.sent:
        click.echo(f"sent: {message_id.strip('<>')}")
    if not done.sent and not done.troubles:
        click.echo("nothing waits")
    if done.troubles:
        raise ReadoutError("\n".join(done.troubles))


@command.command("drop")
@click.argument("message_id")
@click.pass_obj
def drop(config: str | None, message_id: str) -> None:
    """Give up a message for those who have it not: it is no longer tried, and what it tells counts as told.

    Example: readout alerts drop digest-3f9c
    """
    from monitor.alerts.accounts import find_account
    from monitor.store.ledger import drop_message

    settings = load_settings(config)
    with open_store(settings.store, create=False) as store, only_pass(settings.store), store.writing() as connection:
        account = find_account(connection, settings.watches, message_id)
        if account.waiting:
            drop_message(connection, account.message.message_id, now())
    missed = ", ".join(account.waiting)
    click.echo(f"{account.name}: " + (f"given up for {missed}" if missed else "nobody waits for it"))


@command.command("ledger")
@click.option("--watch", help="Only this watch.")
@click.option("--waiting", is_flag=True, help="Only what somebody has still to get.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def ledger(config: str | None, watch: str | None, waiting: bool, as_json: bool) -> None:
    """What was mailed to whom when, what waits and why, the oldest first.

    Example: readout alerts ledger --waiting
    """
    from monitor.alerts.accounts import account_lines, account_to_json, all_accounts

    settings = load_settings(config)
    with open_store(settings.store, create=False) as store, store.reading() as connection:
        found = [one for one in all_accounts(connection, settings.watches, watch) if one.waiting or not waiting]
    for account in found:
        if as_json:
            click.echo(json_line(account_to_json(account)), nl=False)
        else:
            click.echo(to_the_second("\n".join(account_lines(account))))
    if not as_json:
        click.echo(_total(found))


def _total(found: Sequence[Account]) -> str:
    wait = sum(bool(account.waiting) for account in found)
    return f"{len(found)} {'message' if len(found) == 1 else 'messages'}, {wait or 'none'} of them waiting for somebody"
