"""A golden page: a page that was read well, kept with what was read, so that a later change cannot spoil it unseen."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

from crawler.fetched import Fetched
from crawler.outlets import Edition, Outlet, Outlets
from crawler.pages.decoding import decode_page
from crawler.pages.reading import read_page
from monitor.adding.checkout import GOLDEN
from processors.errors import InputError

EMPTY: tuple[object, ...] = ("", None, [], 1)
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def write_golden(name: str, fetched: Fetched, outlet: Outlet, edition: Edition, outlets: Outlets, root: Path) -> Path:
    """Writes the page and its JSON; the page's path. An older one of that name is written over: it is in the history."""
    if not NAME.fullmatch(name):
        raise InputError(f"--golden {name}: a name in small letters, digits and hyphens, as article-2026")
    page = read_page(fetched, outlet, edition, outlets)
    fields = json.loads(json.dumps(asdict(page), default=lambda value: value.isoformat().replace("+00:00", "Z")))
    decoded = decode_page(fetched, edition.language)
    told = {
        "edition": f"{outlet.id}/{edition.id}",
        "url": fetched.url,
        "content_type": fetched.content_type,
        "page": {field: value for field, value in fields.items() if value not in EMPTY},
        "charset": decoded.charset,
        "charset_how": decoded.how,
    }
    path = GOLDEN / outlet.id / f"{name}.html"
    try:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(fetched.body)
        (root / path).with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as wrong:
        raise InputError(f"{path}: {wrong.strerror or wrong}") from wrong
    return path
