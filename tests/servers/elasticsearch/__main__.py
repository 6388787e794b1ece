"""A server by hand: `python -m tests.servers.elasticsearch --plain`, until interrupted."""

from __future__ import annotations

import signal
import sys
import tempfile
from typing import NoReturn

import click

from tests.servers.elasticsearch.launching import launched
from tests.servers.elasticsearch.missing import Missing
from tests.servers.elasticsearch.running import Kind


@click.command()
@click.option("--plain", "kind", flag_value=Kind.PLAIN.value, default=True, help="Elasticsearch 9 without sign-in (the default).")
@click.option("--secure", "kind", flag_value=Kind.SECURE.value, help="Elasticsearch 9 with sign-in and TLS.")
@click.option("--8", "kind", flag_value=Kind.EIGHT.value, help="Elasticsearch 8 without sign-in.")
def main(kind: str) -> None:
    """Start an Elasticsearch server of the tests, say where it is, and stop it at Ctrl-C.

    Example: python -m tests.servers.elasticsearch --secure
    """
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with launched(Kind(kind)) as server, tempfile.NamedTemporaryFile("w", prefix="readout-es-password-") as secret:
            click.echo(f"url: {server.url}")
            if server.password is not None:
                secret.write(server.password)  # a file that only its owner may read, gone with the server
                secret.flush()
                click.echo(f"ca file: {server.ca_file}\nuser: {server.user}\npassword: in {secret.name}")
            sys.stdout.flush()
            signal.pause()
    except Missing as absent:
        raise click.ClickException(str(absent)) from absent
    except KeyboardInterrupt:
        return


def _interrupt(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the server is being stopped already
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
