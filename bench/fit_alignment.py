"""Fit the weights of the two scores on annotated stories: python -m bench.fit_alignment --stories BUILT [-o FOLDER].

Fits on events 01-09 only (cross-validated by event), reports 10-14. Needs scikit-learn; the product does not.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from processors.alignment.carried import CARRIED_FEATURES, carried_features, read_windows
from processors.alignment.instruments import Instruments
from processors.alignment.loading import load_instruments
from processors.alignment.score import PAIR_FEATURES, QuoteText, pair_features, read_quote, second_order
from processors.records import Analysis, Article, Language, Mention, Quote, Span

DATA = Path(__file__).parents[1] / "processors" / "alignment" / "data"
LAST_FITTED = 9


@dataclass(frozen=True)
class Story:
    number: int
    event: dict[str, Any]
    analyses: dict[tuple[str, int], Analysis]
    quotes: dict[str, list[tuple[Analysis, Quote]]]  # utterance → its revisions
    noise: frozenset[str]


def read_stories(built: Path) -> list[Story]:
    gold = json.loads((built / "gold.json").read_text("utf-8"))
    rows = [json.loads(line) for line in (built / "articles.jsonl").read_text("utf-8").splitlines()]
    texts = {(row["id"], row["revision"]): row for row in rows}
    stories = []
    for number, event in enumerate(gold["events"], start=1):
        ids = {*event["articles"], *event.get("noise", [])}
        analyses, quotes = {}, defaultdict(list)
        for entry in gold["articles"]:
            if entry["id"] in ids:
                analysis = _analysis(texts[entry["id"], entry["revision"]], entry)
                analyses[entry["id"], entry["revision"]] = analysis
                for quote, row in zip(analysis.quotes, entry["quotes"], strict=True):
                    quotes[row["utterance"]].append((analysis, quote))
        stories.append(Story(number, event, analyses, dict(quotes), frozenset(event.get("noise", []))))
    return stories


def _analysis(row: dict[str, Any], entry: dict[str, Any]) -> Analysis:
    text = row["text"]
    return Analysis(
        article=Article(id=row["id"], text=text, revision=row["revision"], outlet=row["outlet"], edition=row["edition"]),
        language=Language(code=row["language"], confidence=1.0, method="declared"),
        mentions=tuple(
            Mention(
                span=Span(start=m["start"], stop=m["stop"]),
                text=text[m["start"] : m["stop"]],
                type=m["type"],
                entity_id=m["entity"],
            )
            for m in entry["mentions"]
        ),
        quotes=tuple(
            Quote(
                id=q["utterance"],
                kind=q["kind"],
                content=tuple(Span(start=a, stop=b) for a, b in q["content"]),
                speaker_id=q["speaker"],
            )
            for q in entry["quotes"]
        ),
        sentences=sentences(text),
    )


def sentences(text: str) -> tuple[Span, ...]:
    """Plain sentence ends, enough for a fit."""
    spans = []
    for match in re.finditer(r"[^\n。！？!?.]+(?:[。！？!?]+[”»]?|\.(?=\s)|\.|\n|$)+", text):
        if match.group().strip():
            spans.append(Span(start=match.start(), stop=match.end()))
    return tuple(spans)


# --- pairs --------------------------------------------------------------------------------------------------------------


def pair_rows(story: Story, instruments: Instruments) -> Iterator[tuple[Any, int, bool]]:
    """(features, label, cross-lingual) of each two quotes of one speaker in different articles; first revisions."""
    names, quotes = [], []
    for name, revisions in story.quotes.items():
        analysis, quote = revisions[0]
        names.append(name)
        quotes.append(read_quote(analysis, quote, instruments.tables))
    features = pair_features(quotes, instruments)
    linked = {frozenset(pair) for pair in story.event["same"]} | {frozenset(row["pair"]) for row in story.event["altered"]}
    for i, one in enumerate(quotes):
        for j in range(i):
            other = quotes[j]
            if one.article_id != other.article_id and one.speaker_id and one.speaker_id == other.speaker_id:
                yield features[i, j], int(frozenset((names[i], names[j])) in linked), one.language != other.language


def pair_second_order(story: Story, instruments: Instruments, model: Any) -> tuple[list[float], list[int]]:
    names = list(story.quotes)
    quotes = [read_quote(*story.quotes[name][0], instruments.tables) for name in names]
    features = pair_features(quotes, instruments)
    first = model.predict_proba(features.reshape(-1, features.shape[-1]))[:, 1].reshape(len(quotes), -1)
    np.fill_diagonal(first, 1.0)
    final = second_order(first, [quote.speaker_id for quote in quotes])
    linked = {frozenset(pair) for pair in story.event["same"]} | {frozenset(row["pair"]) for row in story.event["altered"]}
    scores, labels = [], []
    for i, one in enumerate(quotes):
        for j in range(i):
            if one.article_id != quotes[j].article_id and one.speaker_id and one.speaker_id == quotes[j].speaker_id:
                scores.append(float(final[i, j]))
                labels.append(int(frozenset((names[i], names[j])) in linked))
    return scores, labels


# --- carried ------------------------------------------------------------------------------------------------------------


def carried_rows(story: Story, instruments: Instruments) -> Iterator[tuple[Any, int]]:
    """(windows × features, label) of a quote and another article of the event: does a gold rendering of it stand there?"""
    linked: dict[str, set[str]] = defaultdict(set)
    for one, other in [*story.event["same"], *(row["pair"] for row in story.event["altered"])]:
        linked[one].add(other)
        linked[other].add(one)
    first = {analysis.article.id: analysis for (_, revision), analysis in story.analyses.items() if revision == 1}
    windows = {name: read_windows(analysis, instruments) for name, analysis in first.items()}
    for name, revisions in story.quotes.items():
        analysis, quote = revisions[0]
        rendering: QuoteText = read_quote(analysis, quote, instruments.tables)
        homes = {story.quotes[other][0][0].article.id for other in linked[name] if other in story.quotes}
        prose = {row["absent"][0] for row in story.event["nodivergences"] if name in row["utterances"] and row.get("absent")}
        for article_id, article in windows.items():
            edition = f"{first[article_id].article.outlet}/{first[article_id].article.edition}"
            if article_id != analysis.article.id and (article_id in homes or edition not in prose) and rendering.words.words:
                yield carried_features(rendering, article, instruments), int(article_id in homes)


def fit_best_window(groups: list[tuple[Any, int, int]], columns: list[int], start: Any) -> Any:
    """A logistic regression over each row's best window, the choice and the fit taken in turns."""
    model = None
    for _ in range(6):
        best = [rows[int(np.argmax(_score(rows, columns, model, start)))][columns] for rows, _, _ in groups]
        model = logistic().fit(np.array(best), [label for _, label, _ in groups])
    return model


def _score(rows: Any, columns: list[int], model: Any, start: Any) -> Any:
    return rows @ start if model is None else model.decision_function(rows[:, columns])


def logistic() -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=1.0))


def plain_weights(model: Any, columns: list[int], names: tuple[str, ...]) -> dict[str, Any]:
    """The pipeline's weights on unscaled features, zero for those left out."""
    scaler, regression = model[0], model[-1]
    slopes = np.zeros(len(names))
    slopes[columns] = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - (regression.coef_[0] * scaler.mean_ / scaler.scale_).sum())
    return {"features": list(names), "slopes": [round(float(slope), 4) for slope in slopes], "intercept": round(intercept, 4)}


def figures(labels: Any, scores: Any, threshold: float = 0.5) -> str:
    decided = np.array(scores) > threshold
    return (f"n {len(labels)} positive {sum(labels)}  AUC {roc_auc_score(labels, scores):.3f}  F1 {f1_score(labels, decided):.3f}"
            f"  balanced {balanced_accuracy_score(labels, decided):.3f}")  # fmt: skip


def fit_pairs(fitted: list[Story], held: list[Story], instruments: Instruments) -> dict[str, Any]:
    rows = [(story.number, *row) for story in fitted for row in pair_rows(story, instruments)]
    features, labels = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    groups = np.array([row[0] for row in rows])
    result = {}
    for name, columns in (("both", list(range(6))), ("tables", [1, 3, 4, 5])):
        inside = cross_val_predict(
            logistic(), features[:, columns], labels, groups=groups, cv=GroupKFold(9), method="predict_proba"
        )
        model = logistic().fit(features[:, columns], labels)
        print(f"pairs, {name}: cross-validated 01-09  {figures(labels, inside[:, 1])}")
        result[name] = plain_weights(model, columns, PAIR_FEATURES)
        outside = [row for story in held for row in pair_rows(story, instruments)]
        scores = model.predict_proba(np.array([row[0] for row in outside])[:, columns])[:, 1]
        print(f"pairs, {name}: held 10-14             {figures([row[1] for row in outside], scores)}")
        cross = np.array([row[2] for row in outside])
        print(f"pairs, {name}: held, across languages  {figures(np.array([row[1] for row in outside])[cross], scores[cross])}")
        full = _Columns(model, columns)
        second = [pair for story in held for pair in zip(*pair_second_order(story, instruments, full), strict=True)]
        print(f"pairs, {name}: held, second order      {figures([label for _, label in second], [score for score, _ in second])}")
    return result


@dataclass(frozen=True)
class _Columns:
    model: Any
    columns: list[int]

    def predict_proba(self, features: Any) -> Any:
        return self.model.predict_proba(features[:, self.columns])


def fit_carried(fitted: list[Story], held: list[Story], instruments: Instruments) -> dict[str, Any]:
    rows = [(windows, label, story.number) for story in fitted for windows, label in carried_rows(story, instruments)]
    outside = [(windows, label, story.number) for story in held for windows, label in carried_rows(story, instruments)]
    result = {}
    for name, columns, start in (("both", list(range(5)), [1, 0.5, 0.5, 0, 0]), ("tables", [1, 2, 3, 4], [0, 0.5, 0.5, 0, 0])):
        scores, labels = [], []
        for number in sorted({row[2] for row in rows}):
            model = fit_best_window([row for row in rows if row[2] != number], columns, np.array(start))
            for windows, label, place in rows:
                if place == number:
                    scores.append(float(model.predict_proba(windows[:, columns])[:, 1].max()))
                    labels.append(label)
        print(f"carried, {name}: cross-validated 01-09  {figures(labels, scores)}")
        model = fit_best_window(rows, columns, np.array(start))
        seen = [float(model.predict_proba(windows[:, columns])[:, 1].max()) for windows, _, _ in outside]
        print(f"carried, {name}: held 10-14             {figures([row[1] for row in outside], seen)}")
        result[name] = plain_weights(model, columns, CARRIED_FEATURES)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the weights of the scores on annotated stories.")
    parser.add_argument("--stories", type=Path, required=True, help="a built story set: articles.jsonl and gold.json")
    parser.add_argument("-o", "--output", type=Path, default=DATA, help="folder for alignment.json and carried.json")
    arguments = parser.parse_args()
    stories = read_stories(arguments.stories)
    fitted, held = [s for s in stories if s.number <= LAST_FITTED], [s for s in stories if s.number > LAST_FITTED]
    instruments = load_instruments()
    for name, fit in (("alignment", fit_pairs), ("carried", fit_carried)):
        text = json.dumps(fit(fitted, held, instruments), indent=1) + "\n"
        (arguments.output / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
