"""Jinja2 set up once for mail and dossier: what comes from a page is text and never markup, a missing name is an error."""

from __future__ import annotations

import unicodedata
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

SHOWN_AS = "\ufffd"


def neutral(text: str) -> str:
    """The text without what could act on the reader's screen: control and format characters (bidi overrides) become U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(SHOWN_AS if _acts(letter) else letter for letter in text)


def one_line(text: str, longest: int = 300) -> str:
    """The text on one line, cut at a length: fit for a subject, a list entry, a header."""
    line = " ".join(neutral(text[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def environment(*packages: str) -> Environment:
    """The templates of these packages; `.html.j2` is escaped, every value printed is neutralised."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in packages]),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["line"] = one_line
    return made


def safe_link(url: str | None) -> str | None:
    """The address if a reader may follow it (http or https), otherwise None: `javascript:` is shown as text only."""
    if url and url.lower().startswith(("https://", "http://")) and url.isprintable() and " " not in url:
        return url
    return None


def _printed(value: Any) -> Any:  # whatever a template prints
    return neutral(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _acts(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cf", "Cs")
