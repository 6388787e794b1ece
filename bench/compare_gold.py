"""Scores the comparison alone: gold quotes, speakers and mentions in, pairs and divergences out.

Example: python bench/compare_gold.py BUILT --events 1-9 --scorer score.py [--verbose]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from monitor.defaults import default_config
from monitor.knowledge import load_knowledge
from processors.alignment.loading import load_instruments
from processors.comparison import compare_articles
from processors.coverage import OutletFacts
from processors.records import Analysis, Comparison, Language, Mention, Quote, Span
from processors.wire import article_from_json, comparison_to_json, spans_from_json

Json = dict[str, Any]


def gold_analyses(built: Path) -> dict[tuple[str, int], Analysis]:
    """Every revision's analysis as the annotators made it."""
    rows = [json.loads(line) for line in (built / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = {(entry["id"], entry["revision"]): entry for entry in json.loads((built / "gold.json").read_text())["articles"]}
    return {(row["id"], row["revision"]): _analysis(row, gold[row["id"], row["revision"]]) for row in rows}


def _analysis(row: Json, entry: Json) -> Analysis:
    text = row["text"]
    return Analysis(
        article=article_from_json(row),
        language=Language(code=row["language"], confidence=1.0, method="gold"),
        mentions=tuple(_mention(text, mention) for mention in entry["mentions"]),
        quotes=tuple(_quote(entry, index, quote) for index, quote in enumerate(entry["quotes"])),
        sentences=_sentences(text),
    )


def product_analyses(built: Path) -> dict[tuple[str, int], Analysis]:
    """Every revision's analysis as the product makes it."""
    from monitor.toolbox import load_tools
    from processors.pipeline import analyse_article

    tools = load_tools(default_config())
    rows = [json.loads(line) for line in (built / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    blind = [article_from_json({name: value for name, value in row.items() if name != "language"}) for row in rows]
    return {(article.id, article.revision): analyse_article(article, tools) for article in blind}


def _sentences(text: str) -> tuple[Span, ...]:
    """Cut by punctuation alone: the gold data have no sentences."""
    found, start = [], 0
    for match in re.finditer(r"[.!?…][»”\"')\]]*\s+|[。！？；][”’」』]*|\n+", text):
        found.append(Span(start=start, stop=match.end()))
        start = match.end()
    return tuple(span for span in (*found, Span(start=start, stop=len(text))) if text[span.start : span.stop].strip())


def _mention(text: str, row: Json) -> Mention:
    span = Span(start=row["start"], stop=row["stop"])
    return Mention(span=span, text=text[span.start : span.stop], type=row["type"], entity_id=row["entity"])


def _quote(entry: Json, index: int, row: Json) -> Quote:
    cue = row["cue"] and Span(start=row["cue"][0], stop=row["cue"][1])
    source = row["source"] and Span(start=row["source"][0], stop=row["source"][1])
    return Quote(
        id=f"{entry['id']}-{entry['revision']}-{index}", kind=row["kind"], content=spans_from_json(row["content"]),
        cue=cue, source=source, speaker_id=row["speaker"],
    )  # fmt: skip


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("story_scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["story_scorer"] = module
    spec.loader.exec_module(module)
    return module


def run_event(event: Json, analyses: dict[tuple[str, int], Analysis], **tools: Any) -> Comparison:
    members = {*event["articles"], *event["noise"]}
    chosen = [analysis for (article, _), analysis in analyses.items() if article in members]
    return compare_articles(chosen, clock=datetime.fromisoformat(event["clock"]), **tools)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("built", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--events", default="1-9")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--pipeline", action="store_true", help="quotes, speakers and mentions as the product finds them")
    options = parser.parse_args()
    scorer = load_scorer(options.scorer)
    truth = json.loads((options.built / "gold.json").read_text(encoding="utf-8"))
    gold = {scorer.key_of(entry): entry for entry in truth["articles"]}
    analyses = product_analyses(options.built) if options.pipeline else gold_analyses(options.built)
    tools = {
        "outlets": OutletFacts(no_record=frozenset({"nvo"})),
        "instruments": load_instruments(),
        "knowledge": load_knowledge(default_config() / "entities"),
    }
    totals: Json = {
        "pairs": scorer.Tally(), "divergences": scorer.Tally(), "relation": [0, 0], "finding": [0, 0],
        "kinds": defaultdict(lambda: [0, 0]), "hard negatives aligned": 0, "false alarms on marked silence": 0,
        "false alarms on controls": 0,
    }  # fmt: skip
    first, _, last = options.events.partition("-")
    events = truth["events"][int(first) - 1 : int(last or first)]
    for event in events:
        members = {*event["articles"], *event["noise"]}
        answer = comparison_to_json(run_event(event, analyses, **tools))
        local = {key: entry for key, entry in gold.items() if key[0] in members}
        scorer.score_event(event, answer, local, totals)
        if options.verbose:
            explain(scorer, event, answer, local, analyses)
    report = scorer.Report()
    report.tally("aligned pairs", totals["pairs"])
    report.count("hard negatives aligned", totals["hard negatives aligned"])
    report.share("relation right", *totals["relation"])
    report.share("finding type right", *totals["finding"])
    report.tally("divergences", totals["divergences"])
    for kind, (hits, whole) in sorted(totals["kinds"].items()):
        report.share(f"divergences found: {kind}", hits, whole)
    report.count("false alarms on marked silence", totals["false alarms on marked silence"])
    report.count("false alarms on controls", totals["false alarms on controls"])
    whole = compare_articles(
        [analyses[key] for key in analyses if any(key[0] in {*event["articles"], *event["noise"]} for event in events)],
        clock=max(datetime.fromisoformat(event["clock"]) for event in events), **tools,
    )  # fmt: skip
    clusters = {article: event.id for event in whole.events for article in event.article_ids}
    homes = {key[0]: entry["event"] or f"noise {key[0]}" for key, entry in gold.items()}
    homes = {key: home for key, home in homes.items() if any(key in {*event["articles"], *event["noise"]} for event in events)}
    print("events B-cubed P {:.3f} R {:.3f}".format(*scorer.b_cubed(homes, clusters)))
    if options.verbose:
        for event in whole.events:
            print(event.article_ids, {homes[article] for article in event.article_ids})


def explain(scorer: ModuleType, event: Json, answer: Json, gold: Json, analyses: Any) -> None:
    """Prints what was missed and what was too much, by utterance number."""
    print("=====", event["event"])
    names = lambda quote: sorted(scorer.utterances_of(quote, gold))  # noqa: E731
    home = {quote["utterance"]: key[0] for key, entry in gold.items() for quote in entry["quotes"]}
    kind_of = {scorer.pair_of(entry): kind for kind in ("same", "altered", "none") for entry in event[kind]}
    types = {scorer.pair_of(entry): entry for entry in event["altered"]}
    claimed = {}
    for pair in answer["aligned"]:
        for a in names(pair["a"]):
            for b in names(pair["b"]):
                claimed.setdefault(tuple(sorted((a, b))), pair)
    for pair, kind in kind_of.items():
        if kind != "none" and pair not in claimed and home[pair[0]] != home[pair[1]]:
            print("  missed pair", pair, kind, types.get(pair, {}).get("type", ""))
    for pair, row in claimed.items():
        gold_kind = kind_of.get(pair)
        findings = [(f["type"], f["note"]) for f in row["findings"]]
        if gold_kind in (None, "none") and home[pair[0]] != home[pair[1]]:
            print("  wrong pair", pair, gold_kind or "", round(row["probability"], 2))
        elif gold_kind != row["relation"]:
            print("  relation", pair, "gold", gold_kind, types.get(pair, {}).get("type", ""), "said", row["relation"], findings)
        elif gold_kind == "altered" and types[pair]["type"] not in {f["type"] for f in row["findings"]}:
            print("  type", pair, types[pair]["type"], findings)
    expected = [(d["kind"], set(d["utterances"]), d.get("absent")) for d in event["divergences"]]
    tied = defaultdict(set)
    for entry in event["same"]:
        for u in scorer.pair_of(entry):
            tied[u] |= set(scorer.pair_of(entry))
    used = set()
    for d in answer["divergences"]:
        found = set().union(*(names(q) for q in d["quotes"]))
        label = "?"
        if d["state"] in ("pending", "not-known", "uncertain"):
            label = d["state"]
        hit = None
        for i, (kind, utterances, absent) in enumerate(expected):
            full = set().union(*({u} | tied[u] for u in utterances))
            if i not in used and kind == d["kind"] and found & full and (not absent or set(absent) & set(d["absent"])):
                hit = i
                break
        if hit is not None and label == "?":
            used.add(hit)
            continue
        note = "would hit" if hit is not None else ("WRONG" if label == "?" else "")
        near = d["nearest"] and (d["nearest"]["article"], d["nearest"]["score"])
        print("  ", label, note, d["kind"], sorted(found), d["absent"], [(f["type"], f["note"]) for f in d["findings"]],
              "p", d["probability"], near, d["doubts"])  # fmt: skip
    for i, row in enumerate(expected):
        if i not in used:
            print("   MISSED", *row, event["divergences"][i].get("type", ""))


if __name__ == "__main__":
    main()
