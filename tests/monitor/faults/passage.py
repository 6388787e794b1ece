"""A way to a server on the loopback that can be closed, cut in the middle of an answer, or slow: TCP only, it reads nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

PIECE = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What the way is like for the connections that begin from now on."""

    name: str
    down: bool = False  # connections are refused, and those that are open end
    cut_after: int | None = None  # bytes of the server's answers that still come through on each connection
    delay: float = 0.0  # seconds before each piece of an answer


FAIR = Weather(name="up")


class Passage:
    def __init__(self, port: int) -> None:
        self._to = port
        self._held = _bound(0)  # never listens: it only keeps the port ours while nobody listens
        self.port = int(self._held.getsockname()[1])
        self._listener: socket.socket | None = None
        self._ends: set[socket.socket] = set()
        self._guard = threading.Condition()
        self.weather = FAIR
        self.set(FAIR)

    def set(self, weather: Weather) -> None:
        self.weather = weather
        if weather.down:
            self._shut()
        elif self._listener is None:
            self._listener = _bound(self.port)
            self._listener.listen(64)
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def wait_until_idle(self, seconds: float = 60) -> None:
        """Returns when every connection is over on both sides, so that the server has seen its end."""
        with self._guard:
            assert self._guard.wait_for(lambda: not self._ends, seconds), "a connection does not come to its end"

    def close(self) -> None:
        self._shut()
        self._held.close()

    def _shut(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._guard:
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(client, self.weather), daemon=True).start()

    def _join(self, client: socket.socket, weather: Weather) -> None:
        server = socket.create_connection(("127.0.0.1", self._to))
        with self._guard:
            self._ends |= {client, server}
        asking = threading.Thread(target=_pump, args=(client, server, FAIR), daemon=True)
        asking.start()
        _pump(server, client, weather)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
        asking.join()
        client.close()
        server.close()
        with self._guard:
            self._ends -= {client, server}
            self._guard.notify_all()


def _pump(source: socket.socket, target: socket.socket, weather: Weather) -> None:
    """One direction, to its end or to where it is cut."""
    left = weather.cut_after
    with suppress(OSError):
        while left != 0 and (piece := source.recv(PIECE)):
            if weather.delay:
                time.sleep(weather.delay)
            piece = piece if left is None else piece[:left]
            target.sendall(piece)
            left = None if left is None else left - len(piece)
    for end in (source, target) if left == 0 else (target,):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR if left == 0 else socket.SHUT_WR)


def _bound(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    return made


@contextmanager
def passage_to(port: int) -> Iterator[Passage]:
    passage = Passage(port)
    try:
        yield passage
    finally:
        passage.close()
