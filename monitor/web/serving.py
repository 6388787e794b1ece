"""The pages on a port, until somebody says stop."""

from __future__ import annotations

import errno
import signal
import socket
from contextlib import ExitStack
from types import FrameType

from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from monitor.web.printing import BASE
from processors.errors import InputError

THREADS = 4
LONGEST_REQUEST = 16 * 1024  # bytes of a request line with its headers: a longer one is refused with 431
LONGEST_BODY = 1024  # nobody has anything to send


def open_port(app: Flask, host: str, port: int) -> BaseWSGIServer | MultiSocketServer:
    """The server, listening; `InputError` in a line when the port cannot be had."""
    return create_server(
        app, sockets=_listen(host, port), url_prefix=app.config.get(BASE, ""), threads=THREADS, ident=None,
        max_request_header_size=LONGEST_REQUEST, max_request_body_size=LONGEST_BODY,
        clear_untrusted_proxy_headers=True, channel_timeout=60, connection_limit=200,
    )  # fmt: skip


def _listen(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of that name; waitress would leave some open where one fails."""
    with ExitStack() as opened:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            addresses = dict.fromkeys((family, address[:2]) for family, _, _, _, address in found)
            sockets = [opened.enter_context(socket.create_server(address, family=family)) for family, address in addresses]
        except (OSError, UnicodeError) as wrong:
            raise InputError(f"{host}:{port}: {_reason(wrong)}") from wrong
        opened.pop_all()
    return sockets


def serve_until_stopped(server: BaseWSGIServer | MultiSocketServer) -> None:
    """Answers until SIGTERM or SIGINT; what is being answered then is answered still."""
    before = [(number, signal.signal(number, _stop)) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        server.run()
    finally:
        server.close()
        for number, handler in before:
            signal.signal(number, handler)


def ports_of(server: BaseWSGIServer | MultiSocketServer) -> tuple[tuple[str, int], ...]:
    """Where it listens: a name may stand for several addresses."""
    if isinstance(server, MultiSocketServer):
        return tuple((host, int(port)) for host, port in server.effective_listen)
    return ((server.effective_host, int(server.effective_port)),)


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit  # which waitress takes as the word to stop


def _reason(wrong: OSError | UnicodeError) -> str:
    known = {
        errno.EADDRINUSE: "another program listens there; stop it, or name another port with --port",
        errno.EACCES: "not allowed; ports under 1024 are the system's, name another with --port",
        errno.EADDRNOTAVAIL: "this machine has no such address; `web:` in readout.yml says where, or --host",
    }
    number = None if isinstance(wrong, UnicodeError | socket.gaierror) else wrong.errno
    return known.get(number or 0, "cannot be listened on; `web:` in readout.yml says where, or --host and --port")
