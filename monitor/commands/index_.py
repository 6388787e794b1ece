"""`readout index`: Elasticsearch as a projection of the store."""

from __future__ import annotations

import os

import click
from pydantic import SecretStr

from monitor import sections
from monitor.clock import now
from monitor.index.keeping_up import projection_of
from monitor.logs import start_logging
from monitor.progress import bar
from monitor.settings import Settings, load_settings
from monitor.store import outbox
from monitor.store.engine import Store, open_store
from processors.errors import ConfigError, ReadoutError

PASSWORD = "READOUT_ES_PASSWORD"


@click.group()
def command() -> None:
    """Keep Elasticsearch in step with the store.

    Example: readout index setup
    """


@command.command("setup")
@click.pass_obj
def setup(config: str | None) -> None:
    """Give the server our templates, make the aliases that are missing, and tell what differs from the templates.

    Example: readout index setup
    """
    from monitor.index.setup import set_up

    settings, server = _settings(config)
    with open_store(settings.store) as store:
        layout = set_up(store, server, settings.folder, now=now)
    click.echo(f"{server.url}: Elasticsearch {layout.version}")
    for alias, index in layout.indices.items():
        click.echo(f"{server.prefix}-{alias}: {index}" + (" (new)" if index in layout.made else ""))
    for difference in layout.differences:
        click.echo(f"differs: {difference}")
    if layout.differences:
        raise ReadoutError(
            f"index: {len(layout.differences)} differences from the templates; `readout index rebuild` makes new indices"
        )
    click.echo("next: `readout index rebuild` fills it from the store" if layout.must_rebuild else "next: `readout index sync`")


@command.command("sync")
@click.pass_obj
def sync_(config: str | None) -> None:
    """Ship what changed in the store since the last sync; `readout run` does it at its end.

    Example: readout index sync
    """
    from monitor.index.following import told
    from monitor.index.sync import sync

    settings, server = _settings(config)
    with open_store(settings.store, create=False) as store, bar("syncing", _count_waiting(store), " changes") as shown:
        done = sync(store, server, projection_of(settings), now=now, progress=shown.update)
    click.echo(f"index: {told(done)}")


@command.command("rebuild")
@click.pass_obj
def rebuild_(config: str | None) -> None:
    """Make every index anew from the store, while the old ones serve; then put the new ones in their place at one stroke.

    Example: READOUT_ES_API_KEY=$READOUT_ES_SETUP_KEY readout index rebuild
    """
    from monitor.index.rebuild import rebuild

    settings, server = _settings(config)
    with open_store(settings.store, create=False) as store, bar("rebuilding", None, " documents") as shown:
        done = rebuild(store, server, projection_of(settings), settings.folder, now=now, progress=shown.update)
    for alias, index in done.indices.items():
        click.echo(f"{server.prefix}-{alias}: {index}")
    refused = f", {len(done.refused)} refused (`readout status` names them)" if done.refused else ""
    swept = f"; {len(done.swept)} half-made indices of an earlier rebuild deleted" if done.swept else ""
    click.echo(f"index: {done.written} documents written{refused}, {done.caught_up} changes since it began{swept}")


@command.command("check")
@click.pass_obj
def check_(config: str | None) -> None:
    """Prove that store and index are equal, document by document; one line for each difference, of the first twenty.

    Example: readout index check
    """
    from monitor.index.check import check
    from monitor.index.client import connect

    settings, server = _settings(config)
    with open_store(settings.store, create=False) as store, connect(server) as client, bar("checking", None, " documents") as shown:
        done = check(store, client, server, projection_of(settings), progress=shown.update)
    for difference in done.differences:
        click.echo(difference)
    click.echo(
        f"index: {done.equal} documents equal, {done.missing} missing, {done.different} different, "
        f"{done.unknown} not in the store; {done.waiting} wait for the next sync, {done.parked} refused"
    )
    if done.wrong:
        raise ReadoutError(f"index: {done.wrong} differences from the store; `readout index rebuild` makes it anew")


@command.command("keys")
@click.option("--user", help="Sign in as that user in place of what readout.yml says; the password is asked for.")
@click.option("--drop-old", is_flag=True, help="Afterwards invalidate all earlier keys of these names.")
@click.pass_obj
def keys(config: str | None, user: str | None, drop_old: bool) -> None:
    """Make three API keys limited to our indices: for setup and rebuild, for everyday writing, for reading. Each is shown once.

    The password of --user is taken from READOUT_ES_PASSWORD, or asked for.

    Example: readout index keys --user elastic
    """
    from monitor.index.keys import PURPOSES, VARIABLES, drop_other_keys, make_keys

    _, server = _settings(config, without_secrets=user is not None)
    made = make_keys(server := _signed_in(server, user))
    for key in made:
        click.echo(f"# {PURPOSES[key.role]}\n{VARIABLES[key.role]}={key.encoded}")
    if drop_old:
        click.echo(f"# {drop_other_keys(server, made)} earlier keys invalidated")


class NoSecrets(dict[str, str]):
    """An environment in which every secret is there, if only as nothing: the first keys are made before there is any."""

    def get(self, key: str, default: object = None) -> str:
        return super().get(key, "")


def _settings(config: str | None, *, without_secrets: bool = False) -> tuple[Settings, sections.Elasticsearch]:
    settings = load_settings(config, NoSecrets(os.environ)) if without_secrets else load_settings(config)
    start_logging(settings)
    if settings.elasticsearch is None:
        place = settings.folder / "readout.yml"
        raise ConfigError(f"{place}: it names no `elasticsearch:`; docs/elasticsearch.md tells what to write there")
    return settings, settings.elasticsearch


def _signed_in(server: sections.Elasticsearch, user: str | None) -> sections.Elasticsearch:
    if user is None:
        return server
    password = os.environ.get(PASSWORD) or click.prompt(f"password of {user}", hide_input=True, err=True)
    return server.model_copy(update={"api_key": None, "user": user, "password": SecretStr(password)})


def _count_waiting(store: Store) -> int:
    with store.reading() as connection:
        return outbox.count_waiting(connection)
