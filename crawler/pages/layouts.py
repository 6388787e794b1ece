"""Which layouts each outlet has, the newest first. An outlet that is not here is read by the general extractor alone."""

from __future__ import annotations

from crawler.pages import nvo, people, tass, xinhua
from crawler.pages.page import Layout

LAYOUTS: dict[str, tuple[Layout, ...]] = {
    "xinhua": xinhua.LAYOUTS,
    "tass": tass.LAYOUTS,
    "nvo": nvo.LAYOUTS,
    "people": people.LAYOUTS,
}
