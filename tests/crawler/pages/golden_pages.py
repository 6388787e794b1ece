"""The golden pages: a file of bytes, and a JSON beside it that says how it came and what must be read from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.fetched import Fetched
from crawler.outlets import Edition, Outlet, Outlets, load_outlets
from crawler.pages.page import Page

FOLDER = Path(__file__).parent / "golden"
OUTLETS: Outlets = load_outlets(Path(__file__).parents[3] / "config" / "outlets")
FETCHED_AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EMPTY: tuple[Any, ...] = ("", None, (), [], 1)


def place(name: str) -> tuple[Outlet, Edition]:
    """("xinhua/zh") → the outlet and its edition."""
    outlet = OUTLETS.get(name.split("/")[0])
    assert outlet is not None
    return outlet, next(edition for edition in outlet.editions if edition.id == name.split("/")[1])


def fetched(body: bytes | str, url: str = "http://www.news.cn/world/2022-05/25/c_1.htm", **fields: Any) -> Fetched:
    fields = {"fetched_at": FETCHED_AT, "content_type": "text/html"} | fields
    return Fetched(url=url, body=body.encode() if isinstance(body, str) else body, **fields)


def golden(name: str) -> tuple[Fetched, dict[str, Any]]:
    """The answer, and what its JSON says."""
    told = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return answer(name, told), told


def answer(name: str, told: dict[str, Any]) -> Fetched:
    came = {key: told[key] for key in ("content_type", "status") if key in told}
    return fetched((FOLDER / f"{name}.html").read_bytes(), told["url"], **came)


def page_json(page: Page) -> dict[str, Any]:
    """All that is not empty, as the JSON files write it."""
    fields = json.loads(json.dumps(asdict(page), default=lambda value: value.isoformat().replace("+00:00", "Z")))
    return {name: value for name, value in fields.items() if value not in EMPTY}
