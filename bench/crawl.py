"""Articles a second of our crawl beside bare Scrapy, on the same replica of tass.ru and the same articles.

    python -m bench.crawl [--articles 400] [--runs 3]

Both go over the same proxy with TLS checked, ask one request after the other without delay, read the sitemap and then each article,
and write JSON Lines. Bare Scrapy reads title and paragraphs by selectors and nothing else; ours also obeys robots.txt, keeps every
answer in WARC, remembers it, filters by topic and reads every field. Runs alternate; the medians are compared. Set-up time of the
process is in both. The replica is one Python process on the same machine: on two cores it is part of what is measured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from crawler.replica.content import FOLDER
from crawler.replica.replica import Replica

CONFIG = Path(__file__).parent.parent / "config"
CLOCK = datetime(2018, 4, 5, 16, tzinfo=UTC)
SINCE = datetime(2018, 4, 1, tzinfo=UTC)
BARE = """
import re
import scrapy

class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {{
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False, "DOWNLOAD_VERIFY_CERTIFICATES": True, "USER_AGENT": "bare", "ROBOTSTXT_OBEY": False,
    }}

    async def start(self):
        yield scrapy.Request("https://tass.ru/sitemap.xml", callback=self.children)

    def children(self, response):
        for address in re.findall(r"<loc>(.*?)</loc>", response.text):
            yield scrapy.Request(address, callback=self.articles)

    def articles(self, response):
        for address in re.findall(r"<loc>(.*?)</loc>", response.text):
            if re.fullmatch(r"https://tass.ru/armiya-i-opk/9\\d{{6}}", address):
                yield scrapy.Request(address, callback=self.article)

    def article(self, response):
        yield {{
            "url": response.url,
            "title": response.css("h1::text").get(),
            "text": "\\n\\n".join("".join(p.css("::text").getall()) for p in response.css(".text-block p")),
        }}
"""


def make_site(folder: Path, articles: int) -> Path:
    """The replica's content, with so many more articles on the topic in tass.ru."""
    shutil.copytree(FOLDER, folder)
    file = folder / "tass-ru.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["daily"] = 0  # no small news: both fetch the same pages
    content["pieces"] = [invented(number, articles) for number in range(articles)]
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def invented(number: int, articles: int) -> dict[str, object]:
    published = SINCE + timedelta(hours=1) + (CLOCK - SINCE - timedelta(hours=2)) * (number / articles)
    said = f"Россия и Китай провели совместные учения номер {number}, сообщили в Минобороны."
    return {
        "url": f"https://tass.ru/armiya-i-opk/{9000000 + number}",
        "title": f"Россия и Китай провели учения номер {number}",
        "published_at": published.isoformat(),
        "topic": True,
        "section": "armiya-i-opk",
        "lead": f"Маневры номер {number} прошли в море",
        "tags": ["Китай"],
        "paragraphs": [f"МОСКВА, 3 апреля. /ТАСС/. {said}", *[f"{said} Это абзац {line} из двенадцати." for line in range(12)]],
    }


def environment(replica: Replica, authority: Path) -> dict[str, str]:
    proxied = dict.fromkeys(("http_proxy", "https_proxy"), replica.proxy)
    return {**os.environ, **proxied, "SSL_CERT_FILE": str(authority), "SCRAPY_SETTINGS_MODULE": "crawler.settings"}


def run_bare(folder: Path, env: dict[str, str]) -> tuple[float, int]:
    spider = folder / "bare.py"
    spider.write_text(BARE.format(), encoding="utf-8")
    out = folder / "bare.jsonl"
    bare_env = {name: value for name, value in env.items() if name != "SCRAPY_SETTINGS_MODULE"}
    seconds = timed([sys.executable, "-m", "scrapy", "runspider", str(spider), "-O", str(out)], folder, bare_env)
    return seconds, sum(1 for _ in out.open(encoding="utf-8"))


def run_ours(folder: Path, env: dict[str, str], replica: Replica, authority: Path) -> tuple[float, int]:
    config, out = folder / "config", folder / "ours.jsonl"
    shutil.rmtree(config, ignore_errors=True)
    shutil.rmtree(folder / "archive", ignore_errors=True)
    shutil.copytree(CONFIG, config)
    settings = {
        "contact": "bench@localhost", "archive": str(folder / "archive"), "crawls": str(folder), "delay_seconds": 0,
        "proxy": replica.proxy, "ca_file": str(authority),
    }  # fmt: skip
    (config / "crawl.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    crawl = ["-a", "edition=ru", "-a", f"since={SINCE.isoformat()}", "-a", f"until={CLOCK.isoformat()}"]
    set_up = ["-s", f"READOUT_CONFIG={config}", "-s", f"READOUT_CLOCK={CLOCK.isoformat()}"]
    seconds = timed([sys.executable, "-m", "scrapy", "crawl", "tass", *crawl, *set_up, "-O", str(out)], folder, env)
    return seconds, sum('"text"' in line for line in out.open(encoding="utf-8"))


def timed(command: list[str], folder: Path, env: dict[str, str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:6])} …: exit {done.returncode}: {done.stderr[-2000:]}")
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = make_site(folder / "site", chosen.articles)
        with Replica.start(clock=CLOCK, site=site) as replica:
            authority = replica.ca_file(folder / "ca.pem")
            env = environment(replica, authority)
            rates: dict[str, list[float]] = {"bare Scrapy": [], "readout": []}
            for _ in range(chosen.runs):
                for kind, (seconds, count) in (
                    ("bare Scrapy", run_bare(folder, env)),
                    ("readout", run_ours(folder, env, replica, authority)),
                ):
                    if count != chosen.articles:
                        print(f"{kind}: {count} articles of {chosen.articles}")
                    rates[kind].append(count / seconds)
    medians = {kind: statistics.median(values) for kind, values in rates.items()}
    for kind, rate in medians.items():
        print(f"{kind:12s} {rate:6.1f} articles/s  {rate / medians['bare Scrapy']:.2f} of bare Scrapy")


if __name__ == "__main__":
    main()
