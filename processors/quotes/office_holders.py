"""Who held an office on the article's day, where the text names nobody."""

from __future__ import annotations

from datetime import date

from processors.entities.knowledge import KnowledgeBase, Office
from processors.quotes.source_words import expand


def holder_by_office(
    roles: frozenset[str], countries: frozenset[str], organisations: set[str], knowledge: KnowledgeBase, day: date | None
) -> str | None:
    """The person; the organisation itself where several speak for it; None where the title leaves it open."""
    offices = [office for office in knowledge.offices if _fits(office, roles, countries, organisations)]
    holders = {
        knowledge.holder_of(office, day) or (office.organisation if office.role == "spokesperson" else None) for office in offices
    }
    holders.discard(None)
    return holders.pop() if len(holders) == 1 else None


def _fits(office: Office, roles: frozenset[str], countries: frozenset[str], organisations: set[str]) -> bool:
    if office.role not in expand(roles):
        return False
    if organisations and office.organisation in organisations:
        return True
    return office.country in countries and (office.role != "spokesperson" or not organisations)
