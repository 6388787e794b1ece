"""What a site may do to a crawler, on demand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, get_args
from urllib.parse import urlsplit

from crawler.replica.exchange import Answer, Request, not_found, redirect
from crawler.replica.rendering import render
from crawler.replica.scene import Scene

How = Literal["blocked", "challenge", "broken", "busy", "stale", "empty", "missing", "gone", "front", "slow"]
STOOD_STILL = datetime(2018, 2, 10, tzinfo=UTC)  # the last day of a stale listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    where: str  # a host, an address, or the beginning of addresses with a * behind
    how: How
    times: int | None = None  # for so many requests; None: until it is taken back
    seconds: float = 5  # of "busy": Retry-After; of "slow": the wait

    def __post_init__(self) -> None:
        if self.how not in get_args(How):
            raise ValueError(f"{self.how!r} is no trouble; use one of {', '.join(get_args(How))}")

    def meets(self, request: Request) -> bool:
        if "/" not in self.where:
            return request.host == self.where.lower()
        asked, wanted = _bare(request.url), _bare(self.where)
        return asked.startswith(wanted[:-1]) if wanted.endswith("*") else asked == wanted


def troubled_scene(scene: Scene, how: How | None) -> Scene:
    """The scene as a stale or empty listing shows it."""
    if how == "stale":
        return replace(scene, lists_at=STOOD_STILL)
    return replace(scene, empty=True) if how == "empty" else scene


def troubled_answer(request: Request, trouble: Trouble) -> Answer | None:
    """The answer in place of the right one; None when that is sent after all (slow, stale, empty)."""
    match trouble.how:
        case "blocked":
            return not_found(403)
        case "challenge":
            return Answer(body=render("challenge.html", host=request.host).encode())
        case "broken":
            return not_found(500)
        case "busy":
            return replace(not_found(429), headers=(("Retry-After", f"{trouble.seconds:g}"),))
        case "missing" | "gone":
            return not_found(404 if trouble.how == "missing" else 410)
        case "front":
            return redirect(f"{request.scheme}://{request.host}/", 302)
        case _:
            return None


def _bare(url: str) -> str:
    """The address without its scheme: a trouble holds for http and https."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return f"{(parts.hostname or '').lower()}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
