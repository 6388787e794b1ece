"""The pages on a port, until somebody says stop."""

from __future__ import annotations

import errno
import signal
from types import FrameType

from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from processors.errors import InputError

THREADS = 4
LONGEST_REQUEST = 16 * 1024  # bytes of a request line with its headers: a longer one is refused with 431
LONGEST_BODY = 1024  # nobody has anything to send


def open_port(app: Flask, host: str, port: int) -> BaseWSGIServer | MultiSocketServer:
    """The server, listening; `InputError` in a line when the port cannot be had."""
    try:
        return create_server(
            app, host=host, port=port, threads=THREADS, ident=None, max_request_header_size=LONGEST_REQUEST,
            max_request_body_size=LONGEST_BODY, clear_untrusted_proxy_headers=True, channel_timeout=60, connection_limit=200,
        )  # fmt: skip
    except OSError as wrong:
        raise InputError(f"{host}:{port}: {_reason(wrong)}") from wrong
    except ValueError as wrong:  # a name that no address belongs to
        raise InputError(f"{host}:{port}: cannot be listened on; `web:` in readout.yml says where, or --host and --port") from wrong


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


def _reason(wrong: OSError) -> str:
    if wrong.errno == errno.EADDRINUSE:
        return "another program listens there; stop it, or name another port with --port"
    if wrong.errno == errno.EACCES:
        return "not allowed; ports under 1024 are the system's, name another with --port"
    if wrong.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address; `web:` in readout.yml says where, or --host"
    return f"{wrong.strerror or wrong}; `web:` in readout.yml says where, or --host and --port"
