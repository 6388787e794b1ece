"""Puts our analysis beside the usual tool of each language, in one run: `analyse.py [FILE.jsonl …]` prints a table of ratios.

Each contender runs in a process of its own, so that the peak of memory is its own too. The work is not the same everywhere:
ours also extracts quotes; natasha's Doc API does its morphology, syntax, names and lemmas; jieba.posseg only cuts and tags;
spaCy runs the same English model without our sentences, name rules and quotes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold"
PAIRS = (("ru", "ours-ru", "natasha"), ("zh", "ours-zh", "jieba.posseg"), ("en", "ours-en", "spacy"))
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # more threads make small matrices slower
Work = Callable[[str], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "files", nargs="*", type=Path, help="articles, JSON Lines with `language` and `text`; default: the stories in tests/gold"
    )
    parser.add_argument("--repeat", type=int, default=2, help="passes over the texts, after one text to warm up")
    parser.add_argument("--one", help=argparse.SUPPRESS)  # a contender, in its own process
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, read_texts(options.files, language_of(options.one)), options.repeat)))
        return
    with TemporaryDirectory() as folder:
        compare_all(options.files or build_stories(Path(folder)), options.repeat)


def build_stories(folder: Path) -> list[Path]:
    """The annotated stories as plain articles."""
    command = [sys.executable, str(GOLD / "tools" / "stories.py"), "build", str(GOLD / "stories"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return [folder / "articles.jsonl"]


def compare_all(files: Sequence[Path], repeat: int) -> None:
    print(f"{'contender':14s} {'texts/s':>8s} {'chars/s':>9s} {'load s':>7s} {'peak MB':>8s}")
    for language, ours, theirs in PAIRS:
        if read_texts(files, language):
            print_pair(run(ours, files, repeat), run(theirs, files, repeat), ours, theirs)


def language_of(contender: str) -> str:
    return next(language for language, ours, theirs in PAIRS if contender in (ours, theirs))


def read_texts(files: Sequence[Path], language: str) -> tuple[str, ...]:
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(row["text"] for row in rows if (row.get("language") or row.get("edition")) == language)


def run(contender: str, files: Sequence[Path], repeat: int) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "bench.analyse",
        "--one",
        contender,
        "--repeat",
        str(repeat),
        *(str(file.resolve()) for file in files),
    ]
    root = str(Path(__file__).resolve().parent.parent)
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root, env={**os.environ, **THREADS})
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def measure(contender: str, texts: Sequence[str], repeat: int) -> dict[str, float]:
    started = time.perf_counter()
    work = CONTENDERS[contender]()
    work(texts[0])
    loaded = time.perf_counter()
    for _ in range(repeat):
        for text in texts:
            work(text)
    seconds = time.perf_counter() - loaded
    return {
        "texts": repeat * len(texts) / seconds,
        "characters": repeat * sum(map(len, texts)) / seconds,
        "load": loaded - started,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def print_pair(ours: dict[str, float], theirs: dict[str, float], name: str, other: str) -> None:
    for contender, f in ((name, ours), (other, theirs)):
        print(f"{contender:14s} {f['texts']:8.1f} {f['characters']:9.0f} {f['load']:7.2f} {f['peak']:8.0f}")
    speed, memory = ours["characters"] / theirs["characters"], ours["peak"] / theirs["peak"]
    print(f"{name} : {other} = speed {speed:.2f}, memory {memory:.2f}\n")


def ours(language: str) -> Work:
    pipelines = import_module("processors.entities.pipelines")
    extract = import_module(f"processors.quotes.{language}").extract_quotes
    pipeline = pipelines.load_pipeline(language)
    return lambda text: extract(text, pipeline(text), ())


def natasha() -> Work:
    # natasha asks for pymorphy2, which needs the pkg_resources that new setuptools no longer has
    for name in ("", ".analyzer", ".units", ".units.base"):
        sys.modules[f"pymorphy2{name}"] = import_module(f"pymorphy3{name}")
    n = import_module("natasha")
    embedding, segmenter, vocabulary = n.NewsEmbedding(), n.Segmenter(), n.MorphVocab()
    morphology, syntax, names = n.NewsMorphTagger(embedding), n.NewsSyntaxParser(embedding), n.NewsNERTagger(embedding)

    def work(text: str) -> object:
        doc = n.Doc(text)
        doc.segment(segmenter)
        doc.tag_morph(morphology)
        doc.parse_syntax(syntax)
        doc.tag_ner(names)
        for token in doc.tokens:
            token.lemmatize(vocabulary)
        for span in doc.spans:
            span.normalize(vocabulary)
        return doc

    return work


def posseg() -> Work:
    tagger = import_module("jieba.posseg")
    return lambda text: tagger.lcut(text)


def spacy_alone() -> Work:
    pipeline = import_module("spacy").load(import_module("processors.entities.pipelines.en").PACKAGE)
    return lambda text: pipeline(text)


CONTENDERS: dict[str, Callable[[], Work]] = {
    "ours-ru": lambda: ours("ru"),
    "ours-zh": lambda: ours("zh"),
    "ours-en": lambda: ours("en"),
    "natasha": natasha,
    "jieba.posseg": posseg,
    "spacy": spacy_alone,
}


if __name__ == "__main__":
    main()
