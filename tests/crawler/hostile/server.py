"""A web that misbehaves, behind an HTTP proxy on the loopback: any host is answered by what a test says, down to the last byte."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.crawler.hostile.certificates import Certificates


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it arrived; `turn` counts those for the same address, from 1."""

    method: str
    scheme: str
    host: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    turn: int = 1

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Line:
    """The wire to the client; what is sent after it hung up ends the answer."""

    def __init__(self, wire: socket.socket, stopping: threading.Event) -> None:
        self._wire = wire
        self._stopping = stopping

    def send(self, data: bytes) -> None:
        self._wire.sendall(data)

    def pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise ConnectionAbortedError

    def hang(self) -> None:
        """Says nothing more, until the client goes away."""
        self._wire.settimeout(30)
        with suppress(TimeoutError):
            while self._wire.recv(4096):
                pass

    def reset(self) -> None:
        self._wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Serve = Callable[[Line, Asked], None]


@dataclass(slots=True)
class HostileServer:
    """`serve_for` says who answers; `None` closes the connection without a word."""

    serve_for: Callable[[Asked], Serve | None]
    certificates: Certificates
    asked: list[Asked] = field(default_factory=list)
    tunnels: list[str] = field(default_factory=list)
    _turns: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopping: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @contextmanager
    def running(self) -> Iterator[str]:
        """The address to be configured as proxy."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{self.port}"
        finally:
            self._stopping.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                wire, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(wire,), daemon=True).start()

    def _talk(self, wire: socket.socket) -> None:
        with wire, suppress(OSError, ValueError):
            wire.settimeout(30)
            method, target, headers, body = _read(wire)
            if method != "CONNECT":
                scheme, _, rest = target.partition("://")
                host, _, path = rest.partition("/")
                self._answer(wire, method, scheme, host, "/" + path, headers, body)
                return
            host = target.rpartition(":")[0]
            with self._lock:
                self.tunnels.append(target)
            wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with self.certificates.context_for(host).wrap_socket(wire, server_side=True) as tunnel:
                method, path, headers, body = _read(tunnel)
                self._answer(tunnel, method, "https", host, path, headers, body)

    def _answer(
        self, wire: socket.socket, method: str, scheme: str, host: str, path: str, headers: list[tuple[str, str]], body: bytes
    ) -> None:
        address = f"{scheme}://{host}{path}"
        with self._lock:
            self._turns[address] += 1
            asked = Asked(
                method=method, scheme=scheme, host=host, path=path, headers=tuple(headers), body=body, turn=self._turns[address]
            )
            self.asked.append(asked)
        if serve := self.serve_for(asked):
            serve(Line(wire, self._stopping), asked)
        if isinstance(wire, ssl.SSLSocket):
            with suppress(OSError):
                wire.unwrap()


def _read(wire: socket.socket) -> tuple[str, str, list[tuple[str, str]], bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = wire.recv(65536)
        if not piece:
            raise ConnectionAbortedError
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    length = int(next((value for name, value in headers if name.lower() == "content-length"), "0"))
    while len(body) < length:
        body += wire.recv(65536)
    return method, target, headers, body


def until_deaf(line: Line, piece: Callable[[int], bytes], *, pause: float = 0, most: int = 1_000_000) -> None:
    """Sends piece after piece, until the client has gone."""
    for number in range(most):
        line.send(piece(number))
        if pause:
            line.pause(pause)
