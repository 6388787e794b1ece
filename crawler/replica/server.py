"""The proxy's sockets: absolute-form requests in the clear, CONNECT with our own TLS, keep-alive, and a clean end."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from crawler.replica.exchange import Answer, Request, conditioned, not_found

BODY_LIMIT = 1 << 20  # bytes of a request's body
IDLE_SECONDS = 30


class ProxyServer(ThreadingHTTPServer):
    """`answer` makes the answers and is called from many threads."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, port: int, answer: Callable[[Request], Answer], knows: Callable[[str], bool], tls: ssl.SSLContext) -> None:
        self.answer, self.knows, self.tls = answer, knows, tls
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)  # for the Date header
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def opened(self, connection: socket.socket) -> None:
        with self._guard:
            self._open.add(connection)

    def ended(self, connection: socket.socket) -> None:
        with self._guard:
            self._open.discard(connection)

    def hang_up(self) -> None:
        """Ends the open connections, so that no thread waits for a client's next request."""
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the client was faster
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away or spoke no HTTP is no trouble of ours; what is, is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "nginx", ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: ProxyServer
    connection: socket.socket

    def setup(self) -> None:
        super().setup()
        self._tunnel = ""  # "https://tass.ru" inside one
        self.server.opened(self.connection)

    def handle(self) -> None:
        try:
            super().handle()
        except (OSError, ValueError):  # reset, time-out, bad TLS record
            self.close_connection = True

    def finish(self) -> None:
        self.server.ended(self.connection)
        try:
            super().finish()
        except OSError:
            pass
        finally:
            if self._tunnel:
                self.connection.close()

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        if port != "443" or not self.server.knows(host.lower()):
            self._send(not_found(502))
            return
        self.send_response_only(200, "Connection established")
        self.end_headers()
        self.server.ended(self.connection)
        self.rfile.close()
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True, do_handshake_on_connect=False)
        self._tunnel = f"https://{host.lower()}"
        self.server.opened(self.connection)
        self.rfile = self.connection.makefile("rb", -1)
        self.wfile = self.connection.makefile("wb", 0)  # type: ignore[assignment]
        self.connection.do_handshake()
        self.close_connection = False

    def do_GET(self) -> None:
        self._answer()

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 - http.server finds methods by these names

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._send(not_found(400))
            return
        if len(length) > 9 or int(length) > BODY_LIMIT:
            self.close_connection = True
            self._send(not_found(413))
            return
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = self._url()
        if url is None:
            self._send(not_found(400))
            return
        request = Request(method=self.command, url=url, headers=headers, body=body)
        self._send(conditioned(self.server.answer(request), request))

    def _url(self) -> str | None:
        """The absolute address; a request to the port itself is for the replica's own page."""
        if self._tunnel:
            url = self._tunnel + self.path if self.path.startswith("/") else self.path
        else:
            url = f"http://replica.local{self.path}" if self.path.startswith("/") else self.path
        try:
            parts = urlsplit(url)
            known = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port in (80, 443))
        except ValueError:
            return None
        return url if known else None

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(answer.body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.server.now(), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        """The replica keeps a log of its own."""
