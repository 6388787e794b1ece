"""How a request can end without an answer that is worth reading; each end has a short reason, fit for a health record.

IgnoreRequest                        Scrapy's: the request is dropped, its errback is called
└── Refused    .fate  .reason
        "blocked"    the outlet does not want us there now: 429 to the end, or a Retry-After of hours
        "failed"     nothing usable came: no answer, a broken or endless one, a redirect that is not followed
        "robots"     robots.txt forbids this page
"""

from __future__ import annotations

from typing import Literal

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed

Fate = Literal["blocked", "failed", "robots"]


class Refused(IgnoreRequest):
    """The request ends here; `location` is where a redirect that was not followed would have led, with its `status`."""

    def __init__(self, fate: Fate, reason: str, *, location: str | None = None, status: int | None = None) -> None:
        super().__init__(reason)
        self.fate: Fate = fate
        self.reason = reason
        self.location = location
        self.status = status


# Another try may help; in everything else it would meet the same.
PASSING = (
    DownloadTimeoutError,
    DownloadConnectionRefusedError,
    CannotResolveHostError,
    DownloadFailedError,
    ResponseDataLossError,
    TunnelError,
    ConnectError,
    ConnectionClosed,
)

REASONS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "no complete answer in time"),
    (DownloadConnectionRefusedError, "connection refused"),
    (CannotResolveHostError, "no such host"),
    (ResponseDataLossError, "the answer broke off"),
    (DownloadCancelledError, "the answer is too large"),
    (UnsupportedURLSchemeError, "no address of the web"),
    (DownloadFailedError, "no answer that can be understood"),
    (TunnelError, "the proxy makes no connection"),
    (ConnectError, "no connection"),
    (ConnectionClosed, "the connection was lost"),
)


def reason_of(exception: BaseException) -> str:
    """A few words for a health record: "connection refused", "certificate: …"."""
    if certificate := certificate_problem(exception):
        return f"certificate: {certificate}"
    return next((words for kind, words in REASONS if isinstance(exception, kind)), type(exception).__name__)


def may_pass(exception: BaseException) -> bool:
    """Whether the same request may well be answered a little later."""
    return isinstance(exception, PASSING) and not certificate_problem(exception)


def certificate_problem(exception: BaseException) -> str | None:
    """What is wrong with the certificate, when that is why there is no answer."""
    for cause in _causes(exception):
        kind = type(cause)
        if kind.__name__ == "VerificationError" and kind.__module__.startswith("service_identity"):
            return "it is of another host"
        if kind.__module__ == "OpenSSL.SSL" and "certificate" in str(cause):
            return "it cannot be verified"
    return None


def _causes(exception: BaseException, depth: int = 0) -> list[BaseException]:
    """The exception, what caused it and the failures that Twisted keeps inside, a few levels deep."""
    if depth > 4:
        return []
    inner = [getattr(failure, "value", failure) for failure in getattr(exception, "reasons", None) or ()]
    inner += [exception.__cause__] if exception.__cause__ else []
    return [exception, *(cause for each in inner for cause in _causes(each, depth + 1))]
