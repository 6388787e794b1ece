"""What the test client gives back."""

from __future__ import annotations

from email.message import Message
from typing import NamedTuple, Protocol


class Got(NamedTuple):
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Asker(Protocol):
    def __call__(self, url: str, body: bytes | None = None, method: str | None = None, **headers: str) -> Got: ...
