"""A digest that mail programs show to its end: the largest one shows a mail of up to 102 kB and hides what is beyond."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from monitor.alerts.digest import LISTED, Digest
from monitor.alerts.render import Rendered, render_digest

LARGEST = 98_000  # bytes of the HTML part


def render_to_fit(digest: Digest) -> tuple[Digest, Rendered]:
    """As many divergences in full as fit, the next ones a line each, the others counted; the first one is always in full."""
    rendered = render_digest(digest)
    if len(rendered.html.encode()) <= LARGEST:
        return digest, rendered
    best = _largest([(full, LISTED) for full in range(1, len(digest.full) + 1)], digest) or _largest(
        [(1, listed) for listed in range(LISTED + 1)], digest
    )
    smallest = _cut(digest, 1, 0)
    return best or (smallest, render_digest(smallest))


def _largest(sizes: Sequence[tuple[int, int]], digest: Digest) -> tuple[Digest, Rendered] | None:
    """The last of the sizes, which grow, that fits; None when the first does not."""
    made: dict[tuple[int, int], tuple[Digest, Rendered]] = {}

    def too_large(size: tuple[int, int]) -> bool:
        cut = _cut(digest, *size)
        made[size] = cut, render_digest(cut)
        return len(made[size][1].html.encode()) > LARGEST

    place = bisect_left(sizes, True, key=too_large)
    return made[sizes[place - 1]] if place else None


def _cut(digest: Digest, full: int, listed: int) -> Digest:
    items = (*digest.full, *digest.rest)
    rest = items[full : full + listed]
    return replace(digest, full=items[:full], rest=rest, more=digest.count - full - len(rest))
