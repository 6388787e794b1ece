"""A comparison read back from the JSON in which the store keeps it; the way out is `processors.wire`."""

from __future__ import annotations

from processors.records import Alignment, Comparison, EventCluster, SetPhrase, Span, Utterance
from processors.wire import Json, divergence_from_json, finding_from_json, reference_from_json


def comparison_from_json(row: Json) -> Comparison:
    return Comparison(
        events=tuple(
            EventCluster(id=event["id"], aliases=tuple(event["aliases"]), article_ids=tuple(event["articles"]))
            for event in row["events"]
        ),
        utterances=tuple(map(_utterance, row["utterances"])),
        aligned=tuple(map(_alignment, row["aligned"])),
        divergences=tuple(map(divergence_from_json, row["divergences"])),
        set_phrases=tuple(map(_set_phrase, row["set_phrases"])),
    )


def _utterance(row: Json) -> Utterance:
    return Utterance(
        id=row["id"],
        event_id=row["event"],
        speaker_id=row["speaker"],
        set_phrase=row.get("set_phrase"),
        versions=tuple(tuple(map(reference_from_json, version)) for version in row["versions"]),
    )


def _alignment(row: Json) -> Alignment:
    return Alignment(
        a=reference_from_json(row["a"]),
        b=reference_from_json(row["b"]),
        relation=row["relation"],
        probability=row["probability"],
        findings=tuple(map(finding_from_json, row["findings"])),
        matched=tuple((_span(a), _span(b)) for a, b in row.get("matched", [])),
    )


def _set_phrase(row: Json) -> SetPhrase:
    return SetPhrase(
        phrase=row["phrase"], quote=reference_from_json(row["quote"]), span=_span(row["span"]), speaker_id=row["speaker"]
    )


def _span(pair: list[int]) -> Span:
    return Span(start=pair[0], stop=pair[1])
