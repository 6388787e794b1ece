"""`scrapy crawl tass`; its editions and entry points are declared in `config/outlets/tass.yml`."""

from __future__ import annotations

from crawler.spiders.outlet_spider import OutletSpider


class Tass(OutletSpider):
    name = "tass"
