"""`crawl.yml` and an outlet's politeness as the settings that the middlewares read."""

from __future__ import annotations

from typing import Any

from crawler.crawl_settings import CrawlSettings
from crawler.outlets import Politeness


def manners_settings(crawl: CrawlSettings, politeness: Politeness) -> dict[str, Any]:
    """Scrapy settings for one crawl; `ConfigError` when there is no contact for the user agent."""
    limits = crawl.limits
    return {
        "USER_AGENT": crawl.user_agent(),
        "DOWNLOAD_DELAY": politeness.delay_seconds if crawl.delay_seconds is None else crawl.delay_seconds,
        "DOWNLOAD_TIMEOUT": limits.answer_seconds,
        "DOWNLOAD_MAXSIZE": limits.listing_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": crawl.verify_tls,
        "READOUT_PAGE_BYTES": limits.page_bytes,
        "READOUT_LISTING_BYTES": limits.listing_bytes,
        "READOUT_REDIRECTS": limits.redirects,
        "READOUT_RETRIES": limits.retries,
        "READOUT_REST_SECONDS": politeness.rest_seconds,
        "READOUT_HOURLY_REQUESTS": politeness.hourly_requests,
    }
