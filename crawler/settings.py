"""Scrapy's settings for every crawl. The spider adds those of `crawl.yml` and of its outlet's politeness; `-s` goes over all."""

from __future__ import annotations

from crawler.middlewares import order

BOT_NAME = "readout"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# Our own settings, for -s. READOUT_CONFIG: folder of the configuration; READOUT_CLOCK: the time it is taken to be, ISO 8601;
# READOUT_PROGRESS: a file that is rewritten with how far the crawl is.
READOUT_CONFIG: str | None = None
READOUT_CLOCK: str | None = None
READOUT_PROGRESS: str | None = None

DOWNLOADER_MIDDLEWARES = {**order.DOWNLOADER_MIDDLEWARES, "crawler.middlewares.archiving.KeepAnswers": 800}
DOWNLOAD_HANDLERS = order.DOWNLOAD_HANDLERS
ITEM_PIPELINES = {"crawler.pipelines.CloseEditions": 900}
globals().update(order.MANNERS)

# The queue is ours: it is emptied newest first, and dropped when time is over.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
CONCURRENT_ITEMS = 1  # a page is remembered only after its lines are out, and each one more costs a task for every answer
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads our source again for every answer
REMOTE_CONTROL_ENABLED = False
STATS_DUMP = False
LOG_LEVEL = "WARNING"
LOGSTATS_INTERVAL = 0
FEED_EXPORT_ENCODING = "utf-8"
FEED_STORE_EMPTY = True
FEED_EXPORTERS = {"jsonlines": "crawler.crawl_lines.CrawlLines", "jsonl": "crawler.crawl_lines.CrawlLines"}
URLLENGTH_LIMIT = 4000
