"""`readout import` of pages that others fetched: WARC of a real wget, WACZ, a folder."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import readout
from processors.errors import ReadoutError
from tests.crawler.archive.foreign import PAGE, URL, record, write
from tests.crawler.archive.test_wacz import write as write_zip
from tests.monitor.lightweight import light_bench


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("monitor.bench.lay_bench", lambda settings, notes=(): light_bench())
    return lambda *words: CliRunner().invoke(readout, [str(word) for word in words])


class Outlet(BaseHTTPRequestHandler):
    """Answers, as a proxy on the loopback, for any host with the same invented article, in chunks."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (PAGE[:1000], PAGE[1000:], b""):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def proxy() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Outlet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


WGET = shutil.which("wget")


@pytest.mark.skipif(WGET is None, reason="wget is not installed")
@pytest.mark.parametrize("options", [[], ["--no-warc-compression"]])
def test_what_a_real_wget_wrote_is_imported(command: Callable[..., Result], proxy: str, options: list[str]) -> None:
    words = [str(WGET), "-q", "--no-config", "-O", "/dev/null", "-e", "use_proxy=yes", "-e", f"http_proxy={proxy}"]
    addresses = [URL.replace("https", "http"), "http://tass.ru/politika", "http://elsewhere.example/1"]
    subprocess.run([*words, "--warc-file=theirs", *options, *addresses], check=True, env={})
    (file,) = Path().glob("theirs.warc*")
    answer = command("import", file)
    assert (
        f"{file}: 1 new, 0 revised, 0 unchanged, 0 refused; passed over: another host 1, not the address of an article 1"
        in answer.output
    )
    article = json.loads(command("export").output)
    assert article["url"] == URL
    assert article["page"]["file"] == str(file)
    assert article["warc"].startswith("<urn:uuid:")
    assert "1 unchanged" in command("import", file).output


def test_a_warc_a_wacz_and_a_folder_give_the_same_article(command: Callable[..., Result]) -> None:
    file = write(Path("a.warc.gz"), [record()])
    assert "a.warc.gz: 1 new" in command("import", file).output
    assert (
        "a.wacz: 0 new, 0 revised, 1 unchanged"
        in command("import", write_zip(Path("a.wacz"), {"archive/a.warc.gz": file.read_bytes()})).output
    )
    Path("pages").mkdir()
    Path("pages/a.html").write_bytes(f"<!-- saved from url=(0040){URL} -->".encode() + PAGE)
    assert "pages: 0 new, 0 revised, 1 unchanged" in command("import", "pages").output


def test_a_file_without_any_article_is_a_failure_that_says_why(command: Callable[..., Result]) -> None:
    answer = command("import", write(Path("a.warc"), [record(url="https://elsewhere.example/")]))
    assert "passed over: another host 1" in answer.output
    assert isinstance(answer.exception, ReadoutError)
    assert "a.warc: not one article in it" in str(answer.exception)


def test_a_file_that_breaks_off_keeps_what_came_before(command: Callable[..., Result]) -> None:
    file = write(Path("a.warc.gz"), [record(), record(url=f"{URL}2")])
    file.write_bytes(file.read_bytes()[:-100])
    answer = command("import", file, "--complete-to", "2018-04-14T00:00:00Z")
    assert "1 new" in answer.output
    assert "a.warc.gz: breaks off: it ends too early" in str(answer.exception)


def test_a_zip_that_is_no_wacz_and_an_empty_folder_are_said(command: Callable[..., Result]) -> None:
    Path("empty").mkdir()
    answer = command("import", write_zip(Path("a.zip"), {"x": b"y"}), "empty")
    assert "a.zip: no WARC file under archive/" in str(answer.exception)
    assert "empty: no page in it" in str(answer.exception)


def test_complete_to_moves_the_watermark_of_the_editions_in_a_warc(command: Callable[..., Result]) -> None:
    command("import", write(Path("a.warc"), [record()]), "--complete-to", "2018-04-14T00:00:00Z")
    status = command("status").output
    assert "tass/ru" in status
    assert "2018-04-14" in status
