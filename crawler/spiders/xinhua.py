"""`scrapy crawl xinhua`; its editions and entry points are declared in `config/outlets/xinhua.yml`."""

from __future__ import annotations

from crawler.spiders.outlet_spider import OutletSpider


class Xinhua(OutletSpider):
    name = "xinhua"
