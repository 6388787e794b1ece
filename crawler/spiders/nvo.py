"""`scrapy crawl nvo`; its editions and entry points are declared in `config/outlets/nvo.yml`."""

from __future__ import annotations

from crawler.spiders.outlet_spider import OutletSpider


class Nvo(OutletSpider):
    name = "nvo"
