"""Pages on the topic that nobody has read yet: nothing later than the earliest of them may be claimed."""

from __future__ import annotations

from collections.abc import Mapping, Set

from crawler.archive.memory_records import Known
from crawler.crawling.steps import Look
from crawler.crawling.task import Task
from crawler.planning import When, is_outside, was_never_read


class UnreadPages:
    def __init__(self, task: Task) -> None:
        self._task = task
        self._pages: dict[str, tuple[When | None, str]] = {}  # canonical → when it came out, its address

    def hold(self, look: Look) -> None:
        """Unless it was read before."""
        if look.known is None or was_never_read(look.known):
            self._pages[look.canonical] = (self._stands(look.when, look.known), look.url)

    def hold_of_stretch(self, failing: Mapping[str, Known], outside: Set[str]) -> None:
        """Pages that nobody could read yet may have come out in the stretch, whether its listings still show them or not."""
        since, until = self._task.since, self._task.until
        for canonical, known in failing.items():
            if canonical in outside or not was_never_read(known) or (since and known.first_at < since):
                continue
            when = self._stands(None, known)
            if not is_outside(when, None, until):
                self._pages[canonical] = (when, known.url)

    def let_go(self, canonical: str) -> None:
        self._pages.pop(canonical, None)

    def oldest_first(self) -> list[tuple[When | None, str]]:
        """When they came out, and their addresses."""
        return sorted(self._pages.values(), key=lambda page: (page[0] and page[0].earliest) or self._task.started)

    def _stands(self, when: When | None, known: Known | None) -> When | None:
        """When a page came out. What its listing said when it was first seen holds, even where one shows a later time now."""
        first = known.published_after if known else None
        if first is None or (when and when.earliest and when.earliest <= first):
            return when
        return When(earliest=first, latest=when.latest if when else self._task.started)
