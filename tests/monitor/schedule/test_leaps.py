"""A clock that is set back or forward is noticed; one that is put right little by little is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.schedule.leaps import Leaps


class Clocks:
    def __init__(self) -> None:
        self.steady, self.wall = 100.0, 5_000_000.0

    def pass_(self, seconds: float, wall: float | None = None) -> None:
        self.steady += seconds
        self.wall += seconds if wall is None else wall


@pytest.mark.parametrize("leap", [-3600.0, 8 * 3600.0], ids=["back", "forward"])
def test_a_leap_is_told_once(leap: float) -> None:
    clocks = Clocks()
    leaps = Leaps(wall=lambda: clocks.wall, steady=lambda: clocks.steady)
    clocks.pass_(10)
    assert leaps.look() == timedelta(0)
    clocks.pass_(10, 10 + leap)
    assert leaps.look() == timedelta(seconds=leap)
    clocks.pass_(10)
    assert leaps.look() == timedelta(0)


def test_a_clock_that_is_put_right_slowly_does_not_leap() -> None:
    clocks = Clocks()
    leaps = Leaps(wall=lambda: clocks.wall, steady=lambda: clocks.steady)
    for _ in range(3):
        clocks.pass_(1000, 999.5)
        assert leaps.look() == timedelta(0)
