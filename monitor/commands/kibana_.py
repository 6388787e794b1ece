"""`readout kibana`: the dashboards as a file, and into a Kibana."""

from __future__ import annotations

import re
import time

import click

from monitor.output import result_stream
from monitor.progress import bar
from monitor.sections import Kibana
from monitor.settings import Settings, load_settings
from processors.errors import ConfigError

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
PREFIX_HELP = "Of the names of the indices (default: elasticsearch.prefix of readout.yml, else readout)."


def _name(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is not None and NAME.fullmatch(value) is None:
        raise click.BadParameter(f"{value!r}: small letters, digits and hyphens")
    return value


@click.group()
def command() -> None:
    """Data views and dashboards for Kibana 8.9 and newer.

    Example: readout kibana import
    """


@command.command("build")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write there and not to standard output.")
@click.option("--prefix", callback=_name, help=PREFIX_HELP)
@click.pass_obj
def build(config: str | None, output: str | None, prefix: str | None) -> None:
    """Write them as a file that Kibana's page "Saved Objects" imports; config/kibana/readout.ndjson is one.

    Example: readout kibana build -o readout.ndjson
    """
    from monitor.kibana.ndjson import ndjson_lines

    lines = ndjson_lines(prefix or _prefix(load_settings(config)))
    with result_stream(output) as out:
        out.writelines(lines)


@command.command("import")
@click.option("--prefix", callback=_name, help=PREFIX_HELP)
@click.option("--space", callback=_name, help="The Kibana space to import into (default: kibana.space of readout.yml).")
@click.pass_obj
def import_(config: str | None, prefix: str | None, space: str | None) -> None:
    """Hand them to the Kibana of readout.yml; those of an earlier import are replaced, nothing else is touched.

    Example: readout kibana import
    """
    from monitor.kibana.importing import Patience, dashboards_address, import_objects
    from monitor.kibana.ndjson import ndjson_lines

    settings = load_settings(config)
    kibana = _kibana(settings, space)
    lines, patience = ndjson_lines(prefix or _prefix(settings)), Patience()
    with bar("waiting for Kibana", patience.looks, "look") as shown:

        def waiting(before: int) -> None:
            if before == 0:
                click.echo(f"{kibana.url}: Kibana is not ready yet; waiting for it", err=True)
            shown.update()

        count = import_objects(lines, kibana, patience=patience, sleep=time.sleep, waiting=waiting)
    click.echo(f"{kibana.url}: {count} objects imported; the dashboards are at {dashboards_address(kibana)}")


def _prefix(settings: Settings) -> str:
    from monitor.kibana.ndjson import PREFIX

    return settings.elasticsearch.prefix if settings.elasticsearch is not None else PREFIX


def _kibana(settings: Settings, space: str | None) -> Kibana:
    if settings.kibana is None:
        raise ConfigError(f"{settings.folder / 'readout.yml'}: kibana: is not set; write its url there, and how to sign in")
    return settings.kibana if space is None else settings.kibana.model_copy(update={"space": space})
