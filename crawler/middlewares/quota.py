"""So many requests an hour to one host, and no more."""

from __future__ import annotations

from collections import defaultdict, deque

HOUR = 3600.0


class HourlyQuota:
    def __init__(self, requests: int = 3600) -> None:
        self._requests = max(1, requests)
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)

    def wait(self, host: str, now: float) -> float:
        """Seconds until one more request is within the quota."""
        times = self._asked[host]
        while times and times[0] <= now - HOUR:
            times.popleft()
        return 0.0 if len(times) < self._requests else times[-self._requests] + HOUR - now

    def count(self, host: str, now: float) -> None:
        self._asked[host].append(now)
