"""How far reported words reach: from their cue to the next one, the article's own account, or the paragraph's end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from processors.lexicons.loader import load_entries
from processors.quotes.zh_cues import Cue
from processors.quotes.zh_kinds import kind_of_span
from processors.quotes.zh_passage import TERMINAL, Passage
from processors.quotes.zh_sources import PERSONAL, find_source
from processors.records import Quote, QuoteKind, Span
from processors.text.quotation import Quoted

TRIMMED = "，,；;：:。. \u3000"
DATED = re.compile(r"(?:19|20)\d\d年\d{1,2}月")  # opens the article's own record of events
SHORTEST = 3  # characters; less is no statement


@cache
def _words(name: str) -> tuple[str, ...]:
    return load_entries(f"zh/{name}.txt")


@cache
def _denial() -> re.Pattern[str]:
    unsaid = "|".join(map(re.escape, _words("unsaid")))
    verbs = "|".join(map(re.escape, _words("unsaid_verbs")))
    return re.compile(f"[，,](?:但|不过|而)?(?:他|她|其)?(?:{unsaid})(?:{verbs})")


def read_report(passage: Passage, cue: Cue, cues: Sequence[Cue], later: int, *, inside: bool) -> Quote | None:
    """The quote that the cue opens or closes, if any. Inside other words a sentence ends it; `later` is the next cue's place."""
    if cue.manner == "after":
        return _read_after(passage, cue, cues, later)
    start = cue.span.stop
    if cue.manner == "according" and _relays(passage, cue, cues, later):
        return None
    if cue.manner != "inline":
        while start < passage.span.stop and passage.text[start] in "，,：: ":
            start += 1
    quoted = passage.quotation_at(start)
    if quoted is not None and _stands_alone(passage, quoted):
        return _quote(cue, "direct", [quoted.inner, *_following(passage, quoted)])
    if cue.manner != "according" and quoted is not None and start == cue.span.stop:
        follows = passage.text[quoted.outer.stop : quoted.outer.stop + 1]
        return _quote(cue, "direct", [quoted.inner]) if follows in ("，", ",") else None
    stop = _report_end(passage, cue, start, cues, later, inside=inside)
    span = _trimmed(passage, start, stop)
    if span is None or (cue.manner == "inline" and not passage.says_something(span)):
        return None
    return _quote(cue, kind_of_span(passage, span), [span])


def _relays(passage: Passage, cue: Cue, cues: Sequence[Cue], later: int) -> bool:
    """据塔斯社报道，绍伊古说，…: the agency only relays."""
    return later < len(cues) and cues[later].manner == "before" and cues[later].opens <= cue.span.stop + 1


def _read_after(passage: Passage, cue: Cue, cues: Sequence[Cue], later: int) -> Quote | None:
    before = passage.quotation_before(cue.span.start)
    if before is None:
        return None
    content = [before.inner]
    start = cue.span.stop
    while start < passage.span.stop and passage.text[start] in "，,：:。 ":
        start += 1
    quoted = passage.quotation_at(start)
    if quoted is not None and _goes_on_with(passage, cue, quoted):
        return _quote(cue, "direct", [*content, quoted.inner, *_following(passage, quoted)])
    if passage.text[cue.span.stop : cue.span.stop + 1] in ("，", ","):
        rest = _trimmed(passage, start, _report_end(passage, cue, start, cues, later, inside=False))
        if rest is not None:
            return _quote(cue, "mixed", [*content, rest])
    return _quote(cue, "direct", content)


def _goes_on_with(passage: Passage, cue: Cue, quoted: Quoted) -> bool:
    """Whether the quotation behind the cue is the rest of the speech: “……，”他说，“……”"""
    if passage.text[cue.span.stop] in "，,：:":
        return _stands_alone(passage, quoted)
    return _is_sentence(passage, quoted)


def _quote(cue: Cue, kind: QuoteKind, content: Sequence[Span]) -> Quote:
    return Quote(id="", kind=kind, content=tuple(content), cue=cue.span, source=cue.source)


def _stands_alone(passage: Passage, quoted: Quoted) -> bool:
    """Whether the words in quotation marks are all that is reported."""
    following = passage.text[quoted.outer.stop : quoted.outer.stop + 1] if quoted.outer.stop < passage.span.stop else ""
    if not quoted.closed or following in ("", "。", "；", "！", "？") or following.isspace():
        return True
    return passage.text[quoted.inner.stop - 1] in TERMINAL and following not in ("，", ",", "、", "的")


def _following(passage: Passage, quoted: Quoted) -> list[Span]:
    """Quotations that follow at once and are sentences of their own: “……。”“……。”"""
    spans = []
    stop = quoted.outer.stop
    while (following := passage.quotation_at(stop)) is not None and _is_sentence(passage, following):
        spans.append(following.inner)
        stop = following.outer.stop
    return spans


def _is_sentence(passage: Passage, quoted: Quoted) -> bool:
    return passage.sentences[passage.sentence_of(quoted.outer.start)] == quoted.outer


def _report_end(passage: Passage, cue: Cue, start: int, cues: Sequence[Cue], later: int, *, inside: bool) -> int:
    index = passage.sentence_of(start)
    stop = passage.sentences[index].stop
    breaks = _break(passage, cue, start, cues, later)
    if inside or cue.manner == "according":
        stop = min(stop, breaks)
        return _answer_start(passage, start, stop) if inside else stop
    if cue.manner == "inline" or _is_anybody(passage, cue):
        return _own_account(passage, start, min(stop, breaks))
    for sentence in passage.sentences[index + 1 :]:
        if sentence.start >= breaks or _is_narration(passage, cue, sentence):
            break
        stop = sentence.stop
    return _own_account(passage, start, min(stop, breaks))


def _is_anybody(passage: Passage, cue: Cue) -> bool:
    """有人说 (some say): what follows the sentence is the author's answer to it."""
    return cue.source is not None and passage.text[cue.source.start : cue.source.stop] in _words("anybody")


def _break(passage: Passage, cue: Cue, start: int, cues: Sequence[Cue], later: int) -> int:
    """Where the next attribution begins that is not part of these words."""
    for place in range(later, len(cues)):
        following = cues[place]
        inner = following.manner == "inline" and not following.inherits and not _speaks_himself(passage, cue, following)
        nested = inner or following.opens <= start
        if not nested:
            opens = following.opens
            if following.manner == "after":
                quoted = passage.quotation_before(following.span.start)
                opens = quoted.outer.start if quoted else opens
            if opens > start:
                return _narrative_start(passage, following, start, opens)
    return passage.span.stop


def _narrative_start(passage: Passage, following: Cue, start: int, opens: int) -> int:
    """The next speaker's sentence is no more of these words, although its cue stands late: 拉夫罗夫赞同这一看法，表示俄方…"""
    sentence = passage.sentences[passage.sentence_of(opens)]
    own_subject = following.source is not None and sentence.start <= following.source.start < opens
    return sentence.start if own_subject and sentence.start > start else opens


def _speaks_himself(passage: Passage, cue: Cue, following: Cue) -> bool:
    """Whether the cue has the reported speaker, or he or she, as its subject, and so ends his words."""
    if following.source is None:
        return False
    printed = passage.text[following.source.start : following.source.stop]
    own = passage.text[cue.source.start : cue.source.stop] if cue.source else ""
    return printed in ("他", "她") or bool(own and own.endswith(printed))


def _is_narration(passage: Passage, cue: Cue, sentence: Span) -> bool:
    """Whether the article speaks again: of the speaker by name or as he or she, of others by bare name, of acts."""
    words = passage.text[sentence.start : sentence.stop]
    own = passage.text[cue.source.start : cue.source.stop] if cue.source else ""
    if DATED.match(words):
        return True
    if words.startswith(("他", "她")) and not words.startswith(("他们", "她们", "他国")):
        return True
    if words.startswith(_words("narration")) or (len(own) > 1 and words.startswith(own)) or _names_speaker(passage, cue, words):
        return True
    return _opens_with_name(passage, sentence) or any(act in words for act in _words("acts"))


def _names_speaker(passage: Passage, cue: Cue, words: str) -> bool:
    """Nobody calls himself by his name: 这是王毅就任外长后首次访俄 (Wang Yi's first visit to Russia as foreign minister)."""
    if cue.source is None:
        return False
    names = [word.text for word in passage.tokens_within(cue.source.start, cue.source.stop) if word.tag in PERSONAL]
    return bool(names) and len(names[-1]) > 1 and names[-1] in words


def _opens_with_name(passage: Passage, sentence: Span) -> bool:
    """Reports call others by their bare names, speakers add the office: 绍伊古 against 普京总统."""
    subject = find_source(passage, sentence.start, sentence.stop)
    if subject is None:
        return False
    words = passage.tokens_within(subject.start, subject.stop)
    following = passage.text[subject.stop : subject.stop + 1]
    return words[-1].tag in PERSONAL and following not in ("、", "和", "与", "同", "的", "等")


def _own_account(passage: Passage, start: int, stop: int) -> int:
    """Where the sentence turns back to what was not said: ，没有透露参加巡航的飞机数量."""
    found = _denial().search(passage.shown, start - passage.span.start, stop - passage.span.start)
    return passage.span.start + found.start() if found else stop


def _answer_start(passage: Passage, start: int, stop: int) -> int:
    """In a question, where its premise ends: 美方称……，请问发言人有何评论？"""
    if passage.text[stop - 1] not in "？?":
        return stop
    for place in range(start, stop):
        if passage.text[place] in "，," and passage.text.startswith(_words("question_openers"), place + 1):
            return place
    return stop


def _trimmed(passage: Passage, start: int, stop: int) -> Span | None:
    """Without the marks and spaces at both ends; the full stop belongs to the article, a question mark to the words."""
    while stop > start and (passage.text[stop - 1] in TRIMMED):
        stop -= 1
    while start < stop and passage.text[start] in TRIMMED:
        start += 1
    return Span(start=start, stop=stop) if stop - start >= SHORTEST else None
