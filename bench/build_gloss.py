"""Build the shipped gloss: one English word for a Russian or Chinese word: python -m bench.build_gloss --train DIR [-o FOLDER].

Reads the training data of `bench.build_tables`, whose tables take the stronger of p(v|w) and p(w|v): right for matching, wrong for
choosing, since a rare English word has few words to be the translation of. A word without a clear choice is left out.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from bench.build_tables import DATA, Pair, column, read_lines, sentence_pairs, synsets, usable, words_of
from processors.alignment.ibm1 import Bitext, Lexicon, learn_lexicon
from processors.text.tokens import content_tokens

SYNSET = {"ru": 0.5, "zh": 0.1}  # what one wordnet entry counts beside one sentence pair; Chinese has a dictionary besides
LEAST_THERE = 0.22  # p(English | word)
LEAST_BACK = 0.01  # p(word | English)
LEAST_BACK_NAME = 0.2  # the same where English is a name: Tom stands in one sentence with every verb
RANK = 0.3  # the power of p(word | English) in the choice
NO_SENSE = re.compile(r"(?:CL:|variant of|old variant|see |surname |abbr\. )")
OWN_LETTERS = {"ru": re.compile(r"[а-я][а-я-]*"), "zh": re.compile(r"[\u3400-\u9fff]+")}
Choices = dict[str, dict[str, tuple[float, float]]]  # word → English → p(English | word), p(word | English)


def ranked_senses(train: Path) -> Iterator[tuple[str, str, float]]:
    """A dictionary gives its usual senses first."""
    for line in read_lines(next((train / "dict").glob("cedict*.gz"))):
        entry = re.fullmatch(r"\S+ (\S+) \[[^\]]*\] /(.*)/\s*", line)
        plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", entry.group(2)) if entry else ""
        senses = [sense.strip() for sense in re.split("[/;]", plain)]
        for rank, sense in enumerate((sense for sense in senses if sense and not NO_SENSE.match(sense)), 1):
            yield entry.group(1), sense, 1 / rank  # type: ignore[union-attr]


def gloss_pairs(train: Path, language: str) -> Iterator[Pair]:
    for english, other in sentence_pairs(train, "en", language):
        yield Pair(words_of(other, language), words_of(english, "en"), 1.0)
    if language == "zh":
        for chinese, sense, worth in ranked_senses(train):
            yield Pair(words_of(chinese, "zh"), words_of(sense, "en"), min(worth, 0.99))  # never read as a sentence
    of_english, of_other = synsets(train, "en"), synsets(train, language)
    for synset in sorted(of_english.keys() & of_other.keys()):
        share = SYNSET[language] / len(of_english[synset])
        for one in of_other[synset]:
            for other in of_english[synset]:
                yield Pair(words_of(one, language), words_of(other, "en"), share)


def learn_choices(pairs: list[Pair]) -> Choices:
    first = sorted({word for pair in pairs for word in pair.first})
    second = sorted({word for pair in pairs for word in pair.second})
    number = {word: place + 1 for place, word in enumerate(first)}, {word: place + 1 for place, word in enumerate(second)}
    left = [[number[0][word] for word in pair.first] for pair in pairs]
    right = [[number[1][word] for word in pair.second] for pair in pairs]
    weight = [pair.weight for pair in pairs]
    back = {(one, other): p for other, one, p in _rows(learn_lexicon(Bitext(source=right, target=left, weight=weight)))}
    choices: Choices = defaultdict(dict)
    for one, other, there in _rows(learn_lexicon(Bitext(source=left, target=right, weight=weight))):
        choices[first[one - 1]][second[other - 1]] = (there, back.get((one, other), 0.0))
    return choices


def best_words(choices: Choices, language: str, forms: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Word → its English word as printed, in the order of the words; words without a clear one are left out."""
    for word, english in sorted(choices.items()):
        if not OWN_LETTERS[language].fullmatch(word):
            continue
        chosen = max(english, key=lambda lemma: (english[lemma][0] * (english[lemma][1] + 0.02) ** RANK, lemma))
        there, back = english[chosen]
        form = forms.get(chosen, chosen)
        if there >= LEAST_THERE and back >= (LEAST_BACK if form.islower() else LEAST_BACK_NAME) and "'" not in form:
            yield word, form


@cache
def printed_forms(train: Path) -> dict[str, str]:
    """English lemma → a form that English texts print inside a sentence: the lemma, or else the most frequent (mixe: mixed)."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in sorted({text for pair in (("en", "ru"), ("en", "zh")) for text in column(train, pair, "en")}):
        for token in content_tokens(text, "en"):
            if re.search(r"[a-z,] $", text[: token.start][-2:]):
                forms[token.norm][text[token.start : token.stop]] += 1
    return {
        lemma: lemma if lemma in counts else max(counts, key=lambda form: (counts[form], form)) for lemma, counts in forms.items()
    }


def build(train: Path, language: str) -> bytes:
    pairs = [pair for pair in gloss_pairs(train, language) if usable(pair)]
    words = best_words(learn_choices(pairs), language, printed_forms(train))
    return gzip.compress("".join(f"{word}\t{english}\n" for word, english in words).encode(), mtime=0)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the shipped gloss.")
    parser.add_argument("--train", type=Path, required=True, help="folder with parallel/ and dict/")
    parser.add_argument("-o", "--output", type=Path, default=DATA, help="folder for the files (default: where they ship)")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for language in ("ru", "zh"):
        data = build(arguments.train, language)
        (arguments.output / f"gloss-{language}.tsv.gz").write_bytes(data)
        print(f"gloss-{language}.tsv.gz: {len(data):,} bytes")


def _rows(lexicon: Lexicon) -> Iterable[tuple[int, int, float]]:
    return zip(lexicon.source.tolist(), lexicon.target.tolist(), lexicon.probability.tolist(), strict=True)


if __name__ == "__main__":
    main()
