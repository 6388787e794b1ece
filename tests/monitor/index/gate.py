"""A way to a server that goes wrong where a test says so: it stands between client and server, on the loopback."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

DROP, HANG_UP = "drop in the middle of the answer", "hang up without an answer"
HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "host", "accept-encoding"}


class Gate:
    """Lets everything through but what is planned: a fault, or None, for each of the next bulk requests."""

    def __init__(self, url: str) -> None:
        self.server = url
        self.plan: deque[str | int | None] = deque()
        self.always: str | int | None = None  # what befalls every request
        self.bulks = 0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    def fault(self, path: str) -> str | int | None:
        if path.split("?")[0].endswith("/_bulk"):
            self.bulks += 1
            if self.plan:
                return self.plan.popleft()
        return self.always

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                fault = gate.fault(self.path)
                if fault == HANG_UP:
                    self.close_connection = True
                elif isinstance(fault, int):
                    self.answer(fault, {"content-type": "text/html"}, b"<html>a proxy speaks</html>")
                else:
                    kept = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
                    with httpx.Client(trust_env=False, timeout=60) as client:
                        answer = client.request(self.command, gate.server + self.path, content=body, headers=kept)
                    self.answer(answer.status_code, dict(answer.headers), answer.content, drop=fault == DROP)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815 - the names that http.server looks for

            def answer(self, status: int, headers: dict[str, str], body: bytes, *, drop: bool = False) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in HOP_BY_HOP:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if drop else body)
                self.close_connection = self.close_connection or drop

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@contextmanager
def gate_to(url: str) -> Iterator[Gate]:
    gate = Gate(url)
    gate.start()
    try:
        yield gate
    finally:
        gate.stop()
