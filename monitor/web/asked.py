"""What a request asks for: short, printable, one of what there is; anything else is a 400 with its reason."""

from __future__ import annotations

from collections.abc import Collection

from flask import Request
from werkzeug.exceptions import BadRequest

LONGEST = 500  # characters
LAST_PAGE = 10_000


def text_asked(request: Request, name: str) -> str:
    """The text given under that name, without space around it; empty when none was given."""
    value = request.args.get(name, "").strip()
    if len(value) > LONGEST:
        raise BadRequest(f"“{name}” is longer than {LONGEST} characters; shorten it.")
    if not value.isprintable():
        raise BadRequest(f"“{name}” has characters that are no text; type it again.")
    return value


def choice_asked(request: Request, name: str, choices: Collection[str]) -> str | None:
    """The choice under that name, None when none was made."""
    value = text_asked(request, name)
    if value and value not in choices:
        raise BadRequest(f"“{name}” can be {', '.join(choices)}.")
    return value or None


def page_asked(request: Request) -> int:
    """The number of the page, from 1."""
    value = text_asked(request, "page") or "1"
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and 1 <= int(value) <= LAST_PAGE):
        raise BadRequest(f"“page” is a number from 1 to {LAST_PAGE}.")
    return int(value)
