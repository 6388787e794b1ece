"""Random histories of a watch, for tests that what follows the store arrives where a look from scratch does."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.operation.pruning import prune
from monitor.run import run_pass
from monitor.sections import Retention
from monitor.settings import Settings
from monitor.store.analyses import all_analyses, save_analysis, save_failure
from monitor.store.articles import all_articles
from monitor.store.divergences import load_lives
from monitor.store.engine import Store
from monitor.store.judgements import Judgement, judge
from tests.monitor.lightweight import LightComparer, article_row, at, light_bench, write_crawl

SAID = ("we came to support you", "relations are good", "the Americans know", "no third party is meant")
PLACES = (("tass", "ru"), ("tass", "en"), ("xinhua", "zh"), ("xinhua", "en"), ("nvo", "ru"))
TITLES = ("visit", "exercise", "visit exercise", "parade")


@dataclass(kw_only=True)
class Watching:
    """A store to which things happen, at a clock that goes on."""

    store: Store
    settings: Settings
    chance: random.Random
    clock: datetime = field(default_factory=lambda: at(3))
    articles: int = 0

    def happen(self) -> str:
        """One thing; its name."""
        others = (self.a_judgement, self.a_worse_analysis, self.a_failure, self.a_prune)
        thing = self.chance.choice((self.a_pass,) * len(others) + others)
        thing()
        self.clock += timedelta(hours=self.chance.choice((1, 5, 20, 40)))
        return thing.__name__

    def a_pass(self) -> None:
        folder = self.settings.store.parent / "crawls"
        for outlet, edition in self.chance.sample(PLACES, self.chance.randint(0, 3)):
            rows = [self._row(outlet, edition) for _ in range(self.chance.randint(0, 2))]
            write_crawl(folder, self.clock, outlet, edition, rows, self.chance.choice(("complete", "complete", "blocked", None)))
        folder.mkdir(exist_ok=True)
        blind = self.chance.choice(("", "", SAID[0], SAID[1]))
        run_pass(
            self.store, self.settings, folder=folder, clock=self.clock, now=self.now, bench=light_bench(LightComparer(blind=blind))
        )

    def _row(self, outlet: str, edition: str) -> dict[str, object]:
        """A new article, or one that was there before with other words."""
        old = self.articles and self.chance.random() < 0.3
        number = self.chance.randint(1, self.articles) if old else self.articles + 1
        self.articles = max(self.articles, number)
        said = self.chance.sample(SAID, self.chance.randint(1, 3))
        text = " ".join(f'Wei said: "{words}".' for words in said) + (" UNREADABLE" if self.chance.random() < 0.1 else "")
        row = article_row(f"a{number}", outlet, edition, self.clock - timedelta(minutes=number), text)
        return row | {"title": self.chance.choice(TITLES)} | ({"edition": None} if self.chance.random() < 0.2 else {})

    def a_judgement(self) -> None:
        with self.store.writing() as connection:
            lives = load_lives(connection)
            if lives:
                verdict = self.chance.choice(("confirmed", "rejected", "none"))
                name = self.chance.choice(lives).divergence.id
                judge(connection, Judgement(divergence_id=name, verdict=verdict, by="a reader", why="seen", at=self.clock))

    def a_worse_analysis(self) -> None:
        """Quotes that were found before are not found now."""
        with self.store.writing() as connection:
            found = tuple(all_analyses(connection))
            if found:
                old = self.chance.choice(found)
                save_analysis(connection, replace(old, quotes=old.quotes[:-1]), self.clock)

    def a_failure(self) -> None:
        with self.store.writing() as connection:
            found = tuple(all_articles(connection))
            if found:
                save_failure(connection, self.chance.choice(found), "nothing can be made of this", self.clock)

    def a_prune(self) -> None:
        keep = Retention(revision_days=2, log_days=4)
        prune(self.store, replace(self.settings, retention=keep), self.clock)

    def now(self) -> datetime:
        return self.clock
