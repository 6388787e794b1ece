"""Direct speech: words in quotation marks with who says them behind, inside or before, and what simply goes on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from processors.quotes.russian.cues import VERBAL, cue_start, is_cue, is_denied, is_sure, is_telling
from processors.quotes.russian.found import Found
from processors.quotes.russian.reading import Reading, feature, stop_of
from processors.quotes.russian.sources import find_source, is_relayed, source_behind
from processors.records import Span
from processors.text.quotation import Quoted

SPEECH = ("cues_saying", "cues_beside_quotes", "cues_urging")
DASH_BEHIND = re.compile(r"[,.!?…]{0,3}\s{0,2}[-–—]{1,2}\s")
COMMA_BEHIND = re.compile(r",\s")
DASH_INSIDE = re.compile(r"(?<=[,!?…»“\"])\s?[–—-]\s")
DASH_BACK = re.compile(r"[.,]\s?[–—-]\s")
BEFORE_STATEMENT = ":.!?…-–—\n"
FEWEST_WORDS = 4  # of words in quotation marks that nobody is said to have spoken
FARTHEST_BACK = 400  # characters from a quote to the one that goes on
LONGEST_LABEL = 5
FARTHEST = 6  # words from the dash to the verb


def find_direct(reading: Reading) -> tuple[Found, ...]:
    """The direct quotes in text order; those inside others follow the one that holds them."""
    found: list[Found] = []
    taken = 0
    for group in _groups(reading):
        if group[0].outer.start < taken:
            continue
        one = _one(reading, group)
        if one is not None:
            taken = one.outer[-1].stop
            found.append(one)
    found.extend(_inside(reading, found))
    return tuple(sorted(found, key=lambda item: item.content[0]))


def _groups(reading: Reading) -> Iterator[list[Quoted]]:
    """Outermost spans; those that go on over paragraphs together."""
    group: list[Quoted] = []
    for quoted in reading.quoted:
        if quoted.depth == 0:
            group.append(quoted)
            if not quoted.continued:
                yield group
                group = []
    if group:
        yield group


def _one(reading: Reading, group: list[Quoted]) -> Found | None:
    """The quote that the spans make, by the first of these that holds: said inside, said behind, said before."""
    pieces: list[Span] = []
    cue: Token | None = None
    for quoted in group:
        parts, inner_cue = _split(reading, quoted)
        pieces.extend(parts)
        cue = cue or inner_cue
    outer = [quoted.outer for quoted in group]
    source: Span | None = None
    if cue is None and _opens_statement(reading, group[0]):
        cue, source = _said_behind(reading, group[-1].outer.stop)
        if cue is not None:
            more = _goes_on_behind(reading, cue)
            pieces.extend(part for quoted in more for part in _split(reading, quoted)[0])
            outer.extend(quoted.outer for quoted in more)
    elif cue is not None:
        source = _source_of_behind(reading, cue, group[-1].inner.stop)
    if cue is None:
        return _said_before(reading, group, pieces, outer)
    return _made(pieces, outer, cue, source)


def _made(pieces: list[Span], outer: list[Span], cue: Token | None, source: Span | None) -> Found | None:
    if not pieces:
        return None
    span = Span(start=cue_start(cue), stop=stop_of(cue)) if cue is not None else None
    return Found(
        kind="direct",
        content=tuple(pieces),
        cue=span,
        source=source,
        outer=tuple(outer),
        cue_token=cue.i if cue is not None else None,
    )


def _split(reading: Reading, quoted: Quoted) -> tuple[list[Span], Token | None]:
    """The words themselves where an attribution stands inside the marks: «…, – сказал он. – …»."""
    text, start, stop = reading.text, quoted.inner.start, _end_of(reading, quoted)
    pieces: list[Span] = []
    first: Token | None = None
    match = DASH_INSIDE.search(text, start, stop)
    while match:
        cue = _cue_behind(reading, match.end(), stop, known_only=True)
        if cue is None:
            match = DASH_INSIDE.search(text, match.end(), stop)
            continue
        first = first or cue
        pieces.extend(_words(text, start, match.start()))
        back = DASH_BACK.search(text, stop_of(cue), stop)
        start = back.end() if back else stop
        match = DASH_INSIDE.search(text, start, stop)
    pieces.extend(_words(text, start, stop))
    return pieces, first


def _words(text: str, start: int, stop: int) -> Iterator[Span]:
    """The span without space and without the comma before an attribution."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] == ","):
        stop -= 1
    if start < stop:
        yield Span(start=start, stop=stop)


def _end_of(reading: Reading, quoted: Quoted) -> int:
    """Where the words end; an unclosed mark that does not go on is trusted for one sentence."""
    if quoted.closed or quoted.continued:
        return quoted.inner.stop
    sentence = reading.sentence_at(quoted.inner.start)
    stop = min(quoted.inner.stop, sentence.stop) if sentence else quoted.inner.stop
    return stop - 1 if reading.text[stop - 1 : stop] == "." else stop


def _opens_statement(reading: Reading, quoted: Quoted) -> bool:
    """Whether the span begins a sentence or follows a colon: not the end of `…назвал это "успехом"`."""
    before = (
        reading.text[: quoted.outer.start].rstrip(" \t\u00a0")
        if quoted.outer.start < 50
        else reading.text[quoted.outer.start - 50 : quoted.outer.start].rstrip(" \t\u00a0")
    )
    return (
        not before
        or before[-1] in BEFORE_STATEMENT
        or any(s.start == quoted.outer.start for s in [reading.sentence_at(quoted.outer.start)] if s)
    )


def _said_behind(reading: Reading, position: int) -> tuple[Token | None, Span | None]:
    """`", - сказал он`: the verb behind the marks and who it is."""
    dash = DASH_BEHIND.match(reading.text, position)
    comma = None if dash else COMMA_BEHIND.match(reading.text, position)
    if not dash and not comma:
        return None, None
    begin = (dash or comma).end()  # type: ignore[union-attr]
    sentence = reading.sentence_at(begin)
    stop = sentence.stop if sentence else min(begin + 300, len(reading.text))
    cue = _cue_behind(reading, begin, stop, known_only=dash is None or reading.text[position] not in ",!?…")
    if cue is None:
        return None, None
    return cue, _source_of_behind(reading, cue, stop)


def _cue_behind(reading: Reading, start: int, stop: int, *, known_only: bool) -> Token | None:
    """The reporting verb soon behind a dash; an unknown verb too where it has its subject behind it."""
    words = reading.between(start, stop)[:FARTHEST]
    for place, token in enumerate(words):
        if token.text in ",.;:()" or token.text in '«“"':
            return None
        if is_cue(token, *SPEECH) or is_sure(token):
            return token
        if token.pos_ in VERBAL and not known_only and place < 2:
            said = is_telling(token) and not is_denied(token) and source_behind(reading, token, stop) is not None
            return token if said else None
    return None


def _source_of_behind(reading: Reading, cue: Token, stop: int) -> Span | None:
    """Who speaks in an attribution that follows the words: best what stands right behind the verb."""
    source = source_behind(reading, cue, stop) or find_source(reading, cue)
    return None if source is not None and is_relayed(reading, cue, source) else source


def _goes_on_behind(reading: Reading, cue: Token) -> list[Quoted]:
    """`"…", - отметила она, - "…"`: the span that the attribution leads back to."""
    sentence_stop = stop_of(cue) + 300
    for quoted in reading.quoted_in(stop_of(cue), min(sentence_stop, len(reading.text))):
        if quoted.depth == 0:
            between = reading.text[stop_of(cue) : quoted.outer.start]
            return (
                [quoted] if re.search(r"[,.]\s?[-–—]\s?$", between) and not re.search(r"[.!?]\s+[А-ЯЁ].*[а-яё]\.", between) else []
            )
    return []


def _said_before(reading: Reading, group: list[Quoted], pieces: list[Span], outer: list[Span]) -> Found | None:
    """`X сказал: "…"`, and a bare colon before words that are a sentence."""
    start = group[0].outer.start
    sentence = reading.sentence_at(start)
    clause = reading.between(sentence.start, start) if sentence else ()
    if clause and is_cue(clause[-1], *SPEECH) and _is_sentence(reading, group[0], capital=False):
        return _made(pieces, outer, clause[-1], find_source(reading, clause[-1]))
    if not clause or clause[-1].text != ":":
        return None
    for token in reversed(clause):
        if is_cue(token, *SPEECH) or is_sure(token):
            return _made(pieces, outer, token, find_source(reading, token, start=sentence.start if sentence else 0, stop=start))
    if any(token.lower_ in ("не", "ни") for token in clause) or not _is_sentence(reading, group[0]):
        return None
    return _made(pieces, outer, None, _only_person(reading, clause))


def _only_person(reading: Reading, clause: tuple[Token, ...]) -> Span | None:
    """The one person named before a bare colon, or the whole of a short label: `Виктор Понедельник: «…»`."""
    words = clause[:-1]
    if (
        words
        and len(words) <= LONGEST_LABEL
        and all(word.pos_ in ("NOUN", "PROPN", "ADJ") for word in words)
        and feature(words[0], "Case") == "Nom"
    ):
        return Span(start=words[0].idx, stop=stop_of(words[-1]))
    people = [token for token in clause if token.ent_type_ == "PER" and token.ent_iob_ == "B"]
    if len(people) != 1:
        return None
    return Span(start=people[0].idx, stop=reading.entity_stops.get(people[0].idx, stop_of(people[0])))


def find_going_on(reading: Reading, found: Sequence[Found]) -> tuple[Found, ...]:
    """Whole sentences in marks that follow reported speech in its paragraph and have no attribution: the same one speaks on."""
    taken = {span.start for item in found for span in item.outer}
    ordered = sorted(found, key=lambda item: item.content[-1].stop)
    stops = [item.content[-1].stop for item in ordered]
    more = []
    for group in _groups(reading):
        place = bisect_left(stops, group[0].outer.start) - 1
        if group[0].outer.start not in taken and place >= 0:
            pieces = [part for quoted in group for part in _split(reading, quoted)[0]]
            one = _gone_on(reading, group, pieces, [quoted.outer for quoted in group], ordered[place])
            if one is not None:
                more.append(one)
    return tuple(more)


def _gone_on(reading: Reading, group: list[Quoted], pieces: list[Span], outer: list[Span], last: Found) -> Found | None:
    """A whole sentence in marks soon after a quote."""
    if not group[-1].closed or not _opens_statement(reading, group[0]) or not _is_sentence(reading, group[0]):
        return None
    behind = reading.text[group[-1].outer.stop : group[-1].outer.stop + 2]
    if not (behind.strip() == "" or behind[0] in ".!?…\n"):
        return None
    start = last.outer[-1].stop if last.outer else last.content[-1].stop
    between = reading.text[start : group[0].outer.start]
    if between.count("\n\n") > (1 if last.kind == "direct" else 0) or len(between) > FARTHEST_BACK:
        return None
    return _made(pieces, outer, None, last.source)


def _is_sentence(reading: Reading, quoted: Quoted, *, capital: bool = True) -> bool:
    words = reading.between(quoted.inner.start, quoted.inner.stop)
    spoken = [token for token in words if token.pos_ != "PUNCT"]
    verb = any(token.pos_ in VERBAL and feature(token, "VerbForm") != "Part" for token in spoken)
    return len(spoken) >= FEWEST_WORDS and (spoken[0].text[:1].isupper() or not capital) and verb


def _inside(reading: Reading, found: list[Found]) -> Iterator[Found]:
    """Quotes in quotes: `«Еще Дэн Сяопин советовал: „…“»`."""
    for item in found:
        for outer in item.outer:
            for quoted in reading.quoted_in(outer.start + 2, outer.stop):
                if quoted.depth == 1 and quoted.closed:
                    inner = _said_inside(reading, quoted, outer.start + 1)
                    if inner is not None:
                        yield inner


def _said_inside(reading: Reading, quoted: Quoted, start: int) -> Found | None:
    clause = reading.between(max(start, quoted.outer.start - 200), quoted.outer.start)
    if not clause or clause[-1].text != ":":
        return None
    for token in reversed(clause[:-1]):
        if token.text in ".!?":
            return None
        if is_cue(token, *SPEECH):
            return _made(list(_words(reading.text, quoted.inner.start, quoted.inner.stop)), [], token, find_source(reading, token))
    return None
