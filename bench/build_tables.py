"""Build the shipped translation tables: python -m bench.build_tables --train DIR [-o FOLDER].

Reads openly licensed sentence pairs and dictionaries (see processors/alignment/data/LICENSE.md) and the concepts of
processors/lexicons; writes words-XX.npz and matches-XX-YY.npz. The same data give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from processors.alignment.concepts import load_concepts
from processors.alignment.ibm1 import Bitext, Lexicon, learn_lexicon
from processors.alignment.word_pairs import LANGUAGES, PAIRS, Matches, Vocabulary, matches_to_bytes, vocabulary_to_bytes
from processors.text.chinese import simplify
from processors.text.tokens import content_tokens

DATA = Path(__file__).parents[1] / "processors" / "alignment" / "data"
CODES = {"en": "eng", "ru": "rus", "zh": "zho"}
OMW = {"en": ("wikt_wn-wikt-eng", "cldr_wn-cldr-eng"), "ru": ("wikt_wn-wikt-rus", "cldr_wn-cldr-rus"),
       "zh": ("wikt_wn-wikt-cmn", "cow_wn-data-cmn", "cldr_wn-cldr-cmn")}  # fmt: skip
DICTIONARY, NAME, CONCEPT = 0.5, 0.5, 5.0  # how much one entry counts beside one sentence pair
LONGEST_SENSE = 4  # words; a longer gloss explains and does not translate
CERTAIN = 0.64  # what two words that render one concept are worth at least
COMPOSED = 0.015  # what a path over English must be worth at least
PARTNERS = 16  # what is kept over English must be among the best of one of its two words
MAXIMUM_WEIGHT = 10.0
Words = tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    first: Words
    second: Words
    weight: float


@cache
def words_of(text: str, language: str) -> Words:
    return tuple(token.norm for token in content_tokens(text, language) if not token.norm.startswith("#"))


def read_lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return lines.read().split("\n")


def sentence_pairs(train: Path, first: str, second: str) -> Iterator[tuple[str, str]]:
    folder, name = train / "parallel", f"{CODES[first]}-{CODES[second]}"
    yield from zip(*(read_lines(folder / f"{name}.{CODES[code]}.gz") for code in (first, second)), strict=True)
    yield from zip(*(read_lines(folder / f"tico19.{CODES[code]}.txt.gz") for code in (first, second)), strict=True)


def cedict(train: Path) -> Iterator[tuple[str, str]]:
    for line in read_lines(next((train / "dict").glob("cedict*.gz"))):
        entry = re.fullmatch(r"\S+ (\S+) \[[^\]]*\] /(.*)/\s*", line)
        for sense in entry.group(2).split("/") if entry else ():
            plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", sense)
            if not re.match(r"(?:CL:|variant of|old variant|see |surname |abbr\. )", plain.strip()):
                yield entry.group(1), plain  # type: ignore[union-attr]


def synsets(train: Path, language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in OMW[language]:
        for line in read_lines(train / "dict" / "omw" / f"{name}.tab.gz"):
            columns = line.split("\t")
            if len(columns) == 3 and columns[1].endswith("lemma"):
                found[columns[0]].append(columns[2].replace("+", "").replace("_", " "))
    return found


def names(train: Path) -> Iterator[dict[str, str]]:
    for line in read_lines(train / "names" / "name_triples_zh_ru_en.tsv.gz")[1:]:
        columns = line.split("\t")
        if len(columns) >= 6:
            yield {"en": columns[2], "ru": columns[3], "zh": columns[4] or simplify(columns[5])}


def training_pairs(train: Path, first: str, second: str) -> Iterator[Pair]:
    for left, right in sentence_pairs(train, first, second):
        yield Pair(words_of(left, first), words_of(right, second), 1.0)
    if (first, second) == ("en", "zh"):
        for chinese, english in cedict(train):
            yield Pair(words_of(english, "en"), words_of(chinese, "zh"), DICTIONARY)
    left_of, right_of = synsets(train, first), synsets(train, second)
    for synset in sorted(left_of.keys() & right_of.keys()):
        share = DICTIONARY / max(len(left_of[synset]), len(right_of[synset]))
        for one in left_of[synset]:
            for other in right_of[synset]:
                yield Pair(words_of(one, first), words_of(other, second), share)
    for name in names(train):
        yield Pair(words_of(name[first], first), words_of(name[second], second), NAME)
    for one, other in concept_pairs(first, second):
        yield Pair(one, other, CONCEPT)


def concept_pairs(first: str, second: str) -> Iterator[tuple[Words, Words]]:
    for concept in load_concepts():
        for one in concept[first]:
            for other in concept[second]:
                yield words_of(one, first), words_of(other, second)


def keep_concepts(best: dict[tuple[int, int], float], index: dict[str, dict[str, int]], first: str, second: str) -> None:
    """Single words that render one concept are certain, however many synonyms share it."""
    for one, other in concept_pairs(first, second):
        if len(one) == len(other) == 1:
            key = (index[first][one[0]], index[second][other[0]])
            best[key] = max(best.get(key, 0.0), CERTAIN)


def usable(pair: Pair) -> bool:
    if not pair.first or not pair.second:
        return False
    return pair.weight >= 1.0 or (len(pair.first) <= LONGEST_SENSE and len(pair.second) <= LONGEST_SENSE)


def both_ways(pairs: list[Pair], first: dict[str, int], second: dict[str, int]) -> dict[tuple[int, int], float]:
    """max(p(v|w), p(w|v)) for each two words that match."""
    left = [[first[word] + 1 for word in pair.first] for pair in pairs]
    right = [[second[word] + 1 for word in pair.second] for pair in pairs]
    weight = [pair.weight for pair in pairs]
    best: dict[tuple[int, int], float] = {}
    there = learn_lexicon(Bitext(source=left, target=right, weight=weight))
    back = learn_lexicon(Bitext(source=right, target=left, weight=weight))
    _keep_best(best, there, turned=False)
    _keep_best(best, back, turned=True)
    return best


def _keep_best(best: dict[tuple[int, int], float], lexicon: Lexicon, *, turned: bool) -> None:
    columns = (lexicon.target, lexicon.source) if turned else (lexicon.source, lexicon.target)
    for one, other, probability in zip(*(column.tolist() for column in columns), lexicon.probability.tolist(), strict=True):
        key = (one - 1, other - 1)
        best[key] = max(best.get(key, 0.0), probability)


def compose(en_ru: dict[tuple[int, int], float], en_zh: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Russian and Chinese words that share an English one."""
    by_english: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (english, chinese), probability in en_zh.items():
        by_english[english].append((chinese, probability))
    best: dict[tuple[int, int], float] = {}
    for (english, russian), probability in en_ru.items():
        for chinese, other in by_english.get(english, ()):
            worth = probability * other
            if worth >= COMPOSED:
                best[russian, chinese] = max(best.get((russian, chinese), 0.0), worth)
    return _nearest(best)


def _nearest(best: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    kept: dict[tuple[int, int], float] = {}
    for place in (0, 1):
        seen: Counter[int] = Counter()
        for key in sorted(best, key=lambda key: (-best[key], key)):
            seen[key[place]] += 1
            if seen[key[place]] <= PARTNERS:
                kept[key] = best[key]
    return kept


def matrix(best: dict[tuple[int, int], float], rows: int) -> Matches:
    keys = sorted(best)
    row = np.array([key[0] for key in keys], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=rows))]).astype(np.int64)
    strength = np.sqrt(np.minimum([best[key] for key in keys], 1.0)).astype(np.float32)
    return Matches(start=start, partner=np.array([key[1] for key in keys], dtype=np.int64), strength=strength)


def document_frequency(train: Path) -> tuple[dict[str, Counter[str]], dict[str, int]]:
    """In how many training sentences a word stands."""
    counts: dict[str, Counter[str]] = {code: Counter() for code in LANGUAGES}
    sizes = dict.fromkeys(LANGUAGES, 0)
    for code in LANGUAGES:
        texts = {line for pair in PAIRS if code in pair for line in column(train, pair, code)}
        for text in sorted(texts):
            counts[code].update(set(words_of(text, code)))
        sizes[code] = len(texts)
    return counts, sizes


def column(train: Path, pair: tuple[str, str], code: str) -> Iterable[str]:
    place = pair.index(code)
    return (texts[place] for texts in sentence_pairs(train, *pair))


def weights(words: list[str], counts: Counter[str], size: int) -> NDArray[np.float32]:
    frequency = np.array([counts[word] for word in words], dtype=np.float64)
    return np.clip(np.log((size + 1) / (frequency + 1)), 0.0, MAXIMUM_WEIGHT).astype(np.float32)


def build(train: Path) -> dict[str, bytes]:
    """The files of the table by name."""
    pairs = {pair: [entry for entry in training_pairs(train, *pair) if usable(entry)] for pair in PAIRS}
    words: dict[str, list[str]] = {}
    for code in LANGUAGES:
        sides = [(entries, pair.index(code)) for pair, entries in pairs.items() if code in pair]
        words[code] = sorted({word for entries, place in sides for entry in entries for word in (entry.first, entry.second)[place]})
    index = {code: {word: place for place, word in enumerate(words[code])} for code in LANGUAGES}
    best = {(first, second): both_ways(pairs[first, second], index[first], index[second]) for first, second in PAIRS}
    for key, worth in compose(best["en", "ru"], best["en", "zh"]).items():
        best["ru", "zh"][key] = max(best["ru", "zh"].get(key, 0.0), worth)
    for first, second in PAIRS:
        keep_concepts(best[first, second], index, first, second)
    counts, sizes = document_frequency(train)
    files = {
        f"words-{code}.npz": vocabulary_to_bytes(
            Vocabulary(words=tuple(words[code]), weight=weights(words[code], counts[code], sizes[code]))
        )
        for code in LANGUAGES
    }
    for first, second in PAIRS:
        files[f"matches-{first}-{second}.npz"] = matches_to_bytes(matrix(best[first, second], len(words[first])))
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the shipped translation tables.")
    parser.add_argument("--train", type=Path, required=True, help="folder with parallel/, dict/ and names/")
    parser.add_argument("-o", "--output", type=Path, default=DATA, help="folder for the files (default: where they ship)")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, data in build(arguments.train).items():
        (arguments.output / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
