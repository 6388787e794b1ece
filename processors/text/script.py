"""Chinese script: traditional characters written as simplified ones, positions kept."""

from __future__ import annotations

from functools import cache
from typing import Any

import opencc


@cache
def _converter() -> Any:
    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """The text in simplified characters, of the same length: 國防部 → 国防部 (ministry of defence)."""
    if text.isascii():
        return text
    simplified: str = _converter().convert(text)
    if len(simplified) == len(text):
        return simplified
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    simplified: str = _converter().convert(character)
    return simplified if len(simplified) == 1 else character
