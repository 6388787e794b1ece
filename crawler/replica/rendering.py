"""Templates: one small file for each layout and listing under templates/."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

RUSSIAN_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


def json_in_html(value: Any) -> Markup:
    """JSON that may stand inside a script element."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("</", "<\\/"))


def russian_date(moment: datetime) -> str:
    """`10 декабря 2025, 08:14`"""
    return f"{moment.day} {RUSSIAN_MONTHS[moment.month - 1]} {moment:%Y, %H:%M}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["rfc822"] = format_datetime
    environment.filters["russian_date"] = russian_date
    environment.filters["json_in_html"] = json_in_html
    return environment
