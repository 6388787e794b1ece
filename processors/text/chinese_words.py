"""Chinese words by jieba's dictionary, without its cache file in a folder that everybody can write."""

from __future__ import annotations

from functools import cache
from typing import Any

import jieba


@cache
def _tokenizer() -> Any:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True  # else it would read and write a cache in the common temporary folder
    return tokenizer


def cut_words(text: str) -> list[str]:
    """The words of simplified text, in order; joined they are the text again."""
    words: list[str] = _tokenizer().lcut(text, HMM=False)
    return words
