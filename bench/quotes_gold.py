"""Measures quote extraction against a built story set: `quotes_gold.py BUILT --language ru --events 1-9 --errors`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from processors.entities.pipelines import load_pipeline
from processors.records import Quote

Json = dict[str, Any]
STRICT, LOOSE = 0.8, 0.3
KINDS = ("direct", "indirect", "mixed")


@dataclass
class Tally:
    hits: int = 0
    predicted: int = 0
    gold: int = 0

    def __str__(self) -> str:
        precision = self.hits / self.predicted if self.predicted else 0.0
        recall = self.hits / self.gold if self.gold else 0.0
        f1 = 2 * self.hits / (self.predicted + self.gold) if self.predicted + self.gold else 1.0
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({self.hits} of {self.gold} gold, {self.predicted} predicted)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("built", type=Path)
    parser.add_argument("--language", choices=("en", "ru", "zh"), required=True)
    parser.add_argument("--events", default="1-99", help="only these, by their order: 1-9 or 3")
    parser.add_argument("--errors", action="store_true", help="print what is missed, wrong or not cut strictly")
    options = parser.parse_args()
    articles, gold = read_set(options.built, options.events)
    pipeline = load_pipeline(options.language)
    extract = import_module(f"processors.quotes.{options.language}").extract_quotes
    tallies = {(name, kind): Tally() for name in ("strict", "loose") for kind in (*KINDS, "all")}
    parts = {part: [0, 0] for part in ("cue", "source", "kind")}
    for article in articles:
        if article["language"] == options.language:
            text, truth = article["text"], gold[article["id"], article["revision"]]["quotes"]
            answer = extract(text, pipeline(text), ())
            count(truth, answer, tallies, parts)
            if options.errors:
                print_errors(article, truth, answer)
    for (name, kind), tally in tallies.items():
        print(f"{options.language} {kind:9s} {name:7s} {tally}")
    for part, (right, whole) in parts.items():
        print(f"{options.language} {part:9s} right on loosely matched quotes: {right / max(whole, 1):.3f}  ({right} of {whole})")


def read_set(built: Path, events: str) -> tuple[list[Json], dict[tuple[str, int], Json]]:
    articles = [json.loads(line) for line in (built / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    truth = json.loads((built / "gold.json").read_text(encoding="utf-8"))
    first, _, last = events.partition("-")
    chosen = truth["events"][int(first) - 1 : int(last or first)]
    kept = {article for event in chosen for article in (*event["articles"], *event["noise"])}
    return [article for article in articles if article["id"] in kept], {(g["id"], g["revision"]): g for g in truth["articles"]}


def count(
    truth: Sequence[Json], answer: Sequence[Quote], tallies: dict[tuple[str, str], Tally], parts: dict[str, list[int]]
) -> None:
    for name, least in (("strict", STRICT), ("loose", LOOSE)):
        matched = match(truth, answer, least)
        for kind in (*KINDS, "all"):
            tally = tallies[name, kind]
            tally.gold += sum(kind in (g["kind"], "all") for g in truth)
            tally.hits += sum(kind in (truth[i]["kind"], "all") for i in matched)
            tally.predicted += sum(kind in (truth[i]["kind"], "all") for i in matched)
            tally.predicted += sum(kind in (q.kind, "all") for j, q in enumerate(answer) if j not in matched.values())
        if name == "loose":
            for i, j in matched.items():
                for part in ("cue", "source"):
                    parts[part][1] += 1
                    parts[part][0] += pair(truth[i][part]) == pair(getattr(answer[j], part))
                parts["kind"][1] += 1
                parts["kind"][0] += truth[i]["kind"] == answer[j].kind


def match(truth: Sequence[Json], answer: Sequence[Quote], least: float) -> dict[int, int]:
    """Gold place → predicted place, one to one, the best overlap first."""
    pairs = [(overlap(g["content"], [pair(s) for s in q.content]), i, j) for i, g in enumerate(truth) for j, q in enumerate(answer)]
    matched: dict[int, int] = {}
    for score, i, j in sorted(pairs, key=lambda item: -item[0]):
        if score >= least and i not in matched and j not in matched.values():
            matched[i] = j
    return matched


def pair(span: Any) -> tuple[int, int] | None:
    if span is None:
        return None
    return (span[0], span[1]) if isinstance(span, list) else (span.start, span.stop)


def overlap(a: Iterable[Sequence[int]], b: Iterable[Sequence[int] | None]) -> float:
    one, other = ({p for span in spans if span for p in range(span[0], span[1])} for spans in (a, b))
    return len(one & other) / len(one | other) if one | other else 0.0


def print_errors(article: Json, truth: Sequence[Json], answer: Sequence[Quote]) -> None:
    text = article["text"]
    show = lambda spans: " … ".join(text[s[0] : s[1]] for s in spans if s)  # noqa: E731
    strict, loose = match(truth, answer, STRICT), match(truth, answer, LOOSE)
    lines = []
    for i, g in enumerate(truth):
        label = f"{g['utterance']} {g['kind']}"
        if i not in loose:
            lines.append(f"  MISSED {label}: [{show([g['source']])}] [{show([g['cue']])}] {show(g['content'])}")
            continue
        q = answer[loose[i]]
        if i not in strict:
            lines.append(f"  CUT    {label}: {show(g['content'])}\n         we say: {show([pair(s) for s in q.content])}")
        for part in ("cue", "source"):
            if pair(g[part]) != pair(getattr(q, part)):
                lines.append(f"  {part.upper():6s} {label}: {show([g[part]])} | we say: {show([pair(getattr(q, part))])}")
        if g["kind"] != q.kind:
            lines.append(f"  KIND   {label}: we say {q.kind}: {show(g['content'])}")
    for j, q in enumerate(answer):
        if j not in loose.values():
            said = show([pair(s) for s in q.content])
            lines.append(f"  WRONG  {q.kind}: [{show([pair(q.source)])}] [{show([pair(q.cue)])}] {said}")
    if lines:
        print(f"{article['id']} r{article['revision']}", *lines, sep="\n")


if __name__ == "__main__":
    main()
