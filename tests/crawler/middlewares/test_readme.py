"""A setting or a middleware that the README of the manners does not name is a mistake."""

from __future__ import annotations

import re
from pathlib import Path

from scrapy.utils.misc import load_object

from crawler.middlewares.order import DOWNLOAD_HANDLERS, DOWNLOADER_MIDDLEWARES, MANNERS

FOLDER = Path(__file__).parents[3] / "crawler" / "middlewares"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
OURS = {path: number for path, number in DOWNLOADER_MIDDLEWARES.items() if path.startswith("crawler.")}


def test_each_setting_is_explained() -> None:
    settings = {
        name for file in FOLDER.glob("*.py") for name in re.findall(r'"(READOUT_[A-Z_]+)"', file.read_text(encoding="utf-8"))
    }

    assert not {name for name in settings if f"`{name}`" not in README}


def test_each_middleware_exists_and_stands_where_the_readme_says() -> None:
    for path, number in OURS.items():
        assert f"| {number} | `{path.removeprefix('crawler.middlewares.')}` |" in README
        assert load_object(path)


def test_what_is_switched_off_exists() -> None:
    """Scrapy says nothing when a middleware that was renamed is switched off by its old name."""
    off = [path for path, number in DOWNLOADER_MIDDLEWARES.items() if number is None]

    assert all(load_object(path) for path in off)
    assert all(load_object(path) for path in (*filter(None, DOWNLOAD_HANDLERS.values()), MANNERS["TWISTED_DNS_RESOLVER"]))
