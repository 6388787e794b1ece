"""A few documents for each alias, invented, with every field that a panel asks for. Any likeness to what was said is fiction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

SINCE, UNTIL = "2018-04-01T00:00:00Z", "2018-04-30T00:00:00Z"
NAMES = ["harbour master ling", "портовый смотритель лин", "港务长凌"]
EDITIONS = {
    "xinhua/zh": ("xinhua", "Xinhua", "cn", "zh", "港务长凌说，灯塔由双方共同看守。"),
    "tass/ru": ("tass", "TASS", "ru", "ru", "Маяк стерегут обе стороны, заявил смотритель Лин."),
    "tass/en": ("tass", "TASS", "ru", "en", "Both sides keep the lighthouse, Ling said."),
}


def documents() -> Iterator[tuple[str, str, Json]]:
    """Alias, id, document."""
    for number, edition in enumerate(EDITIONS, start=1):
        yield "articles", f"article-{number}", _article(number, edition)
        yield "quotes", f"quote-{number}", _quote(number, edition)
        yield "quotes", f"old-quote-{number}", _quote(number, edition) | {"current": False, "words": "Superseded words."}
    yield "articles", "copy", _article(4, "tass/en") | {"same_as": "article-3"}
    yield "quotes", "copy", _quote(4, "tass/en") | {"same_as": "article-3"}
    yield "events", "event-1", _event()
    for number, (kind, status, state, salience) in enumerate(LIVES, start=1):
        yield "divergences", f"divergence-{number}", _divergence(number, kind, status, state, salience)
    for number, status in enumerate(("complete", "partial", "blocked", "failed"), start=1):
        for edition in EDITIONS:
            yield "runs", f"crawl-{edition}-{number}", _crawl(number, edition, status)
    yield "runs", "pass-1", _pass()


def _told(number: int, edition: str) -> Json:
    outlet, name, country, language, _ = EDITIONS[edition]
    return {
        "outlet": outlet,
        "outlet_name": name,
        "edition": edition,
        "country": country,
        "language": language,
        "published_at": f"2018-04-{number + 2:02}T08:00:00Z",
        "title": "An invented talk about a lighthouse",
        "url": f"https://example.org/{edition}/{number}",
        "event": "event-1",
    }


def _article(number: int, edition: str) -> Json:
    language, words = EDITIONS[edition][3:]
    return _told(number, edition) | {
        "revision": number,
        "revisions": number,
        "relevance": 0.5 + number / 10,
        "quotes": number,
        "text": {language: words},
    }


def _quote(number: int, edition: str) -> Json:
    language, words = EDITIONS[edition][3:]
    return _told(number, edition) | {
        "article": f"article-{number}",
        "current": True,
        "kind": "direct" if number % 2 else "indirect",
        "words": words,
        "text": {language: words},
        "speaker": "ling",
        "speaker_name": "Harbour Master Ling",
        "speaker_names": NAMES,
        "utterance": "utterance-1",
        "set_phrases": ["both-keep-the-light"],
    }


def _event() -> Json:
    return _told(1, "xinhua/zh") | {"articles": 3, "quotes": 3, "divergences": 4, "open": 2}


LIVES = (
    ("omitted", "open", "new", 0.9),
    ("edition", "open", "alerted", 0.6),
    ("altered", "closed", "closed", 0.3),
    ("edited", "withdrawn", "withdrawn", 0.1),
    ("attribution", "pending", "pending", 0.55),
)


def _divergence(number: int, kind: str, status: str, state: str, salience: float) -> Json:
    document = _told(number, "tass/ru") | {
        "kind": kind,
        "status": status,
        "state": state,
        "salience": salience,
        "reasons": ["names a third country", "a number"],
        "speaker": "ling",
        "speaker_name": "Harbour Master Ling",
        "words": EDITIONS["tass/ru"][4],
        "other_words": EDITIONS["xinhua/zh"][4],
        "carried": ["tass/ru"],
        "absent": ["xinhua/zh"],
        "judged_why": "Invented.",
        "dossier": f"https://readout.example.org/divergences/{number}",
    }
    if status in ("closed", "withdrawn"):
        document["ended_at"] = f"2018-04-{number + 6:02}T08:00:00Z"
    if state == "alerted":
        document["notified"] = ["everything"]
    return document


def _crawl(number: int, edition: str, status: str) -> Json:
    outlet, name, country, language, _ = EDITIONS[edition]
    document = {
        "kind": "crawl",
        "outlet": outlet,
        "outlet_name": name,
        "edition": edition,
        "country": country,
        "language": language,
        "status": status,
        "clock": f"2018-04-{number + 2:02}T08:30:00Z",
        "finished_at": f"2018-04-{number + 2:02}T09:00:00Z",
        "complete_to": f"2018-04-{number + 2:02}T08:00:00Z",
        "articles": number,
        "quarantined": 1,
        "refused": 1,
        "points": {"read": 3, "blocked": 1, "failed": 1, "stale": 1, "empty": 1},
    }
    if status != "complete":
        document |= {"held_by": ["https://example.org/feed"], "troubles": ["a challenge stands in its place"]}
    return document


def _pass() -> Json:
    return {
        "kind": "pass",
        "command": "run",
        "status": "finished",
        "clock": "2018-04-07T09:30:00Z",
        "finished_at": "2018-04-07T10:00:00Z",
        "seconds": 12.5,
        "summary": "3 new, 1 opened, 1 mailed",
        "counts": {"new": 3, "opened": 1, "mailed": 1},
    }
