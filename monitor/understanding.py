"""Analysis of what waits, for both `import` and `run`; the language models are loaded only when something waits."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

from tqdm import tqdm

from monitor.ingest import analyse_waiting
from monitor.settings import Settings
from monitor.store.analyses import count_unanalysed
from monitor.store.engine import Store


def analyse_all(store: Store, settings: Settings, *, now: Callable[[], datetime]) -> Counter[str]:
    """How many revisions were analysed, and how many failed."""
    with store.reading() as connection:
        waiting = count_unanalysed(connection)
    if not waiting:
        return Counter()
    from monitor.toolbox import load_tools
    from processors.pipeline import analyse_article

    tools = load_tools(settings.folder)
    with tqdm(total=waiting, desc="understanding", unit=" articles", disable=not sys.stderr.isatty(), leave=False) as bar:
        return analyse_waiting(store, partial(analyse_article, tools=tools), settings.outlets, now=now, progress=bar.update)
