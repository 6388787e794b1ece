"""The one place that asks what time it is; everything else is told."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from processors.wire import time_from_json


def now() -> datetime:
    return datetime.now(UTC)


class Moment(click.ParamType[datetime]):
    """A moment on the command line: ISO 8601 with an offset."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return time_from_json(str(value))
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time; write one like 2018-04-03T14:20:00+03:00", param, ctx)
