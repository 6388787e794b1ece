"""The articles in a file's lines, for the commands that keep nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from crawler.crawlfile import crawl_line_kind
from crawler.outlets import Outlets
from monitor.ingest import article_of, parse_line
from processors.errors import ArticleRefused
from processors.records import Article

Refuse = Callable[[int, ArticleRefused], None]


def articles_in(lines: Iterable[bytes], outlets: Outlets, refuse: Refuse, *, strict: bool) -> Iterator[tuple[int, Article]]:
    """Each line that is an article, with its number; the others, and a crawl file's lines of other kinds, are left out."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = parse_line(line)
            if crawl_line_kind(row) == "article":
                yield number, article_of(row, outlets, strict=strict)[0]
        except ArticleRefused as why:
            refuse(number, why)
