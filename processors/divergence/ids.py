"""Ids that a replay, another clock or another event id cannot change."""

from __future__ import annotations

import hashlib
import re

from processors.alignment.utterances import Rendering
from processors.records import DivergenceKind

NOT_WORDS = re.compile(r"[\W_]+")


def normalise_words(text: str) -> str:
    """The words alone, in lower case: what punctuation and spacing do changes no id."""
    return NOT_WORDS.sub(" ", text.lower().replace("ё", "е")).strip()


def anchor_key(rendering: Rendering) -> str:
    """What stands for a rendering in an id: article id and normalised words."""
    return f"{rendering.reference.article_id}|{normalise_words(rendering.text.text)}"


def divergence_id(kind: DivergenceKind, anchor: Rendering, *distinction: str) -> str:
    """The id of a divergence: kind, anchor, and what makes it one (outlet, other version, other speaker, revisions)."""
    return "d" + _digest(kind, anchor_key(anchor), *distinction)


def utterance_id(anchor: Rendering) -> str:
    return "u" + _digest("utterance", anchor_key(anchor))


def event_id(article_id: str) -> str:
    """The id of an event, from its earliest article."""
    return "e" + _digest("event", article_id)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]
