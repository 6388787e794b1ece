"""Speech that only a colon attributes: `李强摇了摇头：“……。”`"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processors.lexicons.loader import load_entries
from processors.quotes.zh_cues import Cue
from processors.quotes.zh_passage import TERMINAL, Passage
from processors.quotes.zh_sources import PERSONAL, TRADES, find_source, is_strong_speaker
from processors.records import Quote, Span


def find_colon_quotes(passage: Passage, cues: Sequence[Cue]) -> Iterator[Quote]:
    """Sentences in quotation marks behind a colon that no verb reports, with the person who is the subject before it."""
    reported = {cue.span.stop for cue in cues}
    for quoted in passage.quoted:
        colon = quoted.outer.start - 1
        while colon > passage.body and passage.text[colon].isspace():
            colon -= 1
        if not quoted.closed or colon <= passage.body or passage.text[colon] not in "：:" or colon in reported:
            continue
        whole = quoted.outer.stop == passage.span.stop
        if quoted.inner.stop == quoted.inner.start or not (whole or passage.text[quoted.inner.stop - 1] in TERMINAL):
            continue
        source = _person_before(passage, colon)
        if source is not None:
            yield Quote(id="", kind="direct", content=(quoted.inner,), source=source)


def _person_before(passage: Passage, colon: int) -> Span | None:
    source = find_source(passage, passage.clause_start(colon), colon)
    if source is None:
        return None
    if source == Span(start=passage.body, stop=colon):
        return source if is_strong_speaker(passage, source) else None
    words = passage.tokens_within(source.start, source.stop)
    printed = passage.text[source.start : source.stop]
    return (
        source
        if words[-1].tag in PERSONAL or printed in load_entries("zh/third_person.txt") or printed.endswith(("们", *TRADES))
        else None
    )
