"""Starts a server, waits until it answers, and stops it again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.servers.elasticsearch.answering import answers
from tests.servers.elasticsearch.configuration import write_configuration
from tests.servers.elasticsearch.java import java_home
from tests.servers.elasticsearch.keystore import set_password
from tests.servers.elasticsearch.missing import Missing, program
from tests.servers.elasticsearch.running import Kind, RunningServer
from tests.servers.elasticsearch.unpacking import unpacked
from tests.servers.elasticsearch.user import SERVER_USER, as_server_user, hand_over, may_enter

LONGEST = 300  # seconds until a server answers on a machine that has much else to do
QUICKLY = "-XX:TieredStopAtLevel=1"  # a server that lives for minutes gains by a start that costs a third less


@contextmanager
def launched(kind: Kind) -> Iterator[RunningServer]:
    """A server of that kind until the end of the block; its output is in the error when it does not come up."""
    program("setpriv", "util-linux")
    home, java, private = unpacked(kind.version), java_home(kind.version), _private_folder()
    try:
        config = write_configuration(home, private, kind)
        hand_over(private)
        environment = _environment(java, config, private)
        password = set_password(home, environment) if kind is Kind.SECURE else None
        with _process(home, environment, private) as process:
            yield _when_up(process, private, kind, password)
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _private_folder() -> Path:
    private = Path(tempfile.mkdtemp(prefix="readout-es-"))
    if SERVER_USER is not None and not may_enter(private.parent):
        raise Missing(f"{private.parent}: the server's user may not enter it; set TMPDIR to a folder open to all, such as /tmp")
    return private


def _environment(java: Path, config: Path, private: Path) -> dict[str, str]:
    folders = {"ES_JAVA_HOME": java, "ES_PATH_CONF": config, "ES_TMPDIR": private / "tmp", "HOME": private}
    own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "CLI_JAVA_OPTS": QUICKLY, "ES_JAVA_OPTS": f"{QUICKLY} -Xms512m -Xmx512m"}
    return own | {name: str(folder) for name, folder in folders.items()}


@contextmanager
def _process(home: Path, environment: dict[str, str], private: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = as_server_user(home / "bin" / "elasticsearch")
    with (private / "output").open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=private, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _when_up(process: subprocess.Popen[bytes], private: Path, kind: Kind, password: str | None) -> RunningServer:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"Elasticsearch {kind.version} ended with {process.returncode}:\n{tail(private / 'output')}")
        server = _found(private, kind, password)
        if server is not None and answers(server):
            return server
        time.sleep(0.2)
    raise RuntimeError(f"Elasticsearch {kind.version} did not answer within {LONGEST} seconds:\n{tail(private / 'output')}")


def _found(private: Path, kind: Kind, password: str | None) -> RunningServer | None:
    """The server at the port that it wrote down, once it has."""
    ports = private / "logs" / "http.ports"
    lines = ports.read_text("utf-8").splitlines() if ports.exists() else []
    here = next((line for line in lines if line.startswith("127.0.0.1:")), None)
    if here is None:
        return None
    server = RunningServer(url=f"http://{here}", version=kind.version, output=private / "output")
    if kind is not Kind.SECURE:
        return server
    return replace(server, url=f"https://{here}", ca_file=private / "config" / "ca.pem", user="elastic", password=password)


def tail(output: Path | None) -> str:
    """The end of what a server printed."""
    return "" if output is None else output.read_text("utf-8", "replace")[-8000:]
