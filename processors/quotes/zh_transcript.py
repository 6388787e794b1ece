"""Questions and answers behind a colon: `记者问：…`, `张晓刚：…`, `问：…`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from processors.lexicons.loader import load_entries
from processors.quotes.zh_cues import Cue
from processors.quotes.zh_passage import Passage
from processors.quotes.zh_sources import PERSONAL, find_source
from processors.records import Quote, Span

ASKED = re.compile(r"[^，。：:]{0,40}(?:问|答|提问|问道|答道|回答)[：:]\s*")
LABEL = re.compile(r"[^，。：:；、！？]{1,30}[：:]\s*")


def find_label(passage: Passage, cues: Sequence[Cue]) -> Quote | None:
    """The whole paragraph as one person's words, when it opens with his label and has no quotation marks around them."""
    asked = ASKED.match(passage.shown)
    label = asked or LABEL.match(passage.shown)
    if label is None or label.end() >= len(passage.shown) or passage.shown[label.end()] in "“「":
        return None
    content = Span(start=passage.span.start + label.end(), stop=passage.span.stop)
    colon = passage.span.start + re.search("[：:]", passage.shown).start()  # type: ignore[union-attr]
    if asked:
        cue = next((cue for cue in cues if cue.span.stop == colon), None)
        if cue is not None:
            return Quote(id="", kind="direct", content=(content,), cue=cue.span, source=cue.source)
        if label.group()[0] not in "问答":
            return None
        return Quote(id="", kind="direct", content=(content,), cue=Span(start=passage.span.start, stop=colon))
    source = find_source(passage, passage.span.start, colon)
    if source is None or source != Span(start=passage.span.start, stop=colon) or not _names_person(passage, source):
        return None
    return Quote(id="", kind="direct", content=(content,), source=source)


def _names_person(passage: Passage, source: Span) -> bool:
    words = passage.tokens_within(source.start, source.stop)
    return words[-1].tag in PERSONAL or passage.text[source.start : source.stop].endswith(load_entries("zh/label_roles.txt"))
