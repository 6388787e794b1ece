"""What one crawl knows about the hosts it asks: which rest until when, are given up, want a longer delay. One book a crawl."""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from crawler.middlewares.fates import Fate, Refused
from crawler.middlewares.quota import HourlyQuota

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, weakref_slot=True)
class HostBook:
    """Times are seconds of a clock that only goes forward; every wait is multiplied by `factor`."""

    factor: float = 1.0
    quota: HourlyQuota = field(default_factory=HourlyQuota)
    clock: Callable[[], float] = monotonic
    jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.5)
    given_up: dict[str, Refused] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    _resting: dict[str, float] = field(default_factory=dict)
    _delays: dict[str, float] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)
    _silent: dict[str, int] = field(default_factory=dict)

    def rest(self, host: str, seconds: float) -> None:
        """Nothing is asked of the host before that time; a longer rest that runs already stays."""
        until = self.clock() + seconds * self.factor
        self._resting[host] = max(until, self._resting.get(host, -math.inf))

    def slow_down(self, host: str, seconds: float) -> None:
        """At least that long between two requests, beside the delay that holds for all."""
        self._delays[host] = max(seconds * self.factor, self._delays.get(host, 0))

    def give_up(self, host: str, fate: Fate, reason: str) -> Refused:
        """Nothing more is asked of the host in this crawl; gives back what ends its requests."""
        if host not in self.given_up:
            self.given_up[host] = Refused(fate, reason)
            self.tell(f"{host}: {reason}; left alone for the rest of this crawl")
        return self.refusal(host) or Refused(fate, reason)

    def refusal(self, host: str) -> Refused | None:
        """What to raise for a request to a host that is given up: a new exception each time, it carries a traceback."""
        end = self.given_up.get(host)
        return end and Refused(end.fate, end.reason)

    def tell(self, trouble: str) -> None:
        """Keeps a line for the person who runs this; the same one once."""
        if trouble not in self.troubles:
            self.troubles.append(trouble)
            logger.warning(trouble)

    def wait(self, host: str) -> float:
        """Seconds until the host may be asked."""
        now = self.clock()
        ready = max(
            self._resting.get(host, now),
            self._asked.get(host, -math.inf) + self._delays.get(host, 0),
            now + self.quota.wait(host, now) * self.factor,
        )
        return max(0.0, ready - now)

    def ask(self, host: str) -> None:
        """The host is being asked now."""
        now = self.clock()
        self._asked[host] = now
        self.quota.count(host, now)

    def heard(self, host: str) -> None:
        self._silent.pop(host, None)

    def silent(self, host: str) -> int:
        """How many requests in a row the host has left without any answer, this one counted."""
        self._silent[host] = self._silent.get(host, 0) + 1
        return self._silent[host]


_books: WeakKeyDictionary[Crawler, HostBook] = WeakKeyDictionary()


def hosts_of(crawler: Crawler) -> HostBook:
    """The crawl's book; made from its settings by who asks first."""
    if crawler not in _books:
        settings = crawler.settings
        _books[crawler] = HostBook(
            factor=settings.getfloat("READOUT_WAIT_FACTOR", 1.0),
            quota=HourlyQuota(settings.getint("READOUT_HOURLY_REQUESTS", 3600)),
        )
    return _books[crawler]
