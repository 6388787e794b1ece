"""Single Chinese characters that stand for a country: 中俄 (China and Russia), 访俄 (visit Russia), 对美 (towards the US)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from processors.entities.knowledge import KnowledgeBase
from processors.lexicons.loader import load_fields
from processors.records import Mention, Span
from processors.text.chinese import simplify


def find_short_forms(text: str, language: str, knowledge: KnowledgeBase) -> Iterator[Mention]:
    """Each short form by itself."""
    short = _short(knowledge)
    if language != "zh" or not short:
        return
    simple = simplify(text)
    allowed = [c in short and _alone(simple, i) for i, c in enumerate(simple)]
    for i, c in enumerate(simple):
        beside = (i > 0 and allowed[i - 1]) or (i + 1 < len(simple) and allowed[i + 1])
        if allowed[i] and (beside or _marked(simple, i)):
            yield Mention(
                span=Span(start=i, stop=i + 1), text=text[i], type="LOC", entity_id=short[c], reason=f"short form: {text[i]}"
            )


def _alone(text: str, i: int) -> bool:
    """Whether the neighbours leave it a word of its own."""
    rules = _rules()
    after, before = text[i + 1 : i + 2], text[i - 1 : i] if i else ""
    if after and after in rules["not_before"].get(text[i], ""):
        return False
    if before and before in str(rules["never_after"].get(text[i], "")):
        return False
    return bool(after and after in rules["free"]) or not (before and before in str(rules["not_after"].get(text[i], "")))


def _marked(text: str, i: int) -> bool:
    rules = _rules()
    if text[i] in rules["free"]:
        return True
    before = text[i - 1] if i else "。"
    return before in rules["before"] or any(text.startswith(word, i + 1) for word in rules["followed"])


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = load_fields("zh/short_forms.yml")
    return rules


@cache
def _short(knowledge: KnowledgeBase) -> dict[str, str]:
    return {form: entity.id for entity in knowledge.entities.values() for form in entity.short}
