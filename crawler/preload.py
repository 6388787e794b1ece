"""Everything that a crawl needs, loaded: imported by a process that others are forked from. Nothing here begins anything."""

from __future__ import annotations

import scrapy.cmdline
import scrapy.commands.crawl
import scrapy.core.downloader.handlers.http11
import scrapy.extensions.feedexport
import scrapy.spiderloader  # noqa: F401 - loaded is all that is wanted of them

import crawler.commands.crawl
import crawler.middlewares.archiving
import crawler.middlewares.handler
import crawler.middlewares.identity
import crawler.middlewares.limits
import crawler.middlewares.redirects
import crawler.middlewares.rests
import crawler.middlewares.robots
import crawler.settings
import crawler.spiders.outlet_spider  # noqa: F401
