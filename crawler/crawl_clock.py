"""What time it is for a crawl: the real time, or the one moment that whoever started it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from processors.errors import ConfigError
from processors.wire import time_from_json

Clock = Callable[[], datetime]


def crawl_clock(moment: str | None) -> Clock:
    """A clock that stands at that moment, or runs with the machine's when none is given."""
    if not moment:
        return lambda: datetime.now(UTC)
    try:
        fixed = time_from_json(moment)
    except (ValueError, OverflowError) as wrong:
        raise ConfigError(f"READOUT_CLOCK: {moment!r} is no time with an offset; write 2018-04-03T14:20:00+03:00") from wrong
    return lambda: fixed
