"""Attributions behind a sentence: `… . Об этом заявил X`."""

from __future__ import annotations

from collections.abc import Iterator

from processors.quotes.russian.cues import cue_start, is_cue
from processors.quotes.russian.found import Found
from processors.quotes.russian.kinds import kind_of
from processors.quotes.russian.lines import ALL_CUES, Line
from processors.quotes.russian.reading import Reading, feature, lemma, lexicon, opening, stop_of, trimmed
from processors.quotes.russian.sources import find_source, source_behind
from processors.records import Span


def find_about_that(reading: Reading, line: Line, before: Line, used: set[int]) -> Iterator[Found]:
    """`… . Об этом заявил X`: the sentence before is the content."""
    match = opening("about_that").match(reading.text, line.span.start, line.span.stop)
    if not match or before.direct:
        return
    words = [word for word in line.words if word.idx >= match.end()]
    bare = match.group().strip().lower() in ("об этом", "это")
    if (
        bare
        and words
        and words[0].pos_ == "NOUN"
        and (feature(words[0], "Animacy") == "Inan" or feature(words[0], "Case") == "Loc")
    ):
        return  # Об этом человеке говорят разное
    for token in words[:6]:
        if token.i not in used and is_cue(token, *ALL_CUES, "cues_expressing"):
            used.add(token.i)
            span = trimmed(reading.text, _after_relay(reading, before), before.span.stop)
            content = (span,) if span else ()
            cue = Span(start=cue_start(token), stop=stop_of(token))
            source = source_behind(reading, token, line.span.stop) or find_source(reading, token)
            yield Found(kind=kind_of(reading, content), content=content, cue=cue, source=source, cue_token=token.i)
            return


def _after_relay(reading: Reading, line: Line) -> int:
    """Where the words begin behind `Как передает агентство,`."""
    words = line.words
    if len(words) > 2 and words[0].lower_ == "как" and lemma(words[1]) in lexicon("relay_verbs"):
        comma = next((word for word in words[2:12] if word.text == ","), None)
        return stop_of(comma) if comma is not None else line.span.start
    return line.span.start
