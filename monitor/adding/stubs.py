"""The pieces of a new outlet as stubs: they load, and pass their own tests, before a word of them is changed."""

from __future__ import annotations

import json
import keyword
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.adding.checkout import GOLDEN
from processors.errors import InputError
from processors.wire import time_to_json

PUBLISHED = datetime(2018, 4, 3, 20, 15)  # noqa: DTZ001 - in the outlet's zone
ZONES = {"cn": "Asia/Shanghai", "ru": "Europe/Moscow"}
LAYOUTS_FILE = Path("crawler/pages/layouts.py")
IMPORT = re.compile(r"^from crawler\.pages import (?P<names>\w+(?:, \w+)*)$", re.MULTILINE)
TABLE = re.compile(r"(?P<head>^LAYOUTS: [^\n]*= \{\n)(?P<rows>(?: {4}\"[\w-]+\": \w+\.LAYOUTS,\n)*)\}\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutlet:
    id: str
    name: str
    country: str
    language: str
    hosts: tuple[str, ...]  # the canonical one first
    zone: str

    @property
    def module(self) -> str:
        return self.id.replace("-", "_")

    @property
    def article(self) -> str:
        """The address of the first golden page."""
        return f"https://{self.hosts[0]}/2018/0403/first.html"


def plan_stubs(new: NewOutlet) -> dict[Path, str]:
    """Path below the checkout → text, of all files that are written."""
    words = {"new": new, "zone": ZoneInfo(new.zone), "fiction": _fiction()[new.language], "published": PUBLISHED}
    golden = GOLDEN / new.id
    return {
        Path(f"config/outlets/{new.id}.yml"): _text("outlet.yml.j2", words),
        Path(f"crawler/pages/{new.module}.py"): _text("pages.py.j2", words),
        Path(f"crawler/spiders/{new.module}.py"): _text("spider.py.j2", words),
        golden / "first.html": _text("golden.html.j2", words),
        golden / "first.json": _golden_json(new),
    }


def write_stubs(new: NewOutlet, root: Path) -> tuple[tuple[Path, ...], str]:
    """Writes the files, none over another; their paths, and the lines that somebody has to add by hand ("" when none)."""
    if keyword.iskeyword(new.module):
        raise InputError(f"outlet new: {new.id!r} is a word of Python and cannot be a module; take another id")
    stubs = plan_stubs(new)
    if there := [str(path) for path in (*stubs, GOLDEN / new.id) if (root / path).exists()]:
        raise InputError(f"outlet new: {there[0]} is there already; take another id, nothing was written")
    try:
        for path, text in stubs.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        rest = _enter(new, root / LAYOUTS_FILE)
    except OSError as wrong:
        raise InputError(f"outlet new: {wrong.filename}: {wrong.strerror}; nothing else was written") from wrong
    return tuple(stubs), rest


def _enter(new: NewOutlet, file: Path) -> str:
    """Enters the module in the table of layouts; where the file does not look as expected, what to add instead."""
    text = file.read_text(encoding="utf-8")
    entered = enter_layouts(text, new.id, new.module)
    if entered is None:
        return f'{LAYOUTS_FILE}: add `from crawler.pages import {new.module}` and, in LAYOUTS, `"{new.id}": {new.module}.LAYOUTS,`'
    file.write_text(entered, encoding="utf-8")
    return ""


def enter_layouts(text: str, outlet: str, module: str) -> str | None:
    """The text of layouts.py with that outlet; None when it has another form than the one known here."""
    imported, table = IMPORT.search(text), TABLE.search(text)
    if imported is None or table is None:
        return None
    names = ", ".join(sorted({*imported["names"].split(", "), module}))
    row = f'    "{outlet}": {module}.LAYOUTS,\n'
    text = text.replace(table[0], f"{table['head']}{table['rows']}{row}}}\n", 1)
    return text.replace(imported[0], f"from crawler.pages import {names}", 1)


def _golden_json(new: NewOutlet) -> str:
    fiction = _fiction()[new.language]
    published = PUBLISHED.replace(tzinfo=ZoneInfo(new.zone))
    offset = published.strftime("%z")
    told = {
        "edition": f"{new.id}/{new.language}",
        "url": new.article,
        "content_type": "text/html; charset=utf-8",
        "page": {
            "layout": f"{new.id}-a",
            "title": fiction["title"],
            "paragraphs": fiction["paragraphs"],
            "byline": fiction["byline"],
            "published": {
                "at": time_to_json(published), "printed": f"{PUBLISHED:%Y-%m-%d %H:%M}",
                "zone": f"{offset[:3]}:{offset[3:]}", "how": "text",
            },
            "completeness": "full",
        },
        "charset": "utf-8",
        "charset_how": "valid utf-8" if new.language != "en" else "header",
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


@cache
def _fiction() -> dict[str, Any]:
    source, _, _ = PackageLoader("monitor.adding").get_source(Environment(), "fiction.yml")
    fiction: dict[str, Any] = yaml.safe_load(source)
    return fiction


def _text(template: str, words: dict[str, Any]) -> str:
    made = Environment(
        loader=PackageLoader("monitor.adding"), undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
    )
    made.filters["quoted"] = lambda value: json.dumps(value, ensure_ascii=False)
    made.filters["pattern"] = re.escape
    return made.get_template(template).render(words)
