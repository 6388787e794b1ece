"""Progress on standard error, and only where somebody watches: when that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from tqdm import tqdm

T = TypeVar("T")


def bar(what: str, total: int | None, unit: str, *, show: bool | None = None, **how: Any) -> tqdm[NoReturn]:
    """A bar that is moved by `update`; `total` None: nobody knows how much there is."""
    return tqdm(total=total, desc=what, unit=unit, disable=not _is_shown(show), leave=False, **how)


def counted(items: Iterable[T], what: str, unit: str) -> tqdm[T]:
    """The items, counted as they are taken."""
    return tqdm(items, desc=what, unit=unit, disable=not _is_shown(None), leave=False)


def _is_shown(show: bool | None) -> bool:
    return sys.stderr.isatty() if show is None else show
