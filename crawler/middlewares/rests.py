"""Rests when a server asks for it, tries again when an answer failed for the moment, and gives up when that does not help."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.middlewares.addresses import is_local
from crawler.middlewares.fates import Refused, may_pass, reason_of
from crawler.middlewares.gate import is_closing, wait
from crawler.middlewares.hosts import hosts_of
from crawler.middlewares.limits import DAMAGED
from crawler.middlewares.resolver import private_address_of

logger = logging.getLogger(__name__)

REST_SECONDS = 30.0
GAVE_UP = "gave up"  # flag of a 5xx that stayed


class RestAndRetry:
    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._book = hosts_of(crawler)
        self._retries = settings.getint("READOUT_RETRIES", 3)
        self._backoff = settings.getfloat("READOUT_BACKOFF_SECONDS", 2.0)
        self._rest_limit = settings.getfloat("READOUT_REST_LIMIT", 600.0)
        self._dead_after = settings.getint("READOUT_DEAD_AFTER", 10)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RestAndRetry:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if is_local(request):
            return
        if seconds := request.meta.pop("retry_in", 0):
            await wait(seconds, closing=lambda: is_closing(self._crawler))
        if refusal := self._book.refusal(_host(request)):
            raise refusal

    def process_response(self, request: Request, response: Response) -> Response | Request:
        if is_local(request):
            return response
        self._book.heard(_host(request))
        if asks_for_rest(response):
            return self._after_rest(request, response)
        damage = next((flag for flag in response.flags if flag.startswith(DAMAGED)), None)
        if not damage and not (500 <= response.status <= 599 or response.status == 408):
            return response
        if again := self._again(request, damage or str(response.status)):
            return again
        if damage:
            raise Refused("failed", f"the answer is {damage}", status=response.status)
        response.flags.append(GAVE_UP)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Whatever went wrong, the spider sees a `Refused`; `None` leaves one that is."""
        if is_local(request) or isinstance(exception, IgnoreRequest):
            return None
        if address := private_address_of(_host(request)):
            raise self._book.give_up(_host(request), "failed", f"its name leads to the private address {address}")
        reason = reason_of(exception)
        if may_pass(exception):
            if again := self._again(request, reason):
                return again
            if self._book.silent(_host(request)) >= self._dead_after:
                raise self._book.give_up(_host(request), "failed", f"no answer {self._dead_after} times in a row")
        elif reason == type(exception).__name__:
            logger.error("Not foreseen while asking for %s", request.url, exc_info=exception)
        raise Refused("failed", reason) from exception

    def _after_rest(self, request: Request, response: Response) -> Response | Request:
        """The rest itself has begun where the answer came in; here is decided what becomes of the request."""
        host, status = _host(request), response.status
        asked = seconds_to_rest(response)
        if asked is not None and asked > self._rest_limit:
            raise self._book.give_up(host, "blocked", f"{status}: asks to be left alone for {asked:,.0f} seconds")
        if again := self._again(request, str(status), wait=False):
            return again
        if status == 429:
            raise self._book.give_up(host, "blocked", f"429 stayed after {self._retries} rests")
        response.flags.append(GAVE_UP)
        return response

    def _again(self, request: Request, reason: str, *, wait: bool = True) -> Request | None:
        """The same request for another try, or None when there were enough."""
        failed = request.meta.get("attempts", 0) + 1
        if failed > self._retries:
            return None
        logger.debug("Try %d of %s failed: %s", failed, request.url, reason)
        again = request.replace(dont_filter=True, priority=request.priority - 1)
        again.meta["attempts"] = failed
        if wait:
            again.meta["retry_in"] = self._backoff * 2 ** (failed - 1) * self._book.jitter() * self._book.factor
        return again


def asks_for_rest(response: Response) -> bool:
    return response.status == 429 or (response.status == 503 and "Retry-After" in response.headers)


def rest_after(response: Response, default: float) -> float | None:
    """How long the host rests after this answer; None when it did not ask for it."""
    if not asks_for_rest(response):
        return None
    asked = seconds_to_rest(response)
    return default if asked is None else asked


def seconds_to_rest(response: Response) -> float | None:
    """What Retry-After asks for, in seconds or as a date by the server's own clock; None when it says nothing that can be kept."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12]) or None
    until = _date(value)
    if until is None:
        return None
    now = _date((response.headers.get("Date") or b"").decode("latin-1")) or datetime.now(UTC)
    seconds = (until - now).total_seconds()
    return seconds if seconds > 0 else None


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
