"""Moments as the archive writes them, in records and in its index."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_to_text(moment: datetime) -> str:
    """In UTC and always as long, so that the order of the texts is the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """The moment that a record's head or a row names, one without an offset in UTC; `ValueError` when it names none."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
