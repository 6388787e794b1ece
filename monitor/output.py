"""Where a command writes its result: a file named by -o, or standard output; UTF-8 whatever the terminal is set to."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from processors.errors import InputError


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


def json_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
