"""The pages as HTML: templates, the style sheet, and the marks that every page carries."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import current_app
from jinja2 import Environment

from monitor.reports.templating import environment
from monitor.reports.zones import in_zones

BASE = "READOUT_BASE"  # the part of every address that comes before ours: "/readout" behind a proxy that has other pages too


def print_page(template: str, **values: Any) -> str:  # whatever the template prints
    return (
        _environment()
        .get_template(template)
        .render({"in_zones": in_zones, "style": style_name(), "base": current_app.config[BASE], **values})
    )


@cache
def style_sheet() -> str:
    """The look of the dossier with what the other pages add to it."""
    templates = _environment()
    return "\n".join(templates.get_template(name).render() for name in ("look.css", "pages.css"))


@cache
def style_name() -> str:
    """Another one for another look, so that a browser may keep it for ever."""
    return f"style-{hashlib.sha256(style_sheet().encode()).hexdigest()[:12]}.css"


def with_other(address: Mapping[str, str], **changed: str) -> dict[str, str]:
    """The arguments of a page's address with some in another way; empty ones are left out."""
    return {name: value for name, value in {**address, **changed}.items() if value}


@cache
def _environment() -> Environment:
    return environment("monitor.web", "monitor.reports")
