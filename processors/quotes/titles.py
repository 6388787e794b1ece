"""Which person of the text a bare title means: министр, the Chinese leader, 该发言人 (the said spokesperson)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from processors.quotes.profiles import Profile
from processors.quotes.source_words import SourceWords, expand

ENOUGH = 2.0
OFFICES = frozenset({
    "defence-minister", "foreign-minister", "head-of-state", "head-of-government", "spokesperson", "chief-of-general-staff",
    "security-council-secretary", "secretary-general", "expert", "other-minister", "minister", "leader",
})  # fmt: skip


def best_person(
    words: SourceWords,
    countries: frozenset[str],
    organisations: set[str],
    profiles: Mapping[str, Profile],
    recent: Sequence[str],
    previous: str | None,
) -> str | None:
    """The most fitting of the people named, or None where the title fits nobody well enough."""
    scored = [
        (
            _fit(words, countries, organisations, profiles[person]) + 0.5 / (1 + place) + (1.0 if person == previous else 0.0),
            -place,
            person,
        )
        for place, person in enumerate(recent)
        if person in profiles
    ]
    best = max(scored, default=None)
    return best[2] if best and best[0] >= ENOUGH else None


def _fit(words: SourceWords, countries: frozenset[str], organisations: set[str], profile: Profile) -> float:
    score = _role_fit(words, profile)
    if countries and profile.countries:
        score += 2.0 if countries & profile.countries else -6.0
    if "female" in words.kinds and profile.gender == "m":
        score -= 6.0
    if organisations:
        score += 2.0 if organisations & profile.organisations else -1.0
    score += min(1.5, 0.5 * len(words.words & profile.words))
    return score


def _role_fit(words: SourceWords, profile: Profile) -> float:
    asked = expand(words.roles)
    if asked & profile.roles:
        return 3.0
    if asked & OFFICES and profile.roles & OFFICES:
        return -4.0  # whose office is known is not called by another one
    if asked & profile.printed_roles:
        return 2.5
    if "expert" in words.roles:
        return 1.5 if not profile.in_office else -4.0
    return 0.0
