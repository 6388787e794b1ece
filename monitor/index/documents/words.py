"""Words in the form in which a document has them: in the field of their language, as our own tokens, cut to what a field bears."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from monitor.store.search import LONGEST_INDEXED, lemmas_of
from processors.records import Span
from processors.wire import Json

LANGUAGES = ("zh", "ru", "en")
LONGEST_SHOWN = 1000  # characters of a text that charts and tables show whole or not at all
LONGEST_TITLE = 10_000


def language_field(language: str | None) -> str:
    """The field that the words of that language stand in."""
    return language if language in LANGUAGES else "other"


def by_language(words: Iterable[tuple[str | None, str]], longest: int = LONGEST_INDEXED) -> dict[str, list[str]]:
    """`{"ru": ["…"]}`: each different text once, in the field of its language."""
    found: dict[str, list[str]] = {}
    for language, text in words:
        kept = found.setdefault(language_field(language), [])
        if text.strip() and text[:longest] not in kept:
            kept.append(text[:longest])
    return {language: texts for language, texts in sorted(found.items()) if texts}


def shown(text: str) -> str | None:
    """On one line, cut to what a chart can show; None when nothing stands there."""
    line = " ".join(text[: 4 * LONGEST_SHOWN].split())
    return (line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 2] + " …") or None


def words_at(text: str, spans: Iterable[Span]) -> str:
    """What is printed there, its parts joined by an ellipsis."""
    return " … ".join(text[span.start : span.stop] for span in spans)


@lru_cache(maxsize=4096)  # a quote comes again with each revision that keeps it, and with each divergence that it is in
def lemmas(text: str) -> str:
    return lemmas_of(text)


def filled(document: Json) -> Json:
    """Without what is empty; a zero and a False are something."""
    return {name: value for name, value in document.items() if value is not None and value != "" and value != [] and value != {}}
