"""Finds the reporting words of a Chinese paragraph and what kind of report each opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from processors.lexicons.loader import load_entries
from processors.quotes.zh_passage import CLAUSE_MARKS, TERMINAL, Passage
from processors.quotes.zh_sources import find_source, is_person, is_speaker, is_strong_speaker
from processors.records import Span

Manner = Literal["before", "inline", "after", "according"]
IN_VIEW = re.compile(r"在(?P<source>[^，。：；在]{1,30}?)看来(?=[，,])")
RELAYED = re.compile(r"(?:援引|引述|引用)(?P<source>[^，。：；]{1,40}?)(?:的话|的消息|的说法|消息)(?:说|称|报道)(?=[，,：:])")
ACCORDING = re.compile(
    r"据(?P<relay>[^，。：；]{1,20}?援引)?(?P<source>[^，。：；]{0,40}?)(?:的话|的消息)?"
    r"(?P<verb>介绍说|介绍|报道说|报道称|报道|透露|消息|称|说|讲述|回忆|通报)(?=[，,：:])"
)
TO_REPORTERS = re.compile(r"(?:向|对|同)[^，。]{1,12}$")

CLAUSES_BACK = 5  # how far a subject is looked for
LONGEST_TAIL = 60  # characters between a quotation, or a sentence's subject, and the verb that reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A reporting word with its speaker; `opens` is where the clause of the attribution begins."""

    span: Span
    manner: Manner
    source: Span | None
    opens: int
    inherits: bool = False  # no subject in its sentence: the speaker before goes on


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load_entries(f"zh/{name}.txt"))


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words("cues")), key=len, reverse=True))
    return re.compile(rf"告诉[^，。：:；“”\s]{{1,8}}(?=[，,：:“。])|{words}")


@cache
def _no_cue() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _words("no_cues")), key=len, reverse=True)))


@cache
def _unsaid() -> re.Pattern[str]:
    """A negation, with a few adverbs or 向记者 (to reporters) between it and the cue."""
    return re.compile("(?:" + "|".join(sorted(map(re.escape, _words("unsaid")), key=len, reverse=True)) + r")[^，。]{0,2}\Z")


def find_cues(passage: Passage) -> tuple[Cue, ...]:
    """The cues of the paragraph outside of quotation marks, in order."""
    according = tuple(_find_according(passage))
    taken = [cue.span for cue in according]
    found = [cue for cue in _find_verbs(passage) if not any(s.start < cue.span.stop and cue.span.start < s.stop for s in taken)]
    return tuple(sorted((*according, *found), key=lambda cue: cue.span))


def _find_according(passage: Passage) -> Iterator[Cue]:
    """据他介绍, 据俄罗斯国防部消息, 据塔斯社援引消息人士的话报道: who relays is not the source."""
    offset = passage.span.start
    for match in ACCORDING.finditer(passage.shown):
        start = offset + match.start()
        if start < passage.body:
            continue
        if passage.clause_start(start) != start and match.start() > 0 and passage.shown[match.start() - 1] not in "另又，。":
            continue
        source = None
        if not match["source"] and match["verb"] in ("说", "称"):
            continue  # 据说: it is said
        if match["source"]:
            source = Span(start=offset + match.start("source"), stop=offset + match.end("source"))
            relayed = passage.shown.find("援引", match.start("source"), match.end("source"))
            if relayed >= 0:
                source = Span(start=offset + relayed + 2, stop=source.stop)
        span = Span(start=start, stop=offset + match.end())
        yield Cue(span=span, manner="according", source=source and _without_time(passage, source), opens=start)
    for match in (*RELAYED.finditer(passage.shown), *IN_VIEW.finditer(passage.shown)):
        source = Span(start=offset + match.start("source"), stop=offset + match.end("source"))
        span = Span(start=offset + match.start(), stop=offset + match.end())
        opens = passage.clause_start(span.start)
        if not passage.shown.startswith("据", opens - offset):
            yield Cue(span=span, manner="according", source=source, opens=opens)


def _without_time(passage: Passage, source: Span) -> Span | None:
    """塔斯社25日 without the day."""
    words = list(passage.tokens_within(source.start, source.stop))
    while words and words[-1].tag in ("TIME", "t"):
        words.pop()
    return Span(start=source.start, stop=words[-1].stop) if words else None


def _find_verbs(passage: Passage) -> Iterator[Cue]:
    offset = passage.span.start
    claimed = -1  # where the last quotation ends that a cue before it has opened
    last: Cue | None = None
    others = {place for match in _no_cue().finditer(passage.shown) for place in range(match.start(), match.end())}
    for match in _pattern().finditer(passage.shown):
        span = Span(start=offset + match.start(), stop=offset + match.end())
        if match.start() in others or match.end() - 1 in others or not passage.is_word(span.start, span.stop):
            continue
        if passage.is_noun(span.start, span.stop) and "的" in passage.shown[max(0, match.start() - 8) : match.start()]:
            continue
        following = passage.shown[match.end() : match.end() + 1]
        cue = _read_cue(passage, span, match.group(), following, claimed)
        if cue is None or _asks_on(passage, cue, match.group(), last):
            continue
        if not _unsaid().search(passage.shown[cue.opens - offset : match.start()][-14:]):
            claimed = _claimed_by(passage, cue) or claimed
            last = cue
            yield cue


def _asks_on(passage: Passage, cue: Cue, word: str, last: Cue | None) -> bool:
    """Whether it belongs to what is being reported: 吴谦说，中方反对……，希望有关国家恪守承诺. 中方认为，……"""
    if last is None or word not in _words("asking") | _words("opinions"):
        return False
    if cue.source is not None and passage.text[cue.source.start : cue.source.stop] in _words("own_side"):
        return True
    if not cue.inherits or word not in _words("asking"):
        return False
    joined = passage.text[cue.opens : cue.span.start].startswith(tuple(_words("joiners")))
    return not joined and passage.sentence_of(last.span.start) == passage.sentence_of(cue.opens)


def _claimed_by(passage: Passage, cue: Cue) -> int | None:
    """Where the quotation ends that stands right behind the cue."""
    start = cue.span.stop
    while start < passage.span.stop and passage.text[start] in "，,：: ":
        start += 1
    quoted = passage.quotation_at(start)
    return quoted.outer.stop if quoted else None


def _read_cue(passage: Passage, span: Span, word: str, following: str, claimed: int) -> Cue | None:
    opens = passage.clause_start(span.start)
    quotation = _quotation_before(passage, span.start, claimed)
    if quotation is not None:
        opens = quotation
    if following in "，," and word in _words("question_cues"):
        return None
    manner: Manner
    if following and following in "，,：:“「":
        manner = "before"
    elif quotation is not None and (not following or following in "。；;！…"):
        manner = "after"
    elif _opens_clause(passage, span, word, opens):
        manner = "inline"
    else:
        return None
    if quotation is not None and following in "，,。；;":
        manner = "after"
    return _with_source(passage, span, word, manner, opens)


def _with_source(passage: Passage, span: Span, word: str, manner: Manner, opens: int) -> Cue | None:
    demanding = (manner == "inline" and not _goes_on(passage, opens, span.start)) or word in _words("weak_cues")
    source = find_source(passage, opens, span.start)
    if source is None:
        earlier = None if demanding else _earlier_subject(passage, opens)
        if demanding or (manner == "inline" and earlier is None):
            return None
        return Cue(span=span, manner=manner, source=earlier, opens=opens, inherits=True)
    if not is_speaker(passage, source) or (word in _words("wishes") and not is_person(passage, source)):
        return None
    if demanding and not (is_strong_speaker(passage, source) and _adjacent(passage, source.stop, span.start)):
        return None
    return Cue(span=span, manner=manner, source=source, opens=min(opens, source.start))


def _opens_clause(passage: Passage, span: Span, word: str, opens: int) -> bool:
    """Whether the reported clause follows without a mark: 他称演习已结束, 表示愿同中方合作, ，并说中国是可靠的伙伴."""
    behind = span.stop - passage.span.start
    if word == "表示":
        if passage.shown.startswith(tuple(_words("expressed")), behind):
            return False
        return _goes_on(passage, opens, span.start) or passage.shown.startswith(tuple(_words("clause_openers")), behind)
    return word in _words("inline_cues") or (word == "说" and _goes_on(passage, opens, span.start))


def _goes_on(passage: Passage, opens: int, cue: int) -> bool:
    """Whether the clause has no subject of its own and continues a sentence."""
    starts_sentence = passage.sentences[passage.sentence_of(opens)].start >= opens
    return not starts_sentence and _adjacent(passage, opens, cue)


def _earlier_subject(passage: Passage, opens: int) -> Span | None:
    """The subject of the nearest clause before in the same sentence: 王毅会见拉夫罗夫，并就此表示，…"""
    start = max(passage.sentences[passage.sentence_of(opens)].start, opens - LONGEST_TAIL)
    for _ in range(CLAUSES_BACK):
        if opens <= start:
            break
        clause = max(start, passage.clause_start(opens - 1))
        source = find_source(passage, clause, opens)
        if source is not None and is_strong_speaker(passage, source):
            return source
        opens = clause
    return None


def _adjacent(passage: Passage, start: int, stop: int) -> bool:
    """Only adverbs and times stand between source and cue."""
    between = passage.tokens_within(start, stop)
    return all(word.tag in ("d", "TIME", "t", "ad", "c") or word.text in _words("cue_adverbs") for word in between)


def _quotation_before(passage: Passage, cue: int, claimed: int) -> int | None:
    """Where the clause begins that follows an utterance in quotation marks: `“……”，他说`, `“……。”他说`."""
    quoted = passage.quotation_before(cue)
    if quoted is None or not quoted.closed or quoted.outer.stop == claimed:
        return None
    between = passage.shown[quoted.outer.stop - passage.span.start : cue - passage.span.start]
    if len(between) > LONGEST_TAIL or not is_utterance(passage, quoted.outer, quoted.inner):
        return None
    if any(mark in TERMINAL + "：:；;" for mark in between):
        return None
    comma = max(between.rfind("，"), between.rfind(","))
    if comma > 0 and passage.text[quoted.inner.stop - 1] not in TERMINAL + "，,":
        return None  # the quotation is part of a longer sentence
    return quoted.outer.stop + comma + 1


def is_utterance(passage: Passage, outer: Span, inner: Span) -> bool:
    """Whether the quotation is speech and not a name: it opens a clause, and has punctuation of its own or a comma behind it."""
    if outer.start > passage.span.start and passage.shown[outer.start - 1 - passage.span.start] not in CLAUSE_MARKS + "”」 ":
        return False
    words = passage.text[inner.start : inner.stop]
    following = passage.text[outer.stop : outer.stop + 1]
    return bool(words) and (words[-1] in "，。！？…—；,.!?" or following in ("，", ","))
