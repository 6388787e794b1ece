"""One paragraph of a Chinese text as the quote rules read it: sentences, clauses, and words in quotation marks hidden."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from processors.quotes.zh_words import Word, read_words
from processors.records import Mention, Span
from processors.text.quotation import Quoted, find_quoted

HIDDEN = "\ue000"  # stands for each character inside quotation marks
ASIDE = "\ue001"  # stands for each character of a bracket
TERMINAL = "。！？!?…"
CLAUSE_MARKS = "，,；;：:。！？!?…—"
# a new line, or where a page's paragraphs were joined by a space, and before a speaker's label
PARAGRAPH = re.compile(
    r"\s*[\n\r\u2028\u2029]\s*|(?<=[。！？!?…”』」）)])\s+|[ \u3000]+(?=[\u4e00-\u9fff·]{1,8}[：:])"
    r"|(?<=[。！？!?])(?=[\u4e00-\u9fff·]{2,8}[：:][^“”「『\s])"
)
BRACKETS = re.compile(r"[（(][^（）()]{1,200}[）)]")
# 新华社莫斯科4月3日电（记者周远航）, 本报讯 记者张三报道：
DATELINE = re.compile(r"(?:[^，。：；！？“”（）]{2,30}[日报]?[电讯](?:\s?[（(][^）)]{1,60}[）)]|\s)|(?:【[^】]{1,30}】))\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph; all positions are those of the whole text."""

    text: str  # the whole text in simplified characters
    shown: str  # the same, this paragraph's quotations and brackets hidden
    span: Span
    body: int  # where the text begins behind the dateline
    quoted: tuple[Quoted, ...]  # outermost, in order
    sentences: tuple[Span, ...]
    tokens: tuple[Word, ...]
    token_starts: tuple[int, ...]
    sentence_starts: tuple[int, ...]

    def sentence_of(self, position: int) -> int:
        """The index of the sentence that holds the position."""
        return max(0, bisect_right(self.sentence_starts, position) - 1)

    def quotation_at(self, start: int) -> Quoted | None:
        """The quotation whose opening mark stands there."""
        place = bisect_left(self.quoted, start, key=lambda quoted: quoted.outer.start)
        return self.quoted[place] if place < len(self.quoted) and self.quoted[place].outer.start == start else None

    def quotation_before(self, position: int) -> Quoted | None:
        """The last quotation that ends at the position or before it."""
        place = bisect_right(self.quoted, position, key=lambda quoted: quoted.outer.stop)
        return self.quoted[place - 1] if place else None

    def clause_start(self, position: int) -> int:
        """Where the clause that runs up to the position begins; a closed quotation ends a clause too."""
        start = self.sentences[self.sentence_of(position)].start if self.sentences else self.span.start
        while position > start and not self._parts_clauses(position - 1):
            position -= 1
        return position

    def is_noun(self, start: int, stop: int) -> bool:
        """Whether the cue is the head of a noun phrase, as 警告 in 对挑衅的严正警告 (a stern warning against provocations)."""
        words = self.tokens_within(start, stop)
        return self.shown[start - 1 - self.span.start] == "的" or (bool(words) and words[-1].tag in ("vn", "n"))

    def is_aside(self, word: Word) -> bool:
        """Whether the word stands in brackets."""
        return self.shown[word.start - self.span.start] == ASIDE

    def says_something(self, span: Span) -> bool:
        """Whether there is a verb or an adjective in it: a topic alone is no statement."""
        return any(word.tag in ("v", "a", "d", "vd", "ad") for word in self.tokens_within(span.start, span.stop))

    def _parts_clauses(self, position: int) -> bool:
        """A mark does, and a space that stands before Chinese, as where a page's lines were joined."""
        character = self.shown[position - self.span.start]
        following = self.shown[position + 1 - self.span.start : position + 2 - self.span.start]
        return character in CLAUSE_MARKS or (character.isspace() and not following.isascii())

    def tokens_within(self, start: int, stop: int) -> tuple[Word, ...]:
        """The words that lie between the positions, space left out."""
        found = self.tokens[bisect_left(self.token_starts, start) : bisect_left(self.token_starts, stop)]
        return tuple(token for token in found if token.tag != "space" and token.stop <= stop)

    def is_word(self, start: int, stop: int) -> bool:
        """Whether a word begins at `start`, or a verb ends at `stop`: 说 in 地说 (says …ly) is one, in 小说 (novel) it is none."""
        words = self.tokens_within(max(self.span.start, start - 6), min(self.span.stop, stop + 6))
        overlapping = [word for word in words if word.start < stop and word.stop > start]
        if not overlapping or overlapping[0].start == start:
            return True
        last = overlapping[-1]
        return last.stop == stop and (len(overlapping) > 1 or last.tag in ("v", "d", "vd"))


def read_passages(text: str, doc: Doc, mentions: Sequence[Mention] = ()) -> Iterator[Passage]:
    """The paragraphs of the text, space around them left out."""
    tokens = read_words(text, doc, mentions)
    starts = [token.start for token in tokens]
    for span in _paragraphs(text):
        words = tokens[bisect_left(starts, span.start) : bisect_left(starts, span.stop)]
        yield _read(text, span, words)


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for match in PARAGRAPH.finditer(text):
        yield from _stripped(text, start, match.start())
        start = match.end()
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, stop: int) -> Iterator[Span]:
    piece = text[start:stop]
    lead = len(piece) - len(piece.lstrip())
    length = len(piece.strip())
    if length:
        yield Span(start=start + lead, stop=start + lead + length)


def _read(text: str, span: Span, tokens: tuple[Word, ...]) -> Passage:
    quoted = tuple(moved for found in find_quoted(text[span.start : span.stop]) if (moved := _move(found, span.start)).depth == 0)
    shown = list(text[span.start : span.stop])
    for found in quoted:
        first, last = found.inner.start - span.start, found.inner.stop - span.start
        shown[first:last] = HIDDEN * (last - first)
    hidden = BRACKETS.sub(lambda match: ASIDE * len(match.group()), "".join(shown))
    dateline = DATELINE.match(text, span.start, span.stop)
    body = dateline.end() if dateline else span.start
    sentences = tuple(_sentences(text, hidden, body, span, quoted))
    return Passage(
        text=text,
        shown=hidden,
        span=span,
        body=body,
        quoted=quoted,
        sentences=sentences,
        tokens=tokens,
        token_starts=tuple(token.start for token in tokens),
        sentence_starts=tuple(sentence.start for sentence in sentences),
    )


def _is_chinese_dot(shown: str, place: int) -> bool:
    """A full stop typed as a dot: between Chinese characters, not in 3.5 or S.T."""
    if shown[place] != "." or place == 0 or shown[place - 1].isascii():
        return False
    return not shown[place + 1 : place + 2].isascii() or not shown[place + 1 : place + 2].strip()


def _move(quoted: Quoted, offset: int) -> Quoted:
    outer = Span(start=quoted.outer.start + offset, stop=quoted.outer.stop + offset)
    inner = Span(start=quoted.inner.start + offset, stop=quoted.inner.stop + offset)
    return Quoted(
        outer=outer, inner=inner, depth=quoted.depth, closed=quoted.closed, opening=quoted.opening, continued=quoted.continued
    )


def _sentences(text: str, shown: str, body: int, span: Span, quoted: tuple[Quoted, ...]) -> Iterator[Span]:
    """Sentences end with a full stop that is not hidden, or with a quotation that has its own."""
    closings = {found.outer.stop for found in quoted if found.closed and text[found.inner.stop - 1] in TERMINAL}
    start = body
    for position in range(body, span.stop):
        behind = position + 1
        following = shown[behind - span.start] if behind < span.stop else ""
        ends = shown[position - span.start] in TERMINAL and following not in TERMINAL
        ends = ends or _is_chinese_dot(shown, position - span.start)
        if (ends or behind in closings) and not (behind in closings and following in "，,；;。"):
            yield from _stripped(text, start, behind)
            start = behind
    yield from _stripped(text, start, span.stop)
