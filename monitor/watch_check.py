"""What a watch names has to be there: an id with a slip in it would silence the watch for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from crawler.outlets import Outlets
from monitor.sections import Watch
from processors.errors import ConfigError

DAILY_HORIZON = 2  # days: what opens just after the hour is a day old when it is told, and the pass may be late


def watch_problems(watches: Sequence[Watch], outlets: Outlets, horizon_days: float, folder: Path) -> Iterator[str]:
    """One line each, for outlets and speakers that nobody knows, and for daily watches that could miss something."""
    file = folder / "watchlist.yml"
    declared = {outlet.id for outlet in outlets}
    for number, watch in enumerate(watches):
        for name in watch.outlets:
            if declared and name not in declared:
                yield f"{file}: watches[{number}].outlets: {name!r} is not declared in {folder / 'outlets'}"
        if watch.daily and horizon_days < DAILY_HORIZON:
            yield (
                f"{file}: watches[{number}].daily: with alert_horizon_days: {horizon_days:g} a daily digest would miss what "
                f"is older than that when its hour comes; make it {DAILY_HORIZON} or more in readout.yml"
            )
    yield from _unknown_speakers(watches, folder)


def _unknown_speakers(watches: Iterable[Watch], folder: Path) -> Iterator[str]:
    if not any(watch.speakers for watch in watches):
        return  # then the entities, which take a third of a second, need not be read
    from monitor.knowledge import load_knowledge

    try:
        known = load_knowledge(folder / "entities").entities
    except ConfigError as wrong:
        yield str(wrong)
        return
    for number, watch in enumerate(watches):
        for name in watch.speakers:
            if name not in known:
                yield (
                    f"{folder / 'watchlist.yml'}: watches[{number}].speakers: {name!r} is not in {folder / 'entities'}; "
                    "correct it, or add it to people.yml or organisations.yml"
                )
