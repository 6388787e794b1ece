"""How much a divergence says to an analyst, 0 to 1, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from processors.alignment.utterances import Rendering
from processors.coverage import outlet_of
from processors.divergence.modality import find_modality
from processors.divergence.negation import find_negations
from processors.divergence.numbers import find_numbers
from processors.divergence.parties import UNNAMED, find_parties, party_name
from processors.divergence.passages import read_passage
from processors.records import DivergenceKind, Finding

WEIGHTS = {
    "third country": 0.3, "commitment": 0.15, "refusal": 0.1, "number": 0.1, "direct speech": 0.1, "rank": 0.15, "outlets": 0.1,
    "headline": 0.1,
}  # fmt: skip
BASE = {"omitted": 0.15, "altered": 0.2, "attribution": 0.15, "edited": 0.15, "edition": 0.1}
COMMITMENT = ("agreed", "will", "willing")
HIGHEST_RANK = 3  # head of state; 2: minister; 1: anybody else with an office


@dataclass(frozen=True, slots=True, kw_only=True)
class Salience:
    score: float
    reasons: tuple[str, ...]


def weigh(kind: DivergenceKind, renderings: Sequence[Rendering], findings: Sequence[Finding], ranks: Mapping[str, int]) -> Salience:
    """The salience of a divergence over the renderings that it rests on."""
    passages = [read_passage(rendering) for rendering in renderings]
    reasons: list[tuple[str, str]] = []
    parties = sorted({party for passage in passages for party in find_parties(passage)} - {UNNAMED})
    if parties:
        reasons.append(("third country", f"names a third party: {', '.join(party_name(party) for party in parties)}"))
    if any(set(find_modality(passage)) & set(COMMITMENT) for passage in passages):
        reasons.append(("commitment", "a commitment"))
    if any(find_negations(passage) for passage in passages):
        reasons.append(("refusal", "a refusal or denial"))
    if any(find_numbers(passage) for passage in passages):
        reasons.append(("number", "a number"))
    if any(rendering.quote.kind in ("direct", "mixed") for rendering in renderings):
        reasons.append(("direct speech", "direct speech"))
    rank = max((ranks.get(rendering.voice or "", 0) for rendering in renderings), default=0)
    if rank:
        reasons.append(("rank", "said by a head of state" if rank >= HIGHEST_RANK else "said by a minister or spokesperson"))
    outlets = {outlet_of(rendering.edition) for rendering in renderings}
    if len(outlets) > 1 and kind != "altered":
        reasons.append(("outlets", f"carried by {len(outlets)} outlets"))
    if any(rendering.headline for rendering in renderings):
        reasons.append(("headline", "in a headline"))
    score = BASE[kind] + sum(WEIGHTS[name] * (rank / HIGHEST_RANK if name == "rank" else 1.0) for name, _ in reasons)
    score += 0.1 * bool(findings)
    return Salience(score=round(min(score, 1.0), 4), reasons=tuple(text for _, text in reasons))
