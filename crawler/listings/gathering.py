"""Listed articles gathered in the order of the page, each address once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from crawler.listings.listing import Listed

MOST = 20_000  # articles of one listing; one that is longer is made by a machine to keep another busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    listed: tuple[Listed, ...]
    whole: bool  # no more were there


def gather(items: Iterator[Listed], most: int = MOST) -> Gathered:
    """The first articles, each once; the others are not looked at."""
    listed = each_once(islice(items, most))
    return Gathered(listed=listed, whole=next(items, None) is None)


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
