"""Whether what a listing shows of an article is worth fetching it: the same topic as the comparison's, asked leniently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.listings.listing import Listed
from crawler.outlets import read_yaml
from processors.errors import ConfigError
from processors.records import Article
from processors.relevance import Topic, build_topic, is_relevant


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFilter:
    topic: Topic

    def refuses(self, listed: Listed, *, country: str, language: str) -> str | None:
        """Why the article need not be fetched; None when it should be.

        A headline of an outlet says little, and a page fetched in vain costs a second: one word of the other side, of the subject
        or one of its people is enough, and so is a listing that shows no words at all.
        """
        shown = f"{listed.title}\n{listed.summary}"
        if not shown.strip():
            return None
        if any(pattern.search(shown) for pattern in self._sought(country)):
            return None
        if listed.full_text and self._is_about(listed, language):
            return None
        return f"nothing of {' or '.join(self._others(country)) or 'the sides'}, of the subject, nor of its people"

    def _others(self, country: str) -> tuple[str, ...]:
        """The sides that an outlet of that country has to name: its own goes without saying."""
        own = self.topic.home.get(country)
        return tuple(side for side in self.topic.sides if side != own)

    def _sought(self, country: str) -> Iterator[re.Pattern[str]]:
        """In every language: an English title in a Chinese list is read too."""
        words: list[Mapping[str, re.Pattern[str]]] = [self.topic.sides[side] for side in self._others(country)]
        for patterns in (*words, self.topic.subject, self.topic.people, self.topic.headlines):
            yield from patterns.values()

    def _is_about(self, listed: Listed, language: str) -> bool:
        text = listed.full_text or ""
        return is_relevant(Article(id=listed.url, title=listed.title, text=text, language=language), self.topic)


def load_topic_filter(config_folder: Path) -> TopicFilter:
    """The filter of `topic.yml` in that folder; `ConfigError` says what is wrong with it."""
    path = config_folder / "topic.yml"
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: a mapping with sides and subject is expected")
    try:
        return TopicFilter(topic=build_topic(data))
    except ValueError as wrong:
        raise ConfigError(f"{path}: {wrong}") from wrong
