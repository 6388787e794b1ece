"""A running replica, and a plain client that trusts it."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.replica import Replica
from tests.crawler.replica.asking import Asker, Got

CLOCK = datetime(2018, 4, 5, 16, tzinfo=UTC)


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is shown, not followed."""

    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica.start(clock=CLOCK) as running:
        yield running


@pytest.fixture
def ask(replica: Replica, tmp_path: Path) -> Asker:
    context = ssl.create_default_context(cafile=replica.ca_file(tmp_path / "ca.pem"))
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({"http": replica.proxy, "https": replica.proxy}),
        urllib.request.HTTPSHandler(context=context),
        _Stay(),
    )

    def asked(url: str, body: bytes | None = None, method: str | None = None, **headers: str) -> Got:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, data=body, headers=named, method=method)
        try:
            with opener.open(request) as answer:
                return Got(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Got(refused.code, refused.headers, refused.read())

    return asked
