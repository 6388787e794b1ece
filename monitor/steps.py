"""The steps of a pass in the log: what each brought and how long it took."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(log: logging.Logger, what: str, counts: Counter[str]) -> Iterator[None]:
    """Logs at info, when the step is over, how the counts grew and the seconds it took; one that fails says so at a warning."""
    began, before = time.monotonic(), Counter(counts)
    try:
        yield
    except BaseException as wrong:
        log.warning("%s: broke off: %s", what, wrong or type(wrong).__name__, extra=_seconds(began))
        raise
    grown = {name.replace(" ", "_"): number for name, number in sorted((counts - before).items())}
    log.info("%s: %s", what, _words(grown), extra=_seconds(began) | {"counts": grown})


def _words(grown: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in grown.items()) or "nothing new"


def _seconds(began: float) -> dict[str, object]:
    return {"seconds": round(time.monotonic() - began, 3)}
