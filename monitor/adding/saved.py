"""A page or a listing that somebody saved, or that the archive has, as it came from its server."""

from __future__ import annotations

import gzip
import zlib
from datetime import datetime
from pathlib import Path

from crawler.archive.archive import open_archive
from crawler.archive.fetched_answer import fetched_answer
from crawler.archive.saved_pages import declared_addresses
from crawler.canonical_url import canonical_url
from crawler.fetched import Fetched
from crawler.middlewares.unpacking import Damaged, TooLarge
from crawler.pages.decoding import decode_page
from monitor.settings import Settings
from processors.errors import InputError

MOST = 64 * 2**20  # bytes
SAY_URL = "say where the page stands: --url https://…"


def saved_page(page: str, url: str | None, settings: Settings, now: datetime) -> Fetched:
    """The page in that file, or the archive's last answer for that address."""
    if page.startswith(("http://", "https://")):
        return _archived(page, settings)
    if page.endswith((".warc", ".warc.gz", ".wacz")):
        raise InputError(f"{page}: a file of many pages; `readout import` reads it, --page takes the saved page itself")
    body = read_saved(page)
    return Fetched(url=url or _own_address(page, body, now), body=body, content_type="text/html", fetched_at=now)


def read_saved(file: str) -> bytes:
    """The file's bytes, unpacked when it is gzipped."""
    try:
        with Path(file).open("rb") as opened:
            body = opened.read(MOST + 1)
        if body.startswith(b"\x1f\x8b"):
            with gzip.open(file) as packed:
                body = packed.read(MOST + 1)
    except (OSError, EOFError, zlib.error) as wrong:
        raise InputError(f"{file}: {getattr(wrong, 'strerror', None) or wrong}; name a page or listing that was saved") from wrong
    if len(body) > MOST:
        raise InputError(f"{file}: more than {MOST // 2**20} MB; that is no page")
    return body


def _own_address(file: str, body: bytes, now: datetime) -> str:
    """The address that the page gives as its own."""
    named = declared_addresses(decode_page(Fetched(url="", body=body, fetched_at=now)).text)
    found = next((url for url in named if url.startswith(("http://", "https://"))), None)
    if found is None:
        raise InputError(f"{file}: the page does not say its address; {SAY_URL}")
    return found


def _archived(url: str, settings: Settings) -> Fetched:
    folder = settings.crawl.archive
    missing = InputError(f"{url}: the archive {folder} does not have it; nothing is fetched here, give a saved file with --url")
    if not folder.is_dir():
        raise missing
    with open_archive(folder, settings.crawl.warc_mb, settings.outlets) as archive:
        rows = archive.rows(canonical=canonical_url(url, settings.outlets), roles=("page", "further"))
        row = next((row for row in reversed(rows) if row.status < 300 or row.status >= 400), None)
        if row is None:
            raise missing
        exchange = archive.read_row(row)
    try:
        return fetched_answer(exchange, sha256=row.sha256, warc=row.id, most=MOST)
    except (Damaged, TooLarge) as wrong:
        raise InputError(f"{url}: {wrong}") from wrong
