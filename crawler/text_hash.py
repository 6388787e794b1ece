"""By which a text is known again: whether a page says what it said before, whether a revision is one."""

from __future__ import annotations

import hashlib


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
