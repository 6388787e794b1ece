"""Questions and answers behind a colon: `记者问：…`, `张晓刚：…`, `问：…`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from processors.lexicons.loader import load_entries
from processors.quotes.zh_cues import Cue
from processors.quotes.zh_passage import Passage
from processors.quotes.zh_sources import PERSONAL, find_source
from processors.records import Quote, Span

ASKED = re.compile(r"[^，。：:]{0,40}(?:问|答|提问|问道|答道|回答)[：:]\s*")
LABEL = re.compile(r"[^，。：:；、！？]{1,30}[：:]\s*")
SHORTEST_TRANSCRIPT = 4  # labels: two questions with their answers


@dataclass(frozen=True, slots=True)
class Continued:
    """A paragraph that belongs to the label before it."""


def find_label(passage: Passage, cues: Sequence[Cue]) -> Quote | None:
    """The whole paragraph as one person's words, when it opens with his label and has no quotation marks around them."""
    asked = ASKED.match(passage.shown)
    label = asked or LABEL.match(passage.shown)
    if label is None or label.end() >= len(passage.shown) or passage.shown[label.end()] in '“「『"':
        return None
    content = Span(start=passage.span.start + label.end(), stop=_answer_start(passage, cues) if asked else passage.span.stop)
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


def _answer_start(passage: Passage, cues: Sequence[Cue]) -> int:
    """Where the answer begins that stands in the question's paragraph: 有记者问：…？张晓刚表示，…"""
    for cue in cues:
        sentence = passage.sentences[passage.sentence_of(cue.opens)]
        opens_sentence = cue.source is not None and cue.source.start == sentence.start > passage.body
        if opens_sentence and cue.manner == "before" and cue.source is not None and _names_person(passage, cue.source):
            return sentence.start
    return passage.span.stop


def join_answers(passages: Sequence[Passage], labels: Sequence[Quote | None]) -> list[Quote | Continued | None]:
    """The labels with long answers joined: in a transcript the paragraphs between two labels belong to the first."""
    joined: list[Quote | Continued | None] = list(labels)
    places = [place for place, label in enumerate(labels) if label is not None]
    if len(places) < SHORTEST_TRANSCRIPT:
        return joined
    for place, following in pairwise(places):
        label = labels[place]
        if label is None or following == place + 1 or is_question(passages[place], label):
            continue
        own = [between for between in range(place + 1, following) if _goes_on(passages[between], label)]
        joined[place] = replace(label, content=(*label.content, *(passages[between].span for between in own)))
        for between in own:
            joined[between] = Continued()
    return joined


def _goes_on(passage: Passage, label: Quote) -> bool:
    """Not a caption and not the article's own account, which name the speaker: 国防部新闻发言人陈曦答记者问。孙智英 摄"""
    words = passage.text[passage.span.start : passage.span.stop]
    name = passage.text[label.source.start : label.source.stop] if label.source else ""
    return not words.endswith("摄") and not (name and name in words)


def is_question(passage: Passage, label: Quote) -> bool:
    """Whether the labelled words are a reporter's."""
    first = label.source or label.cue
    return first is not None and passage.text[first.start : first.stop].endswith(("记者", "问", "主持人"))


def quotes_another(passage: Passage, cue: Cue) -> bool:
    """Whether the cue inside labelled words gives words to somebody else than the one who speaks."""
    if cue.source is None or passage.text[cue.span.start : cue.span.stop] in load_entries("zh/asking.txt"):
        return False
    return passage.text[cue.source.start : cue.source.stop] not in load_entries("zh/first_person.txt")


def _names_person(passage: Passage, source: Span) -> bool:
    words = passage.tokens_within(source.start, source.stop)
    return words[-1].tag in PERSONAL or passage.text[source.start : source.stop].endswith(load_entries("zh/label_roles.txt"))
