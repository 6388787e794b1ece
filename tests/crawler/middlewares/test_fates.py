from __future__ import annotations

import pytest
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadFailedError, IgnoreRequest
from twisted.internet.error import ConnectionLost, NoRouteError, TCPTimedOutError
from twisted.python.failure import Failure
from twisted.web.client import ResponseNeverReceived

from crawler.middlewares.fates import Refused, may_pass, reason_of


@pytest.mark.parametrize(
    ("exception", "reason"),
    [
        (CannotResolveHostError(), "no such host"),
        (TunnelError("502"), "the proxy makes no connection"),
        (NoRouteError(), "no connection"),
        (TCPTimedOutError(), "no connection"),
        (ConnectionLost(), "the connection was lost"),
    ],
)
def test_what_fails_on_the_way_may_pass(exception: Exception, reason: str) -> None:
    assert reason_of(exception) == reason
    assert may_pass(exception)


def test_what_is_too_large_stays_so() -> None:
    assert not may_pass(DownloadCancelledError())


def test_a_false_certificate_stays_false_and_is_named() -> None:
    failed = DownloadFailedError()
    failed.__cause__ = ResponseNeverReceived([Failure(_verification_error())])

    assert reason_of(failed) == "certificate: it is of another host"
    assert not may_pass(failed)


def _verification_error() -> Exception:
    from service_identity import VerificationError

    return VerificationError(errors=[])


def test_a_chain_of_causes_that_bites_its_tail_ends() -> None:
    first, second = DownloadFailedError(), DownloadFailedError()
    first.__cause__, second.__cause__ = second, first

    assert reason_of(first) == "no answer that can be understood"


def test_scrapy_takes_a_refusal_for_a_request_to_be_dropped() -> None:
    assert isinstance(Refused("failed", "x"), IgnoreRequest)
