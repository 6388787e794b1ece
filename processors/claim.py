"""Claim check: who carried a claimed quote, in which words, who did not, and which words of it nobody carried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import numpy as np

from processors.alignment.carried import find_carried, read_windows
from processors.alignment.instruments import Instruments
from processors.alignment.utterances import ALIGNED, Rendering, in_order, read_rendering, score_renderings
from processors.comparison import gather_revisions
from processors.coverage import WINDOW, OutletFacts, Watermarks, cover_speaker, edition_name, outlet_of, unread_editions
from processors.divergence.alteration import compare_renderings, is_altered
from processors.divergence.omission import CARRIED, Presence, look_for
from processors.divergence.parties import UNNAMED, find_parties
from processors.divergence.passages import Passage, read_passage
from processors.divergence.patterns import fold
from processors.entities.knowledge import KnowledgeBase
from processors.entities.unify import unify_people
from processors.records import Analysis, Article, Finding, Language, Mention, Nearest, Quote, QuoteRef, Relation, Span
from processors.text.brackets import find_insertions
from processors.wire import finding_to_json, reference_to_json, span_to_json, spans_to_json, time_to_json

Verdict = Literal["carried", "altered", "not-found", "not-known"]
MOST_CANDIDATES = 150  # quotes that are compared with the claim word by word; the encoder chooses them
MOST_ARTICLES = 24  # articles that are searched for the claim as a part of a longer quote: those with the nearest quotes
SAME_WORDS = 0.7  # share of what the closest rendering in the claim's language has of the claim's words that another must have
AROUND = timedelta(days=14)  # how far from the claimed day a rendering may have been published
WEIGHTY = 4.0  # words from this weight on are named when nobody carried them
CLAIM = "claim"  # id of the article that the claim is read as


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What somebody says that a speaker said."""

    text: str
    language: str
    speaker_id: str | None = None
    since: date | None = None  # the first and the last day on which it may have been said
    until: date | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRendering:
    quote: QuoteRef
    edition: str
    published_at: datetime
    speaker_id: str | None
    relation: Relation
    findings: tuple[Finding, ...]  # how the rendering differs from the claim: `a` in the claim, `b` in the article
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimVerdict:
    claim: Claim
    speaker_id: str | None
    verdict: Verdict
    renderings: tuple[ClaimRendering, ...]  # in order of publication
    carried: tuple[str, ...]
    absent: tuple[str, ...]
    unsupported: tuple[Span, ...]  # words of the claim that nobody carried
    instead: tuple[tuple[str, Nearest], ...] = ()  # for each absent edition what it printed that comes nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    rendering: Rendering
    part: Rendering  # what of it the claim is compared with
    probability: float


def check_claim(
    claim: Claim,
    analyses: Sequence[Analysis],
    *,
    clock: datetime,
    outlets: OutletFacts,
    instruments: Instruments,
    knowledge: KnowledgeBase | None = None,
    window: timedelta = WINDOW,
    watermarks: Watermarks | None = None,
) -> ClaimVerdict:
    """The verdict over everything that was published up to the clock around the claimed days."""
    revisions = gather_revisions((analysis for analysis in analyses if _is_near(claim, analysis.article)), clock)
    articles = tuple(analysis for versions in revisions.values() for analysis in versions)
    if knowledge is not None:
        articles = unify_people(articles, knowledge)
    wanted = _voice(claim.speaker_id, knowledge)
    candidates = _candidates(articles, wanted, instruments, knowledge)
    claimed = _read_claim(claim, wanted, instruments)
    found = _with_parts(_matching(claimed, candidates, instruments), claimed, candidates, instruments)
    found = _of_its_words(found if wanted else _of_one_voice(found), claimed, instruments)
    if not found:
        covered = bool(candidates) if wanted else bool(articles)
        return ClaimVerdict(
            claim=claim, speaker_id=claim.speaker_id, verdict="not-found" if covered else "not-known", renderings=(), carried=(),
            absent=(), unsupported=(),
        )  # fmt: skip
    renderings = tuple(_judge(claimed, match, instruments) for match in found)
    matched = [match.rendering for match in found]
    unsupported = _unsupported(claimed, [match.part for match in found], instruments)
    absent = _absent(matched, articles, clock, outlets, instruments, knowledge, window, watermarks)
    same = any(rendering.relation == "same" for rendering in renderings)
    return ClaimVerdict(
        claim=claim,
        speaker_id=claim.speaker_id or matched[0].quote.speaker_id,
        verdict="carried" if same and not unsupported else "altered",
        renderings=renderings,
        carried=tuple(sorted({rendering.edition for rendering in renderings})),
        absent=tuple(edition for edition, _ in absent),
        unsupported=unsupported,
        instead=tuple((edition, presence.nearest) for edition, presence in absent if presence.nearest is not None),
    )


def _is_near(claim: Claim, article: Article) -> bool:
    if article.published_at is None:
        return False
    day = article.published_at.date()
    early = claim.since is not None and day < claim.since - timedelta(days=1)  # zones: the day may still be the one before
    late = claim.until is not None and day > claim.until + AROUND
    return not early and not late


def _voice(speaker_id: str | None, knowledge: KnowledgeBase | None) -> str | None:
    return knowledge.voice(speaker_id) if knowledge and speaker_id else speaker_id


def _read_claim(claim: Claim, voice: str | None, instruments: Instruments) -> Rendering:
    """The claim as a rendering; what stands in brackets is an editor's and no part of it."""
    whole = Span(start=0, stop=len(claim.text))
    quote = Quote(
        id=CLAIM, kind="direct", content=(whole,), cue=None, source=None, speaker_id=claim.speaker_id,
        insertions=find_insertions(claim.text, whole),
    )  # fmt: skip
    analysis = Analysis(
        article=Article(id=CLAIM, text=claim.text, outlet=CLAIM, published_at=datetime.min.replace(tzinfo=UTC)),
        language=Language(code=claim.language, confidence=1.0, method="claim"),
        mentions=claim.mentions,
        quotes=(quote,),
        sentences=(whole,),
    )
    return read_rendering(analysis, quote, voice, instruments)


def _candidates(
    articles: Sequence[Analysis], wanted: str | None, instruments: Instruments, knowledge: KnowledgeBase | None
) -> list[Rendering]:
    """The quotes of the claimed speaker, or of everybody; each wording of an article once, in its first revision."""
    found: dict[tuple[str, str, str], Rendering] = {}
    for analysis in articles:
        for quote in (*analysis.quotes, *analysis.headline_quotes):
            voice = _voice(quote.speaker_id, knowledge)
            if quote.content and (wanted is None or voice == wanted):
                rendering = read_rendering(analysis, quote, voice, instruments)
                found.setdefault((analysis.article.id, quote.field, rendering.text.text), rendering)
    return sorted(found.values(), key=in_order)


def _matching(claimed: Rendering, candidates: Sequence[Rendering], instruments: Instruments) -> list[tuple[Rendering, float]]:
    """The candidates that are one utterance with the claim, in order of publication."""
    chosen = _nearest(claimed, candidates, instruments)
    if not chosen:
        return []
    scores = score_renderings([claimed, *chosen], instruments)
    likely = [index for index in range(1, len(chosen) + 1) if scores[0, index] >= ALIGNED]
    return [(chosen[index - 1], float(scores[0, index])) for index in likely]


def _with_parts(
    whole: Sequence[tuple[Rendering, float]],
    claimed: Rendering,
    candidates: Sequence[Rendering],
    instruments: Instruments,
) -> list[_Match]:
    """The matches as they are, and the quotes that hold the claim as a part: what circulates is often one sentence of several."""
    found = {rendering.reference: _Match(rendering=rendering, part=rendering, probability=score) for rendering, score in whole}
    for own in _by_article(claimed, candidates, instruments):
        analysis = own[0].analysis
        carried = find_carried([claimed.text], read_windows(analysis, instruments), instruments)
        if carried.window is None or carried.probability < CARRIED:
            continue
        holding = max(own, key=lambda one: _shared(one.quote.content, carried.window))
        inside = _inside(holding.quote.content, carried.window)
        if inside and holding.reference not in found:
            part = read_rendering(analysis, replace(holding.quote, content=inside), holding.voice, instruments)
            found[holding.reference] = _Match(rendering=holding, part=part, probability=carried.probability)
    return sorted(found.values(), key=lambda match: in_order(match.rendering))


def _by_article(claimed: Rendering, candidates: Sequence[Rendering], instruments: Instruments) -> list[list[Rendering]]:
    """The candidates in the bodies of the articles whose quotes come nearest to the claim, each article's together."""
    bodies = [one for one in candidates if one.quote.field == "text"]
    ranked = [bodies[place] for place in _ranking(claimed, bodies, instruments)]
    chosen = list(dict.fromkeys((one.reference.article_id, one.reference.revision) for one in ranked))[:MOST_ARTICLES]
    return [[one for one in bodies if (one.reference.article_id, one.reference.revision) == place] for place in chosen]


def _of_its_words(found: Sequence[_Match], claimed: Rendering, instruments: Instruments) -> list[_Match]:
    """The matches without those that say something else: in the claim's own language they lack words that others have."""
    tables, language = instruments.tables, claimed.text.language
    covers = [tables.cover(claimed.text.words, match.part.text.words).score for match in found]
    own = [match.part.text.language == language for match in found]
    best = max((cover for cover, same in zip(covers, own, strict=True) if same), default=0.0)
    return [match for match, cover, same in zip(found, covers, own, strict=True) if not same or cover >= SAME_WORDS * best]


def _of_one_voice(found: Sequence[_Match]) -> list[_Match]:
    """Without a claimed speaker, who said it is whose words come nearest; of others only a whole quote counts, no part of one."""
    best = max(found, key=lambda match: match.probability, default=None)
    return [match for match in found if best and (match.rendering.voice == best.rendering.voice or match.part is match.rendering)]


def _inside(content: Sequence[Span], window: Span) -> tuple[Span, ...]:
    cut = (Span(start=max(span.start, window.start), stop=min(span.stop, window.stop)) for span in content)
    return tuple(span for span in cut if span.start < span.stop)


def _shared(content: Sequence[Span], window: Span | None) -> int:
    return sum(span.stop - span.start for span in _inside(content, window)) if window else 0


def _nearest(claimed: Rendering, candidates: Sequence[Rendering], instruments: Instruments) -> list[Rendering]:
    if len(candidates) <= MOST_CANDIDATES:
        return list(candidates)
    return [candidates[place] for place in sorted(_ranking(claimed, candidates, instruments)[:MOST_CANDIDATES])]


def _ranking(claimed: Rendering, candidates: Sequence[Rendering], instruments: Instruments) -> list[int]:
    """Places of the candidates, the likest to the claim first; without an encoder by the words that they share with it."""
    if not candidates:
        return []
    if instruments.encoder is None:
        likeness = np.array([instruments.tables.cover(claimed.text.words, one.text.words).score for one in candidates])
    else:
        vectors = instruments.encoder.encode([rendering.text.text for rendering in candidates])
        likeness = vectors @ instruments.encoder.encode([claimed.text.text])[0]
    return [int(place) for place in np.argsort(-likeness, kind="stable")]


def _judge(claimed: Rendering, match: _Match, instruments: Instruments) -> ClaimRendering:
    rendering, probability = match.rendering, match.probability
    findings = tuple(finding for finding in compare_renderings(claimed, match.part, instruments) if finding.certain)
    return ClaimRendering(
        quote=rendering.reference,
        edition=rendering.edition,
        published_at=rendering.published_at,
        speaker_id=rendering.quote.speaker_id,
        relation="altered" if is_altered(findings) else "same",
        findings=findings,
        probability=round(probability, 4),
    )


def _unsupported(claimed: Rendering, matched: Sequence[Rendering], instruments: Instruments) -> tuple[Span, ...]:
    """Parties and weighty words of the claim, brackets included, that none of the renderings has."""
    text = claimed.analysis.article.text
    whole = (Span(start=0, stop=len(text)),)
    everything = Passage(text=text, folded=fold(text), language=claimed.analysis.language.code, spans=whole)
    carried = {party for rendering in matched for party in find_parties(read_passage(rendering))}
    parties = [span for party, span in find_parties(everything).items() if party not in carried and party != UNNAMED]
    brackets = [hole for hole in claimed.quote.insertions if any(hole.start <= span.start < hole.stop for span in parties)]
    words = instruments.tables.words(text, everything.language, whole, claimed.analysis.mentions)
    own_language = any(rendering.text.language == everything.language for rendering in matched)
    lacking = [
        {
            word.span
            for word in instruments.tables.cover(words, rendering.text.words).unmatched
            if word.weight >= WEIGHTY and (own_language or word.norm[0] in "@#")  # else the tables may just not know the word
        }
        for rendering in matched
    ]
    nowhere = set.intersection(*lacking) if lacking else set()
    return _merged([*parties, *brackets, *nowhere])


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans without those that lie inside others."""
    ordered = sorted(set(spans), key=lambda span: (span.start, -span.stop))
    kept: list[Span] = []
    for span in ordered:
        if not kept or span.stop > kept[-1].stop:
            kept.append(span)
    return tuple(kept)


def _absent(
    matched: Sequence[Rendering],
    articles: Sequence[Analysis],
    clock: datetime,
    outlets: OutletFacts,
    instruments: Instruments,
    knowledge: KnowledgeBase | None,
    window: timedelta,
    watermarks: Watermarks | None,
) -> list[tuple[str, Presence]]:
    """The editions that cover the speaker around the earliest rendering, were read past its window, and have nothing of it."""
    voices = frozenset(rendering.voice for rendering in matched if rendering.voice is not None)
    opened = min(rendering.published_at for rendering in matched)
    if not voices or clock < opened + window:
        return []
    near = [
        analysis for analysis in articles if analysis.article.published_at and abs(analysis.article.published_at - opened) <= window
    ]
    lacking = sorted({edition_name(analysis.article) for analysis in near} - {rendering.edition for rendering in matched})
    found: list[tuple[str, Presence]] = []
    for edition in lacking:
        if not outlets.keeps_record(outlet_of(edition)) or unread_editions([edition], opened, opened + window, watermarks):
            continue
        coverage = cover_speaker(voices, edition, near, lambda entity_id: _voice(entity_id, knowledge))
        if coverage is None or not coverage.certain:
            continue
        own = [read_windows(analysis, instruments) for analysis in near if edition_name(analysis.article) == edition]
        presence = look_for(matched, own, instruments)
        if presence.verdict == "absent":
            found.append((edition, presence))
    return found


def claim_to_json(verdict: ClaimVerdict) -> dict[str, Any]:
    """What `check --json` prints."""
    return {
        "claim": verdict.claim.text,
        "language": verdict.claim.language,
        "speaker": verdict.speaker_id,
        "verdict": verdict.verdict,
        "renderings": [_rendering_to_json(rendering) for rendering in verdict.renderings],
        "carried": list(verdict.carried),
        "absent": list(verdict.absent),
        "unsupported": spans_to_json(verdict.unsupported),
        "instead": [
            {
                "edition": edition,
                "article": nearest.article_id,
                "revision": nearest.revision,
                "window": span_to_json(nearest.window),
            }
            for edition, nearest in verdict.instead
        ],
    }


def _rendering_to_json(rendering: ClaimRendering) -> dict[str, Any]:
    return {
        **reference_to_json(rendering.quote),
        "edition": rendering.edition,
        "published_at": time_to_json(rendering.published_at),
        "speaker": rendering.speaker_id,
        "relation": rendering.relation,
        "findings": [finding_to_json(finding) for finding in rendering.findings],
        "probability": rendering.probability,
    }
