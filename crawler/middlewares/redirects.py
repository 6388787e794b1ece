"""Follows a redirect where it stays with the edition's own hosts, and only so often. Refreshes in a page are not followed."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from w3lib.url import safe_url_string

from crawler.archive.exchange import REDIRECTS
from crawler.middlewares.addresses import hosts_for, why_refused
from crawler.middlewares.fates import Refused

SAME_METHOD = (307, 308)
OF_THE_FIRST = ("If-None-Match", "If-Modified-Since")  # what they say holds for the address that was left


class FollowRedirects:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._limit = crawler.settings.getint("READOUT_REDIRECTS", 5)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FollowRedirects:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        if response.status not in REDIRECTS:
            return response
        passed = [*request.meta.get("redirect_urls", ()), request.url]
        target = location_of(request, response)
        if reason := self._why_not(request, target, passed):
            raise Refused("failed", f"redirect not followed: {reason}", location=target[:2000], status=response.status)
        return self._follow(request, response, target, passed)

    def _why_not(self, request: Request, target: str, passed: list[str]) -> str | None:
        if not target:
            return "it names no address"
        if reason := why_refused(target, hosts_for(request, self._crawler)):
            return reason
        here, there = urlsplit(request.url), urlsplit(target)
        if (here.scheme, there.scheme) == ("https", "http") and here.hostname != there.hostname:
            return "from https to another host without"
        if urldefrag(target).url in (urldefrag(url).url for url in passed) and request.method == "GET":
            return "it leads in a circle"
        return f"more than {self._limit} of them" if len(passed) > self._limit else None

    @staticmethod
    def _follow(request: Request, response: Response, target: str, passed: list[str]) -> Request:
        keeps = response.status in SAME_METHOD
        # Not `replace`: proxy and slot are chosen anew for the new address.
        meta = {key: value for key, value in request.meta.items() if key not in ("proxy", "_scheme_proxy", "download_slot")}
        meta["redirect_urls"] = passed
        meta["redirect_statuses"] = [*request.meta.get("redirect_statuses", ()), response.status]
        meta["redirected_to"] = target
        meta.pop("attempts", None)
        followed = request.replace(url=target, meta=meta, dont_filter=True)
        if not keeps:
            followed = followed.replace(method="GET", body=b"")
        for name in (*OF_THE_FIRST, *(() if keeps else ("Content-Type",))):
            followed.headers.pop(name, None)
        return followed


def location_of(request: Request, response: Response) -> str:
    """Where the answer leads, whole; "" when it does not say, or says two things."""
    named = {value.strip() for value in response.headers.getlist("Location")}
    if len(named) != 1 or not (location := named.pop()):
        return ""
    try:
        target = urljoin(request.url, safe_url_string(location))
    except (ValueError, UnicodeError):
        return location.decode("latin-1")
    return urldefrag(target).url
