"""From a divergence and the articles on the desk to the evidence that is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from monitor.reports.evidence import Desk, Evidence, FindingLine, Moment, PhraseUse, Rendering, Source, fullness
from monitor.reports.glossing import gloss_passage, gloss_words
from monitor.reports.marking import mark_words, match_words
from monitor.reports.passages import Mark, cut_passage, printed
from monitor.reports.places import cut_words, edition_of, quote_at, text_at
from monitor.reports.templating import one_line, safe_link
from monitor.reports.zones import in_zones
from processors.records import Analysis, Divergence, Finding, QuoteRef, Span

LONGEST_URL = 2000
MEANING = {
    "party-dropped": "a party is named in the first and not in the second",
    "party-added": "a party is named in the second and not in the first",
    "number": "the numbers differ",
    "negation": "one denies what the other says",
    "strength": "one commits to more than the other",
    "modality": "how sure or how binding it is differs (done, will, may, must)",
    "addressee": "it is said to somebody else",
    "tense": "the time of the action differs",
    "idiom": "a figure of speech is lost or replaced",
}


def gather_evidence(divergence: Divergence, desk: Desk, life: Iterable[Moment] = ()) -> Evidence:
    """Everything that a reader needs to check one divergence, in the order in which it is shown."""
    references = _in_order(divergence, desk)
    renderings = _main_first(
        [_rendering(reference, divergence, desk) for reference in references if _held(reference, desk)], divergence
    )
    wanted = [(quote.article_id, quote.revision) for quote in references] + [(name, None) for name in divergence.coverage]
    return Evidence(
        divergence=divergence,
        speaker=desk.names(divergence.speaker_id) if divergence.speaker_id else None,
        renderings=renderings,
        nearest=_nearest(divergence, renderings, desk),
        coverage=tuple(source_of(analysis) for name in divergence.coverage for analysis in _revisions(name, desk)),
        findings=tuple(_finding_line(finding, references, desk) for finding in divergence.findings),
        phrases=_phrase_uses(divergence, desk),
        life=tuple(sorted(life, key=lambda moment: moment.at)),
        outlets=desk.outlets,
        change=_change(divergence, desk),
        reads=desk.reads,
        missing=tuple(sorted({name for name, revision in wanted if not _knows(name, revision, desk)})),
    )


def _main_first(renderings: list[Rendering], divergence: Divergence) -> tuple[Rendering, ...]:
    """A lead often says in other words what is quoted in full below it: the full quote is shown."""
    if divergence.kind not in ("omitted", "edition") or not renderings:
        return tuple(renderings)
    first = renderings[0].source
    main = max(
        (one for one in renderings if (one.source.article_id, one.source.revision) == (first.article_id, first.revision)),
        key=fullness,
    )
    return (main, *(one for one in renderings if one is not main))


def source_of(analysis: Analysis) -> Source:
    """The proof that one revision was fetched and read."""
    article = analysis.article
    return Source(
        article_id=article.id,
        revision=article.revision,
        edition=edition_of(article),
        language=analysis.language.code,
        title=one_line(article.title),
        url=one_line(article.url, LONGEST_URL) if article.url else None,
        link=safe_link(article.url) if len(article.url or "") <= LONGEST_URL else None,
        published=in_zones(article.published_at),
        published_at=article.published_at,
        fetched=in_zones(article.fetched_at),
        text_sha256=hashlib.sha256(article.text.encode()).hexdigest(),
        page_sha256=article.sha256,
        warc=article.warc,
        completeness={"unknown": "full, as far as it says"}.get(article.completeness, article.completeness),
        size=_size(article.text, analysis.language.code),
    )


def _change(divergence: Divergence, desk: Desk) -> str:
    """What became of an edited quote: one that stands in the last revision only was added."""
    if divergence.kind != "edited":
        return ""
    if len(divergence.quotes) > 1:
        return "reworded"
    later = [revision for name, revision in desk.analyses if name == divergence.anchor.article_id]
    return "removed" if max(later, default=0) > divergence.anchor.revision else "added"


def _in_order(divergence: Divergence, desk: Desk) -> list[QuoteRef]:
    """The anchor, then the rest by time; the sides of an alteration keep their order, since findings name them a and b."""
    quotes = list(dict.fromkeys((divergence.anchor, *divergence.quotes)))
    if divergence.kind in ("altered", "attribution", "edited"):
        return list(dict.fromkeys(divergence.quotes)) or quotes
    return quotes[:1] + sorted(quotes[1:], key=lambda quote: _when(quote, desk))


def _when(quote: QuoteRef, desk: Desk) -> tuple[str, str, int]:
    analysis = desk.analyses.get((quote.article_id, quote.revision))
    moment = analysis and analysis.article.published_at
    return (moment.isoformat() if moment else "~", quote.article_id, quote.content[0].start if quote.content else 0)


def _held(quote: QuoteRef, desk: Desk) -> bool:
    return (quote.article_id, quote.revision) in desk.analyses


def _knows(name: str, revision: int | None, desk: Desk) -> bool:
    return bool(_revisions(name, desk)) if revision is None else (name, revision) in desk.analyses


def _revisions(name: str, desk: Desk) -> list[Analysis]:
    return [desk.analyses[key] for key in sorted(desk.analyses) if key[0] == name]


def _rendering(reference: QuoteRef, divergence: Divergence, desk: Desk) -> Rendering:
    analysis = desk.analyses[reference.article_id, reference.revision]
    text = analysis.article.title if reference.field == "title" else analysis.article.text
    quote = quote_at(reference, analysis)
    marks = [*mark_words(reference, divergence, desk), *((span, "insertion") for span in (quote.insertions if quote else ()))]
    return Rendering(
        source=source_of(analysis),
        reference=reference,
        kind=quote.kind if quote else "indirect",
        speaker=cut_words(text, quote.source) if quote else "",
        given_to=desk.names(quote.speaker_id) if quote and quote.speaker_id else None,
        cue=cut_words(text, quote.cue) if quote else "",
        words=printed(text, reference.content),
        pieces=cut_passage(text, reference.content, marks),
        gloss=gloss_passage(analysis, reference, desk),
        in_headline=reference.field == "title",
    )


def _nearest(divergence: Divergence, renderings: Sequence[Rendering], desk: Desk) -> Rendering | None:
    near = divergence.nearest
    analysis = None if near is None else desk.analyses.get((near.article_id, near.revision))
    if near is None or analysis is None:
        return None
    words = printed(analysis.article.text, (near.window,))
    place = QuoteRef(article_id=near.article_id, revision=near.revision, content=(near.window,))
    marks: list[tuple[Span, Mark]] = [(b, "matched") for _, b in near.matched]
    if desk.tables is not None and renderings:
        marks = [(span, mark) for span, mark in match_words(place, renderings[0].reference, desk) if mark == "matched"]
    return Rendering(
        source=source_of(analysis), reference=place, kind="nearest words", speaker="", given_to=None, cue="", words=words,
        pieces=cut_passage(analysis.article.text, place.content, marks), gloss=gloss_passage(analysis, place, desk),
    )  # fmt: skip


def _finding_line(finding: Finding, references: list[QuoteRef], desk: Desk) -> FindingLine:
    shown = []
    for quote, span in zip(references[:2], (finding.a, finding.b), strict=False):
        analysis = desk.analyses.get((quote.article_id, quote.revision))
        words = cut_words(text_at(analysis, quote), span) if analysis else ""
        meaning = gloss_words(analysis, quote, span, desk) if words and analysis and span else ""
        shown.append(f"{words} (≈ {meaning})" if meaning and meaning != words else words)
    a, b = [*shown, "", ""][:2]
    return FindingLine(type=finding.type, meaning=MEANING[finding.type], a=a, b=b, note=finding.note, certain=finding.certain)


def _phrase_uses(divergence: Divergence, desk: Desk) -> tuple[PhraseUse, ...]:
    here = {*divergence.coverage, *(quote.article_id for quote in divergence.quotes)}
    return tuple(
        PhraseUse(phrase=use.phrase, words=cut_words(text_at(analysis, use.quote), use.span), source=source_of(analysis))
        for use in desk.set_phrases
        if use.quote.article_id in here and (analysis := desk.analyses.get((use.quote.article_id, use.quote.revision)))
    )


def _size(text: str, language: str) -> str:
    return f"{sum(not c.isspace() for c in text):,} characters" if language == "zh" else f"{len(text.split()):,} words"
