"""Rounds of work, each killed at a moment of the dice's choosing while the servers come and go; then one that nothing disturbs."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.parse import urlsplit

from crawler.replica import Replica
from monitor.crawl_child import fork_server
from monitor.index.client import connect
from monitor.index.setup import set_up
from monitor.sections import Elasticsearch
from monitor.store.engine import open_store
from tests.conftest import CHECKOUT
from tests.monitor.faults.material import BEGIN, clock_of, lay_round
from tests.monitor.faults.passage import FAIR, Passage, Weather, passage_to
from tests.monitor.faults.postbox import Postbox
from tests.monitor.faults.work import IMPORTED, STAGES, Plan, work
from tests.monitor.index.conftest import clean
from tests.monitor.mail_servers import Inbox, serving
from tests.monitor.test_crawl_kill import prepare

YES = "the server's yes"  # to a mail, in the moment before it is noted
JUST_AFTER = 0.01  # seconds
ANYWHERE = "anywhere"  # in the round, by the length of the undisturbed one
LONGEST = 600.0  # seconds for one round on a machine that has much else to do
REST = timedelta(hours=26)  # longer than a refused message rests


@dataclass(slots=True, kw_only=True)
class Log:
    """What befell the work."""

    kills: Counter[str] = field(default_factory=Counter)  # by the stage that they hit
    rounds: int = 0
    index_weather: Counter[str] = field(default_factory=Counter)
    mail_weather: Counter[str] = field(default_factory=Counter)
    index_away: int = 0  # rounds that came to their end without the index
    lines: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)  # work that ended by itself and not well


@dataclass(kw_only=True)
class Storm:
    folder: Path
    section: Elasticsearch  # through the passage
    replica: Replica
    index_way: Passage
    mail_way: Passage
    postbox: Postbox
    dice: random.Random
    lengths: dict[str, float] = field(default_factory=dict)  # seconds of each stage, undisturbed
    to_import: list[Path] = field(default_factory=list)  # who sees an import killed starts it again
    log: Log = field(default_factory=Log)

    @property
    def store(self) -> Path:
        return self.folder / "readout.db"

    def calm_round(self) -> None:
        """Takes the length of each stage."""
        self._lay()
        moments = list(self._watch(self._plan(crawl=True)))
        for (stage, began), (_, ended) in pairwise(moments):
            self.lengths[stage] = ended - began
        self.lengths[ANYWHERE] = moments[-1][1] - moments[0][1]

    def rage(self, kills: int) -> None:
        """Until so many kills have hit; of the rounds that were faster than the kill there may be as many."""
        while self.log.kills.total() < kills and self.log.rounds < 2 * kills + 2:
            stage = self.dice.choice((*STAGES, "crawl", ANYWHERE, YES))
            self._lay()
            self.index_way.set(self._weather(self.log.index_weather, 2000))
            self.mail_way.set(FAIR if stage == YES else self._weather(self.log.mail_weather, 500))
            crawl = stage == "crawl" or self.dice.random() < 0.1
            self._kill(self._plan(crawl=crawl), stage, self.dice.uniform(0, self.lengths.get(stage, JUST_AFTER)))
            self.index_way.set(FAIR)
            self.mail_way.set(FAIR)

    def recover(self) -> None:
        """Three passes that nothing disturbs: the second and third after what was refused has rested."""
        self._lay()
        plan = self._plan(crawl=True)
        for number in range(3):
            for _ in self._watch(replace(plan, clock=plan.clock + number * REST, crawl=number == 0)):
                pass

    def last_plan(self) -> Plan:
        return self._plan(crawl=False)

    def _lay(self) -> None:
        self.to_import.append(lay_round(self.folder, self.log.rounds))
        self.replica.clock = clock_of(self.log.rounds)
        self.log.rounds += 1

    def _plan(self, *, crawl: bool) -> Plan:
        return Plan(
            folder=self.folder, elasticsearch=self.section, smtp_port=self.mail_way.port, clock=clock_of(self.log.rounds - 1),
            archives=tuple(self.to_import), crawl=crawl,
        )  # fmt: skip

    def _weather(self, met: Counter[str], longest_answer: int) -> Weather:
        kinds = (
            FAIR,
            Weather(name="down", down=True),
            Weather(name="cut", cut_after=self.dice.randrange(1, longest_answer)),
            Weather(name="slow", delay=self.dice.uniform(0.02, 0.1)),
        )
        chosen = self.dice.choice(kinds)
        met[chosen.name] += 1
        return chosen

    def _watch(self, plan: Plan) -> Iterator[tuple[str, float]]:
        """The round to its end; when each stage began."""
        with self._working(plan) as (process, hear):
            while True:
                try:
                    stage = hear.recv()
                except EOFError:
                    break
                self._note(stage)
                yield stage, time.monotonic()
            process.join(LONGEST)
            if process.exitcode != 0:
                self.log.crashes.append(f"round {self.log.rounds - 1}, undisturbed: ended with {process.exitcode}")

    def _kill(self, plan: Plan, stage: str, delay: float) -> None:
        with self._working(plan) as (process, hear):
            at = ANYWHERE
            while stage not in (ANYWHERE, YES, at) and hear.poll(LONGEST) and (heard := self._heard(hear)):
                at = heard
            if stage == YES:
                self._wait_for_mail(process)
            process.join(delay)
            process.kill()
            process.join()
            while heard := self._heard(hear):
                at = heard if heard in STAGES else at
            if process.exitcode == -9:
                self.log.kills[at if at in STAGES else "begin and end"] += 1
            elif process.exitcode != 0:
                self.log.crashes.append(f"round {self.log.rounds - 1}, at {at}: ended with {process.exitcode}")

    def _wait_for_mail(self, process: BaseProcess) -> None:
        before = self.postbox.arrived
        while self.postbox.arrived == before and process.is_alive():
            time.sleep(0.001)

    def _heard(self, hear: Connection) -> str:
        """The next stage; empty when the work is over."""
        try:
            stage = str(hear.recv())
        except EOFError:
            return ""
        return self._note(stage)

    def _note(self, said: str) -> str:
        if said == IMPORTED:
            self.to_import.clear()
        elif said not in STAGES:
            self.log.lines += said.splitlines()
            self.log.index_away += "changes wait" in said
        return said

    @contextmanager
    def _working(self, plan: Plan) -> Iterator[tuple[BaseProcess, Connection]]:
        hear, tell = FORKS.Pipe(duplex=False)
        process = FORKS.Process(target=work, args=(plan, tell))
        process.start()
        tell.close()
        try:
            yield process, hear
        finally:
            process.kill()
            process.join()
            hear.close()
            self.mail_way.wait_until_idle()
            self.postbox.look(self.store)


FORKS = fork_server()


@contextmanager
def storm_over(folder: Path, section: Elasticsearch, seed: int) -> Iterator[Storm]:
    """Everything that the rounds need: a replica, a mail server, ways to it and to the index, the index's places made."""
    FORKS.set_forkserver_preload(["__main__", "crawler.preload", "tests.monitor.faults.warm"])
    inbox = Inbox()
    server = urlsplit(section.url)
    with (
        Replica.start(clock=BEGIN) as replica,
        serving(inbox) as smtp,
        passage_to(smtp.port) as mail_way,
        passage_to(server.port or 9200) as index_way,
    ):
        prepare(folder, replica)
        with open_store(folder / "readout.db") as store:
            set_up(store, section, CHECKOUT / "config", now=lambda: BEGIN)
        through = section.model_copy(update={"url": f"http://127.0.0.1:{index_way.port}"})
        yield Storm(
            folder=folder, section=through, replica=replica, index_way=index_way, mail_way=mail_way,
            postbox=Postbox(inbox), dice=random.Random(seed),
        )  # fmt: skip
        with connect(section) as client:
            clean(client, section.prefix)
