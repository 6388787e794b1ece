"""Leaps of the system's clock: told from the time that went by, by a clock that nobody sets."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

SMALL = 2.0  # seconds: a clock that is put right little by little does not leap


class Leaps:
    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._steady = wall, steady
        self._apart = wall() - steady()

    def look(self) -> timedelta:
        """How far the clock leapt since it was looked at; a machine that slept leaps too."""
        apart = self._wall() - self._steady()
        leapt = apart - self._apart
        if abs(leapt) < SMALL:
            return timedelta(0)
        self._apart = apart
        return timedelta(seconds=leapt)
