"""An outlet that is only declared in YAML is crawled all the same, and its pages are read by the general extractor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.crawler.spiders.conftest import Site


def test_outlet_without_a_module_is_crawled_and_its_articles_are_partial(site: Site) -> None:
    def rename(declared: dict[str, Any]) -> None:
        declared.update(id="stranger", name="Stranger")

    site.change_outlet("tass", rename)
    (site.config / "outlets/tass.yml").rename(site.config / "outlets/stranger.yml")
    crawled = site.crawl("stranger", "-a", "edition=en")
    assert crawled.code == 0, crawled.errors
    (article,) = crawled.of("article")
    assert (article["outlet"], article["completeness"]) == ("stranger", "partial")
    assert crawled.health().fallback == 1


def test_outlet_that_nobody_declared_is_refused_in_one_line(site: Site) -> None:
    done = site.crawl("nobody")
    assert done.code != 0
    assert "Traceback" not in done.errors
    assert "nobody" in done.errors
