"""A server on the loopback that answers an import as Kibana does, or as it is told to."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

IMPORT = "/api/saved_objects/_import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    path: str
    parameters: Mapping[str, list[str]]
    headers: Mapping[str, str]
    file_name: str
    objects: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(status: int, body: Any) -> Answer:
    return Answer(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


def refusal(status: int, error: str, message: str) -> Answer:
    """As Kibana says no."""
    return as_json(status, {"statusCode": status, "error": error, "message": message})


NOT_READY = Answer(status=503, body=b"Kibana server is not ready yet", headers={"Content-Type": "text/plain", "Retry-After": "30"})


@dataclass(slots=True, kw_only=True)
class Pretended:
    """What it was asked, and what it answers next; when nothing is left to answer, it imports."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if self.answers:
            return self.answers.pop(0)
        if not asked.path.endswith(IMPORT):
            return refusal(404, "Not Found", "Not Found")
        if "kbn-xsrf" not in asked.headers:
            return refusal(400, "Bad Request", "Request must contain a kbn-xsrf header.")
        if not asked.file_name.endswith(".ndjson"):
            return refusal(400, "Bad Request", f"Invalid file extension {asked.file_name}")
        results = [{"type": one["type"], "id": one["id"], "overwrite": True} for one in asked.objects]
        return as_json(200, {"successCount": len(results), "success": True, "warnings": [], "successResults": results})


@contextmanager
def pretended_kibana(certificates: Path | None = None) -> Iterator[Pretended]:
    """It listens on a free port until the block ends; with certificates it speaks TLS."""
    kibana = Pretended()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = kibana.answer(_asked(self.path, dict(self.headers), body))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *words: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a client that hangs up over the certificate

    with Server(("127.0.0.1", 0), Handler) as server:
        scheme = "http"
        if certificates is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
            server.socket = context.wrap_socket(server.socket, server_side=True)
            scheme = "https"
        kibana.url = f"{scheme}://127.0.0.1:{server.server_port}"
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield kibana
        finally:
            server.shutdown()
            serving.join()


def _asked(target: str, headers: dict[str, str], body: bytes) -> Asked:
    parts = urlsplit(target)
    name, file = _file(headers, body)
    return Asked(
        path=parts.path,
        parameters=parse_qs(parts.query),
        headers={name.lower(): value for name, value in headers.items()},
        file_name=name,
        objects=tuple(map(json.loads, file.decode().splitlines())),
    )


def _file(headers: dict[str, str], body: bytes) -> tuple[str, bytes]:
    """The part of the form that is called `file`: its file's name and content."""
    form = message_from_bytes(f"Content-Type: {headers.get('Content-Type', '')}\r\n\r\n".encode() + body, policy=HTTP)
    for part in form.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            return str(part.get_filename()), bytes(part.get_payload(decode=True))
    return "", b""
