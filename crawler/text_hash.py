"""By which a text is known again: whether a page says what it said before."""

from __future__ import annotations

import hashlib

from processors.records import Article


def text_hash(article: Article) -> str:
    return hashlib.sha256(article.text.encode(errors="replace")).hexdigest()
