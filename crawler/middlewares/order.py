"""Which middleware stands where, and the Scrapy settings without which the manners do not hold, for `crawler/settings.py`."""

from __future__ import annotations

from typing import Any, Final

HERE: Final = "crawler.middlewares"
SCRAPY: Final = "scrapy.downloadermiddlewares"

# A request passes from the small numbers to the large, its answer back from the large to the small. Between 700 and 900 is the
# archive's place: it sees each answer, redirects and refusals too, as it came over the wire.
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    f"{HERE}.addresses.GuardAddresses": 100,
    f"{HERE}.robots.ObeyRobots": 200,
    f"{HERE}.rests.RestAndRetry": 300,
    f"{HERE}.redirects.FollowRedirects": 400,
    f"{HERE}.limits.LimitSizes": 500,
    f"{HERE}.identity.NameOurselves": 600,
    # Scrapy's own that stay: DownloadTimeout 350, HttpProxy 750, DownloaderStats 850.
    f"{SCRAPY}.offsite.OffsiteMiddleware": None,
    f"{SCRAPY}.robotstxt.RobotsTxtMiddleware": None,
    f"{SCRAPY}.httpauth.HttpAuthMiddleware": None,
    f"{SCRAPY}.defaultheaders.DefaultHeadersMiddleware": None,
    f"{SCRAPY}.useragent.UserAgentMiddleware": None,
    f"{SCRAPY}.retry.RetryMiddleware": None,
    f"{SCRAPY}.redirect.MetaRefreshMiddleware": None,
    f"{SCRAPY}.httpcompression.HttpCompressionMiddleware": None,
    f"{SCRAPY}.redirect.RedirectMiddleware": None,
    f"{SCRAPY}.cookies.CookiesMiddleware": None,
    f"{SCRAPY}.httpcache.HttpCacheMiddleware": None,
}

DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": f"{HERE}.handler.PoliteHandler",
    "https": f"{HERE}.handler.PoliteHandler",
    "file": None,
    "ftp": None,
    "s3": None,
}

MANNERS: dict[str, Any] = {
    "COOKIES_ENABLED": False,
    "REFERER_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DOWNLOAD_DELAY_JITTER": 0,  # the delay that was promised, not one around it
    "HTTPERROR_ALLOW_ALL": True,
    "TWISTED_DNS_RESOLVER": f"{HERE}.resolver.PublicResolver",
}
