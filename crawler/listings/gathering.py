"""Listed articles gathered in the order of the page, each address once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crawler.listings.listing import Listed


def each_once(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """The articles without repetitions; what the first mention lacks, a picture without words, is taken from a later one."""
    found: dict[str, Listed] = {}
    for item in listed:
        first = found.setdefault(item.url, item)
        if first is not item:
            found[item.url] = replace(
                first,
                title=first.title or item.title,
                summary=first.summary or item.summary,
                published_at=first.published_at or item.published_at,
                updated_at=first.updated_at or item.updated_at,
                full_text=first.full_text or item.full_text,
            )
    return tuple(found.values())
