"""Where a command writes its result: a file named by -o, or standard output; UTF-8 whatever the terminal is set to."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from processors.errors import InputError

_FRACTION = re.compile(r"(?<!\S)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z")


@contextmanager
def result_stream(output: str | None) -> Iterator[IO[str]]:
    if output is None or output == "-":
        if hasattr(sys.stdout, "reconfigure"):  # not where tests put another stream
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        file = Path(output).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed below
    except OSError as wrong:
        raise InputError(f"{output}: {wrong.strerror or wrong}; name a file that can be written") from wrong
    try:
        with file:
            yield file
    except OSError as wrong:
        raise InputError(f"{output}: {wrong.strerror or wrong}; what was written before is there") from wrong


def to_the_second(line: str) -> str:
    """A line for people: its times without the fractions of a second, which `--json` keeps."""
    return _FRACTION.sub(r"\1Z", line)


def json_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
