"""`readout serve`: the divergences, dossiers, search and status as pages in a browser."""

from __future__ import annotations

from dataclasses import replace

import click

from monitor.settings import load_settings


@click.command()
@click.option("--host", help="The address to listen on (default: web.host of readout.yml).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port, 0 for any that is free (default: web.port).")
@click.pass_obj
def command(config: str | None, host: str | None, port: int | None) -> None:
    """Show the store in a browser: divergences, dossiers, search, status. Nothing can be changed there.

    Example: readout serve --port 8000
    """
    from monitor.clock import now
    from monitor.logs import start_logging
    from monitor.web.app import make_app
    from monitor.web.hosts import is_loopback
    from monitor.web.serving import open_port, ports_of, serve_until_stopped

    settings = load_settings(config)
    start_logging(settings)
    web = settings.web.model_copy(update={"host": host or settings.web.host})
    server = open_port(make_app(replace(settings, web=web), now), web.host, settings.web.port if port is None else port)
    for address, number in ports_of(server):
        click.echo(f"http://{f'[{address}]' if ':' in address else address}:{number}/")
    if not is_loopback(web.host):
        click.echo("readout: warning: these pages have no sign-in, and others on the network can reach them", err=True)
    serve_until_stopped(server)
