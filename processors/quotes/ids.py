"""Names quotes so that the same place in the same revision always has the same id."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from processors.records import QuoteField, Span


def quote_id(article_id: str, revision: int, field: QuoteField, content: Sequence[Span]) -> str:
    """A short hash of where the content stands: sixteen hexadecimal digits."""
    place = ",".join(f"{span.start}-{span.stop}" for span in content)
    return hashlib.sha256(f"{article_id}\n{revision}\n{field}\n{place}".encode()).hexdigest()[:16]
