"""Records ↔ the JSON that `docs/json.md` documents: plain dictionaries with half-open positions in code points."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from processors.errors import ArticleRefused
from processors.records import (
    Alignment,
    Analysis,
    Article,
    Comparison,
    Divergence,
    Finding,
    Language,
    Mention,
    Nearest,
    Quote,
    QuoteRef,
    Relevance,
    Span,
)

Json = dict[str, Any]  # what json.loads gives
PLAIN_FIELDS = ("title", "outlet", "edition", "language", "url", "sha256", "warc", "same_as")
KNOWN_FIELDS = {*PLAIN_FIELDS, "id", "text", "published_at", "revision", "fetched_at", "completeness"}
COMPLETENESS = ("full", "partial", "unknown")


def article_from_json(row: object, *, strict: bool = False) -> Article:
    """The article that one JSON object describes; raises `ArticleRefused` with a countable reason."""
    if not isinstance(row, dict):
        raise ArticleRefused("not an object", "an article is a JSON object with at least id or url, and text")
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ArticleRefused("no text", "the field text is missing or empty")
    for name in PLAIN_FIELDS:
        if not isinstance(row.get(name), str | None):
            raise ArticleRefused("wrong field", f"{name} is not a string")
    unknown = sorted(set(row) - KNOWN_FIELDS)
    if strict and unknown:
        raise ArticleRefused("unknown field", ", ".join(unknown))
    published_at, zone = _moment(row, "published_at")
    return Article(
        id=_article_id(row),
        text=_clean(text),
        title=_clean(row.get("title") or ""),
        **{name: row.get(name) for name in PLAIN_FIELDS if name != "title"},
        published_at=published_at,
        published_zone=zone,
        revision=_revision(row),
        fetched_at=_moment(row, "fetched_at")[0],
        completeness=_completeness(row),
        extra=tuple((name, json.dumps(row[name], ensure_ascii=False, sort_keys=True)) for name in unknown),
    )


def article_to_json(article: Article) -> Json:
    """The article as `import` takes it; empty fields are left out."""
    row: Json = {"id": article.id, **{name: getattr(article, name) for name in PLAIN_FIELDS}}
    row["published_at"] = time_to_json(article.published_at)
    row["revision"] = article.revision
    row["text"] = article.text
    row["fetched_at"] = time_to_json(article.fetched_at)
    row["completeness"] = None if article.completeness == "unknown" else article.completeness
    row.update({name: json.loads(value) for name, value in article.extra})
    return {name: value for name, value in row.items() if value is not None and value != ""}


def time_to_json(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def time_from_json(value: str) -> datetime:
    """An aware moment in UTC; `ValueError` when the text is no ISO 8601 time with an offset."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no offset: write 2018-04-03T14:20:00+03:00")
    return moment.astimezone(UTC)


def _clean(text: str) -> str:
    """Without lone surrogates, which no UTF-8 file can hold; each becomes U+FFFD so that positions stay."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _article_id(row: Mapping[str, Any]) -> str:
    if isinstance(row.get("id"), str) and row["id"].strip():
        return _clean(row["id"])
    if isinstance(row.get("url"), str) and row["url"].strip():
        return "u" + hashlib.sha256(_clean(row["url"]).encode()).hexdigest()[:20]
    raise ArticleRefused("no id", "neither id nor url is given")


def _moment(row: Mapping[str, Any], name: str) -> tuple[datetime | None, str | None]:
    value = row.get(name)
    if value is None or value == "":
        return None, None
    try:
        moment = time_from_json(value)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise ArticleRefused("wrong time", f"{name}: {wrong}") from wrong
    return moment, _offset(value)


def _offset(value: str) -> str:
    printed = datetime.fromisoformat(value).strftime("%z")
    return f"{printed[:3]}:{printed[3:5]}"


def _revision(row: Mapping[str, Any]) -> int:
    revision = row.get("revision", 1)
    if not isinstance(revision, int) or isinstance(revision, bool) or not 1 <= revision < 2**31:
        raise ArticleRefused("wrong field", "revision is not a whole number from 1")
    return revision


def _completeness(row: Mapping[str, Any]) -> Any:
    value = row.get("completeness") or "unknown"
    if value not in COMPLETENESS:
        raise ArticleRefused("wrong field", f"completeness is none of {', '.join(COMPLETENESS)}")
    return value


# --- analyses -----------------------------------------------------------------------------------------------------------


def span_to_json(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.stop]


def spans_to_json(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.stop] for span in spans]


def span_from_json(pair: list[int] | None) -> Span | None:
    return None if pair is None else Span(start=pair[0], stop=pair[1])


def spans_from_json(pairs: Iterable[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start=start, stop=stop) for start, stop in pairs)


def mention_to_json(mention: Mention) -> Json:
    return {
        "start": mention.span.start, "stop": mention.span.stop, "text": mention.text,
        "type": mention.type, "entity": mention.entity_id, "reason": mention.reason,
    }  # fmt: skip


def mention_from_json(row: Json) -> Mention:
    span = Span(start=row["start"], stop=row["stop"])
    return Mention(span=span, text=row["text"], type=row["type"], entity_id=row["entity"], reason=row.get("reason", ""))


def quote_to_json(quote: Quote) -> Json:
    row: Json = {
        "id": quote.id, "kind": quote.kind, "content": spans_to_json(quote.content), "cue": span_to_json(quote.cue),
        "source": span_to_json(quote.source), "speaker": quote.speaker_id, "speaker_reason": quote.speaker_reason,
    }  # fmt: skip
    if quote.insertions:
        row["insertions"] = spans_to_json(quote.insertions)
    return row | ({"field": "title"} if quote.field == "title" else {})


def quote_from_json(row: Json) -> Quote:
    return Quote(
        id=row["id"], kind=row["kind"], content=spans_from_json(row["content"]), cue=span_from_json(row["cue"]),
        source=span_from_json(row["source"]), speaker_id=row["speaker"], speaker_reason=row.get("speaker_reason", ""),
        field=row.get("field", "text"), insertions=spans_from_json(row.get("insertions", [])),
    )  # fmt: skip


def analysis_to_json(analysis: Analysis) -> Json:
    """What `analyse` prints for one article; the article itself is named by id and revision."""
    language, relevance = analysis.language, analysis.relevance
    return {
        "id": analysis.article.id,
        "revision": analysis.article.revision,
        "language": {"code": language.code, "confidence": round(language.confidence, 4), "method": language.method},
        "relevance": round(relevance.score, 4),
        "relevance_reasons": list(relevance.reasons),
        "mentions": [mention_to_json(mention) for mention in analysis.mentions],
        "headline_mentions": [mention_to_json(mention) for mention in analysis.headline_mentions],
        "quotes": [quote_to_json(quote) for quote in analysis.quotes],
        "headline_quotes": [quote_to_json(quote) for quote in analysis.headline_quotes],
        "sentences": spans_to_json(analysis.sentences),
        "tools": list(analysis.tools),
    }


def analysis_from_json(row: Json, article: Article) -> Analysis:
    """The analysis as it was stored, put back beside its article."""
    return Analysis(
        article=article,
        language=Language(**row["language"]),
        relevance=Relevance(score=row["relevance"], reasons=tuple(row["relevance_reasons"])),
        mentions=tuple(map(mention_from_json, row["mentions"])),
        headline_mentions=tuple(map(mention_from_json, row["headline_mentions"])),
        quotes=tuple(map(quote_from_json, row["quotes"])),
        headline_quotes=tuple(map(quote_from_json, row["headline_quotes"])),
        sentences=spans_from_json(row["sentences"]),
        tools=tuple(row["tools"]),
    )


# --- comparisons --------------------------------------------------------------------------------------------------------


def reference_to_json(reference: QuoteRef) -> Json:
    row: Json = {"article": reference.article_id, "revision": reference.revision, "content": spans_to_json(reference.content)}
    return row | ({"field": "title"} if reference.field == "title" else {})


def finding_to_json(finding: Finding) -> Json:
    return {
        "type": finding.type, "a": span_to_json(finding.a), "b": span_to_json(finding.b),
        "note": finding.note, "certain": finding.certain,
    }  # fmt: skip


def alignment_to_json(pair: Alignment) -> Json:
    return {
        "a": reference_to_json(pair.a), "b": reference_to_json(pair.b), "relation": pair.relation,
        "probability": round(pair.probability, 4), "findings": [finding_to_json(finding) for finding in pair.findings],
        "matched": [[span_to_json(a), span_to_json(b)] for a, b in pair.matched],
    }  # fmt: skip


def divergence_to_json(divergence: Divergence) -> Json:
    nearest = divergence.nearest
    return {
        "id": divergence.id,
        "kind": divergence.kind,
        "state": divergence.state,
        "certain": divergence.certain,
        "event": divergence.event_id,
        "utterance": divergence.utterance_id,
        "speaker": divergence.speaker_id,
        "anchor": reference_to_json(divergence.anchor),
        "quotes": [reference_to_json(quote) for quote in divergence.quotes],
        "carried": list(divergence.carried),
        "absent": list(divergence.absent),
        "findings": [finding_to_json(finding) for finding in divergence.findings],
        "coverage": list(divergence.coverage),
        "nearest": nearest and {
            "article": nearest.article_id, "revision": nearest.revision, "window": span_to_json(nearest.window),
            "score": round(nearest.score, 4), "matched": [[span_to_json(a), span_to_json(b)] for a, b in nearest.matched],
        },
        "unmatched": spans_to_json(divergence.unmatched),
        "salience": round(divergence.salience, 4),
        "reasons": list(divergence.reasons),
        "doubts": list(divergence.doubts),
        "probability": round(divergence.probability, 4),
        "opened_at": time_to_json(divergence.opened_at),
        "window_closes_at": time_to_json(divergence.window_closes_at),
    }  # fmt: skip


def reference_from_json(row: Json) -> QuoteRef:
    return QuoteRef(
        article_id=row["article"], revision=row["revision"], content=spans_from_json(row["content"]), field=row.get("field", "text")
    )


def finding_from_json(row: Json) -> Finding:
    return Finding(
        type=row["type"],
        a=span_from_json(row["a"]),
        b=span_from_json(row["b"]),
        note=row.get("note", ""),
        certain=row.get("certain", True),
    )


def nearest_from_json(row: Json) -> Nearest:
    start, stop = row["window"]
    return Nearest(
        article_id=row["article"], revision=row["revision"], window=Span(start=start, stop=stop), score=row["score"],
        matched=tuple((Span(start=a[0], stop=a[1]), Span(start=b[0], stop=b[1])) for a, b in row["matched"]),
    )  # fmt: skip


def divergence_from_json(row: Json) -> Divergence:
    """The divergence as `divergence_to_json` wrote it."""
    times = {name: time_from_json(row[name]) if row.get(name) else None for name in ("opened_at", "window_closes_at")}
    return Divergence(
        id=row["id"], kind=row["kind"], state=row["state"], certain=row["certain"], event_id=row["event"],
        utterance_id=row["utterance"], speaker_id=row["speaker"], anchor=reference_from_json(row["anchor"]),
        quotes=tuple(map(reference_from_json, row["quotes"])), carried=tuple(row["carried"]), absent=tuple(row["absent"]),
        findings=tuple(map(finding_from_json, row["findings"])), coverage=tuple(row["coverage"]),
        nearest=nearest_from_json(row["nearest"]) if row["nearest"] else None, unmatched=spans_from_json(row["unmatched"]),
        salience=row["salience"], reasons=tuple(row["reasons"]), doubts=tuple(row["doubts"]), probability=row["probability"],
        **times,
    )  # fmt: skip


def comparison_to_json(comparison: Comparison) -> Json:
    """What `compare` prints."""
    return {
        "events": [
            {"id": event.id, "aliases": list(event.aliases), "articles": list(event.article_ids)} for event in comparison.events
        ],
        "utterances": [
            {
                "id": utterance.id,
                "event": utterance.event_id,
                "speaker": utterance.speaker_id,
                "set_phrase": utterance.set_phrase,
                "versions": [[reference_to_json(quote) for quote in version] for version in utterance.versions],
            }
            for utterance in comparison.utterances
        ],
        "aligned": [alignment_to_json(pair) for pair in comparison.aligned],
        "divergences": [divergence_to_json(divergence) for divergence in comparison.divergences],
        "set_phrases": [
            {"phrase": use.phrase, "quote": reference_to_json(use.quote), "span": span_to_json(use.span), "speaker": use.speaker_id}
            for use in comparison.set_phrases
        ],
    }  # fmt: skip
