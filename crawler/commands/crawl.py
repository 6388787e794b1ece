"""`scrapy crawl tass`: Scrapy's own, but that what is wrong is said in one line, and the exit code tells of it."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.spiders import Spider

from crawler.config_folder import config_folder
from crawler.spiders.outlet_spider import OutletSpider, read_config
from processors.errors import ReadoutError


class Command(ScrapyCrawl):
    _ours: Crawler | None = None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            super().run(args, opts)
        except ReadoutError as wrong:
            self._refuse(wrong)
            return
        failure = getattr(self._ours and self._ours.spider, "failure", None)
        if failure is not None:
            self._refuse(failure)

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        try:
            self._ours = super()._create_crawler(self._declared(spidercls) or spidercls)
        except KeyError as wrong:
            raise UsageError(f"{wrong.args[0] if wrong.args else wrong}; `scrapy list` names the spiders") from wrong
        return self._ours

    def _declared(self, name: type[Spider] | str) -> type[Spider] | None:
        """The spider of an outlet that is declared and has no module in `crawler.spiders`: all spiders do the same."""
        if not isinstance(name, str) or not self.crawler_process or not self.settings:
            return None
        if name in self.crawler_process.spider_loader.list():
            return None
        _, outlets = read_config(config_folder(self.settings.get("READOUT_CONFIG")))
        return type(name, (OutletSpider,), {"name": name}) if outlets.get(name) else None

    def _refuse(self, wrong: object) -> None:
        sys.stderr.write(f"{wrong}\n")
        self.exitcode = 1
