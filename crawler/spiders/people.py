"""`scrapy crawl people`; its editions and entry points are declared in `config/outlets/people.yml`."""

from __future__ import annotations

from crawler.spiders.outlet_spider import OutletSpider


class People(OutletSpider):
    name = "people"
