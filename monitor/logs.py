"""The program's own log, on standard error; results and refusals are told apart from it."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from urllib.parse import urlsplit

from pydantic import SecretStr

from monitor.log_lines import JsonLines, TextLines
from monitor.sections import Section
from monitor.settings import Settings

OURS = ("crawler", "monitor", "processors")  # at the level of the settings; other people's packages from a warning on
_RUN: ContextVar[str | None] = ContextVar("run", default=None)


@contextmanager
def run_id(name: str) -> Iterator[None]:
    """What is logged inside belongs to that run ("pass-17"); a run inside a run has its own name."""
    before = _RUN.set(name)
    try:
        yield
    finally:
        _RUN.reset(before)


def current_run() -> str | None:
    return _RUN.get()


def start_logging(settings: Settings) -> None:
    """Writes what `log_level` asks for, in the form that `log_form` names; a second call takes the first one's place."""
    form = JsonLines if settings.log_form == "json" else TextLines
    handler = _StandardError()
    handler.setFormatter(form(hidden=_secrets(settings)))
    root = logging.getLogger()
    for old in [other for other in root.handlers if isinstance(other, _StandardError)]:
        root.removeHandler(old)
    root.addHandler(handler)
    for package in OURS:
        logging.getLogger(package).setLevel(settings.log_level.upper())


class _StandardError(logging.Handler):
    """To standard error as it is when a line is written: whoever redirects it later gets the lines too."""

    def emit(self, record: logging.LogRecord) -> None:
        record.run = current_run()
        line = self.format(record)
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more, or the disk is full: the work goes on
            sys.stderr.write(line + "\n")
            sys.stderr.flush()


def _secrets(settings: Settings) -> tuple[str, ...]:
    """The passwords and keys that the settings hold, whichever section they stand in."""
    found = {secret for each in fields(settings) for secret in _secrets_in(getattr(settings, each.name))}
    proxy = urlsplit(settings.crawl.proxy or "").password
    return tuple(sorted(found | {proxy} if proxy else found))


def _secrets_in(value: object) -> Iterator[str]:
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, Section):
        for name in type(value).model_fields:
            yield from _secrets_in(getattr(value, name))
