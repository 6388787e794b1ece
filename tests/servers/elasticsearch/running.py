"""What a test is told about a server that runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

NINE, EIGHT = "9.2.4", "8.19.16"


class Kind(StrEnum):
    PLAIN = "plain"  # 9.x without sign-in
    SECURE = "secure"  # 9.x with sign-in and TLS
    EIGHT = "8"  # 8.x without sign-in

    @property
    def version(self) -> str:
        return EIGHT if self is Kind.EIGHT else NINE


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    url: str
    version: str
    ca_file: Path | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    output: Path | None = None  # the file that it prints into

    def client_options(self) -> dict[str, Any]:
        """What `Elasticsearch(**…)` takes to reach it."""
        options: dict[str, Any] = {"hosts": [self.url], "request_timeout": 60}
        if self.ca_file is not None:
            options["ca_certs"] = str(self.ca_file)
        if self.user is not None:
            options["basic_auth"] = (self.user, self.password)
        return options


def written(server: RunningServer) -> str:
    """The record as one line of JSON."""
    return json.dumps(asdict(server), default=str)


def read(line: str) -> RunningServer:
    """The record that `written` wrote."""
    fields = json.loads(line)
    paths = {name: Path(fields[name]) for name in ("ca_file", "output") if fields[name]}
    return RunningServer(**(fields | paths))
