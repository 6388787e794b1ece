"""`config/crawl.yml` as frozen, checked settings: how this installation fetches. Read by the crawl process itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from crawler.outlets import Declared, explain, read_yaml
from processors.errors import ConfigError

MEGABYTE = 1 << 20


class Limits(Declared):
    """What one answer, one page's way to it and one crawl may cost at most."""

    page_mb: Annotated[float, Field(gt=0)] = 8  # unpacked
    listing_mb: Annotated[float, Field(gt=0)] = 32
    answer_seconds: Annotated[float, Field(gt=0)] = 60
    redirects: Annotated[int, Field(ge=0)] = 5
    retries: Annotated[int, Field(ge=0)] = 3
    crawl_minutes: Annotated[float, Field(gt=0)] = 30  # of one edition; the parent ends it then
    crawl_pages: Annotated[int, Field(ge=1)] = 2000
    listing_pages: Annotated[int, Field(ge=1)] = 50  # of one entry point
    further_pages: Annotated[int, Field(ge=1)] = 20  # of one article

    @property
    def page_bytes(self) -> int:
        return round(self.page_mb * MEGABYTE)

    @property
    def listing_bytes(self) -> int:
        return round(self.listing_mb * MEGABYTE)


class CrawlSettings(Declared):
    """`crawl.yml`."""

    contact: str = (
        ""  # an e-mail or web address where an outlet reaches you; part of the user agent, needed before anything is fetched
    )
    archive: Path = Path("archive")
    crawls: Path = Path("crawls")  # the crawl files
    at_once: Annotated[int, Field(ge=1, le=32)] = 3  # editions crawled at the same time, each a process of its own
    delay_seconds: Annotated[float, Field(ge=0)] | None = None  # in place of every outlet's own; only for servers that are yours
    proxy: Annotated[str, StringConstraints(pattern=r"^http://\S+$")] | None = None
    ca_file: Path | None = None  # certificates to trust beside the system's, for such a proxy
    verify_tls: bool = True
    warc_mb: Annotated[float, Field(gt=0)] = 512  # a WARC file that has grown larger is followed by the next
    limits: Limits = Limits()

    def user_agent(self) -> str:
        """`Readout/0.1 (+contact)`; `ConfigError` when there is no contact."""
        if not self.contact.strip():
            raise ConfigError("crawl.yml: contact: write an address where an outlet can reach you; nothing is fetched without one")
        return f"Readout/0.1 (+{self.contact.strip()})"


def load_crawl_settings(folder: Path) -> CrawlSettings:
    """The checked settings of that configuration; `ConfigError` lists every problem, one a line."""
    settings, problems = read_crawl_settings(folder)
    if problems:
        raise ConfigError("\n".join(problems))
    return settings


def read_crawl_settings(folder: Path) -> tuple[CrawlSettings, list[str]]:
    """The settings, or the defaults and what is wrong; no file leaves the defaults."""
    file = folder / "crawl.yml"
    if not file.exists():
        return CrawlSettings(), []
    try:
        return CrawlSettings.model_validate(read_yaml(file) or {}), []
    except ConfigError as wrong:
        return CrawlSettings(), [str(wrong)]
    except ValidationError as wrong:
        return CrawlSettings(), explain(file, wrong)
