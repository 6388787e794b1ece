"""Every request says the same about us: who we are and what we read. Nothing is remembered from one to the next."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler.middlewares.addresses import is_local
from crawler.middlewares.unpacking import ENCODINGS

ACCEPT = "text/html, application/xhtml+xml, application/xml, application/json, */*;q=0.5"
KEPT = ("If-None-Match", "If-Modified-Since", "Content-Type")  # the only headers that a spider has a say in


class NameOurselves:
    def __init__(self, user_agent: str) -> None:
        self._always = {"User-Agent": user_agent, "Accept": ACCEPT, "Accept-Encoding": ", ".join(ENCODINGS)}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> NameOurselves:
        return cls(crawler.settings.get("USER_AGENT", ""))

    def process_request(self, request: Request) -> None:
        if is_local(request):
            return
        kept = {name: request.headers[name] for name in KEPT if name in request.headers}
        request.headers = Headers({**kept, **self._always})

    def process_response(self, request: Request, response: Response) -> Response:
        """Cookies end here; the archive, nearer to the wire, has kept the header as evidence."""
        response.headers.pop("Set-Cookie", None)
        return response
