"""A log record as one line, as text or JSON, that no text from outside can break, forge or make tell a secret."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "run", "taskName"}
# Control characters, line ends, and what turns the direction of writing: with these a text can pretend to be another line.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
SHORTEST_SECRET = 4  # characters: hiding shorter ones would only shred the log
HIDDEN = "***"


class _Lines(logging.Formatter):
    def __init__(self, hidden: Collection[str] = ()) -> None:
        super().__init__()
        forms = {form for secret in hidden for form in (secret, quote(secret, safe=""), repr(secret)[1:-1])}
        long = sorted((form for form in forms if len(form) >= SHORTEST_SECRET), key=len, reverse=True)
        self._hidden = re.compile("|".join(map(re.escape, long))) if long else None

    def hide(self, text: str) -> str:
        return self._hidden.sub(HIDDEN, text) if self._hidden else text

    def message(self, record: logging.LogRecord) -> str:
        try:
            return self.hide(record.getMessage())
        except (TypeError, ValueError, LookupError):  # a mistake of ours, which stops nothing
            return self.hide(f"{record.msg} {record.args!r}")

    def trace(self, record: logging.LogRecord) -> str:
        """The traceback, and the stack where one was asked for."""
        parts = [self.formatException(record.exc_info)] if record.exc_info else []
        parts += [self.formatStack(record.stack_info)] if record.stack_info else []
        return self.hide("\n".join(parts))

    def fields(self, record: logging.LogRecord) -> dict[str, object]:
        """What the caller gave by `extra=`, with the run first."""
        run = getattr(record, "run", None)
        given = {name: self._plain(value) for name, value in vars(record).items() if name not in OWN}
        return ({"run": run} if run else {}) | given

    def _plain(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self.hide(str(name)): self._plain(inner) for name, inner in value.items()}
        return self.hide(value.isoformat() if isinstance(value, datetime) else str(value))


class TextLines(_Lines):
    """`2018-04-05T12:00:00Z INFO monitor.run run=pass-17: understood`; the lines of a traceback are set in."""

    def format(self, record: logging.LogRecord) -> str:
        """A field with names inside it is left to the message, which says the same in words."""
        given = ((name, value) for name, value in self.fields(record).items() if not isinstance(value, Mapping))
        fields = "".join(f" {escaped(name)}={_word(value)}" for name, value in given)
        head = f"{_moment(record):%Y-%m-%dT%H:%M:%S}Z {record.levelname} {escaped(record.name)}{fields}: "
        trace = "".join(f"\n    | {escaped(line)}" for line in self.trace(record).splitlines())
        return head + escaped(self.message(record)) + trace


class JsonLines(_Lines):
    """One object a line: time, level, logger, message, run, the fields of the caller, exception."""

    def format(self, record: logging.LogRecord) -> str:
        row: dict[str, object] = {
            "time": f"{_moment(record):%Y-%m-%dT%H:%M:%S.%f}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.message(record),
        }
        row |= {name: value for name, value in self.fields(record).items() if name not in row}
        if trace := self.trace(record):
            row["exception"] = trace
        return escaped(json.dumps(row, ensure_ascii=False))


def escaped(text: str) -> str:
    r"""The text on one line: a line end stands as `\n`, another character that does not print as `\u001b`."""
    return UNPRINTABLE.sub(lambda found: {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(found[0], rf"\u{ord(found[0]):04x}"), text)


def _word(value: object) -> str:
    """As it stands behind `name=`: in quotation marks where it has more than one word."""
    text = str(value)
    return escaped(text) if re.fullmatch(r"[^\s\"=:]+|\d[\w.:+-]*", text) else escaped(json.dumps(text, ensure_ascii=False))


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)
