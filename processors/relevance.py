"""Whether an article is about the watched topic: both sides and the subject stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from processors.records import Article, Mention, Relevance

KEYS = {"sides", "subject", "people", "headlines", "home", "relevant_from"}
LANGUAGES = ("en", "ru", "zh")
SAMPLE = 20_000  # characters of the text that are looked at
ENOUGH = 4  # different words of the subject that make it certain
HAN, CYRILLIC = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Topic:
    sides: Mapping[str, Mapping[str, re.Pattern[str]]]  # name of the side → language → its words
    subject: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    people: Mapping[str, re.Pattern[str]] = field(default_factory=dict)  # who is read about, whatever the headline says else
    headlines: Mapping[str, re.Pattern[str]] = field(default_factory=dict)  # short forms that stand in headlines only: 俄美
    home: Mapping[str, str] = field(default_factory=dict)  # country of an outlet → the side that its headlines need not name
    relevant_from: float = 0.5


def build_topic(data: Mapping[str, Any]) -> Topic:
    """The topic that the content of `topic.yml` describes; `ValueError` lists what is wrong with it."""
    problems = [f"{key}: unknown" for key in sorted(set(data) - KEYS)]
    sides, subject, least = data.get("sides"), data.get("subject"), data.get("relevant_from", 0.5)
    people, headlines, home = (data.get(key) or {} for key in ("people", "headlines", "home"))
    if not isinstance(sides, Mapping) or len(sides) < 1:
        problems.append("sides: at least one side with its words is needed")
        sides = {}
    if not isinstance(least, int | float) or isinstance(least, bool) or not 0 <= least <= 1:
        problems.append("relevant_from: a number from 0 to 1 is expected")
    if not isinstance(home, Mapping) or not all(str(side) in sides for side in home.values()):
        problems.append("home: the name of a side is expected for each country")
    named = [("subject", subject), ("people", people), ("headlines", headlines)]
    for name, words in [*((f"sides.{side}", words) for side, words in sides.items()), *named]:
        problems += _wrong_words(name, words)
    if problems:
        raise ValueError("; ".join(problems))
    return Topic(
        sides={str(side): _patterns(words) for side, words in sides.items()},
        subject=_patterns(subject or {}),
        people=_patterns(people),
        headlines=_patterns(headlines),
        home={str(country): str(side) for country, side in home.items()},
        relevant_from=float(least),
    )


def judge_relevance(article: Article, mentions: Sequence[Mention], topic: Topic) -> Relevance:
    """How surely the article is on the topic, with the words that say so; the plain text is enough, mentions add to it."""
    text = f"{article.title}\n{article.text[:SAMPLE]}"
    language = _written_in(text)
    linked = {mention.entity_id for mention in mentions}
    found = {
        side: _first(patterns.get(language), text) or (side if side in linked else None) for side, patterns in topic.sides.items()
    }
    missing = [side for side, word in found.items() if not word]
    if missing:
        return Relevance(score=0.1, reasons=tuple(f"nothing of {side}" for side in missing))
    words = _all(topic.subject.get(language), text)
    if not words:
        return Relevance(score=0.3, reasons=("both sides, and not a word of the subject",))
    titled = 0.1 if _first(topic.subject.get(language), article.title) else 0.0
    score = min(1.0, 0.4 + 0.5 * min(len(words), ENOUGH) / ENOUGH + titled)
    return Relevance(
        score=score, reasons=(*(f"{side}: {word}" for side, word in found.items()), f"subject: {', '.join(sorted(words)[:6])}")
    )


def is_relevant(article: Article, topic: Topic) -> bool:
    """The filter on the plain text that a crawler asks before anything is analysed."""
    return judge_relevance(article, (), topic).score >= topic.relevant_from


def _wrong_words(name: str, words: Any) -> list[str]:
    if not isinstance(words, Mapping):
        return [f"{name}: lists of words by language are expected"]
    unknown = [f"{name}.{code}: not a language we process; use one of en, ru, zh" for code in words if code not in LANGUAGES]
    wrong = [
        f"{name}.{code}: a list of words is expected"
        for code, listed in words.items()
        if not isinstance(listed, list) or not all(isinstance(word, str) and word.strip() for word in listed)
    ]
    return unknown + wrong


def _patterns(words: Mapping[str, Sequence[str]]) -> dict[str, re.Pattern[str]]:
    return {language: _pattern(listed, language) for language, listed in words.items() if listed}


def _pattern(words: Sequence[str], language: str) -> re.Pattern[str]:
    options = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(f"(?:{options})" if language == "zh" else rf"\b(?:{options})\w{{0,20}}", re.IGNORECASE)


def _written_in(text: str) -> str:
    sample = text[:2000]
    han, cyrillic = len(HAN.findall(sample)), len(CYRILLIC.findall(sample))
    if han * 3 > len(sample) / 2:
        return "zh"
    return "ru" if cyrillic * 3 > len(sample) else "en"


def _first(pattern: re.Pattern[str] | None, text: str) -> str | None:
    found = pattern.search(text) if pattern else None
    return found.group() if found else None


def _all(pattern: re.Pattern[str] | None, text: str) -> set[str]:
    return {found.group().lower()[:40] for found in pattern.finditer(text)} if pattern else set()
