"""A claim check at the edge: what was typed becomes a claim, and the articles come from the store or from a file."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, select

from monitor.comparing import outlet_facts, read_analyses
from monitor.settings import Settings
from monitor.store.analyses import load_analyses
from monitor.store.schema import entity_mentions, revisions
from monitor.store.watermarks import read_stretches
from monitor.toolbox import load_comparison_instruments, load_tools
from processors.claim import AROUND, Claim, ClaimVerdict, check_claim
from processors.coverage import Watermarks
from processors.entities.gazetteer import find_known
from processors.entities.knowledge import KnowledgeBase
from processors.entities.name_ids import name_id
from processors.errors import InputError
from processors.language import detect_language
from processors.records import Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    verdict: ClaimVerdict
    analyses: tuple[Analysis, ...]  # what it was looked for in


def make_claim(quote: str, speaker: str | None, days: tuple[date, date] | None, knowledge: KnowledgeBase) -> Claim:
    """The claim as the processors take it; `InputError` when the quote is empty or the speaker is several people."""
    if not quote.strip():
        raise InputError('check: the quote is empty; put it in quotation marks: readout check "…"')
    language = detect_language(quote).code
    language = language if language in ("en", "ru", "zh") else "en"
    return Claim(
        text=quote,
        language=language,
        speaker_id=find_speaker(speaker, knowledge) if speaker else None,
        since=days[0] if days else None,
        until=days[1] if days else None,
        mentions=find_known(quote, language, knowledge),
    )


def find_speaker(name: str, knowledge: KnowledgeBase) -> str:
    """The entity of that id or name in any of the three languages; a name that nobody knows gives the id it has in the articles."""
    wanted = name.strip()
    if wanted in knowledge.entities:
        return wanted
    folded = wanted.casefold()
    known = {
        entity.id for entity in knowledge.entities.values() for names in entity.names.values() if folded in map(str.casefold, names)
    }
    known = known or {
        entity.id
        for entity in knowledge.entities.values()
        if entity.type == "PER" and any(folded in name.casefold().split() for names in entity.names.values() for name in names)
    }
    if len(known) > 1:
        raise InputError(f"check: --speaker {name} may be {', '.join(sorted(known))}; give one of these ids")
    return next(iter(known)) if known else name_id(wanted)


def days_of(text: str) -> tuple[date, date]:
    """The first and last day of "2018-04-03", "2018-04" or "2018"."""
    try:
        year, month, day = [int(part) for part in f"{text.strip()}-0-0".split("-")][:3]
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:  # not a number, or no such day
        pass
    raise InputError(f"check: --date {text!r} is no day; write 2018-04-03, 2018-04 or 2018")


def check_in_file(claim: Claim, file: str, settings: Settings, clock: datetime) -> Checked:
    """The verdict over the articles of a file; every edition counts as read up to the clock."""
    analyses = read_analyses(
        file, settings, wanted=lambda article: article.published_at is not None and article.published_at <= clock
    )
    return Checked(verdict=_check(claim, analyses, settings, clock, None), analyses=analyses)


def check_in_store(claim: Claim, connection: Connection, settings: Settings, clock: datetime) -> Checked:
    """The verdict over the store's articles around the claimed days that name the speaker, or somebody of the claim."""
    knowledge = load_tools(settings.folder).knowledge
    analyses = load_analyses(connection, _concerned(claim, connection, knowledge), clock)
    watermarks = read_stretches(connection)
    return Checked(verdict=_check(claim, analyses, settings, clock, watermarks), analyses=analyses)


def _check(
    claim: Claim, analyses: Sequence[Analysis], settings: Settings, clock: datetime, watermarks: Watermarks | None
) -> ClaimVerdict:
    return check_claim(
        claim,
        analyses,
        clock=clock,
        outlets=outlet_facts(settings.outlets),
        instruments=load_comparison_instruments(),
        knowledge=load_tools(settings.folder).knowledge,
        window=timedelta(hours=settings.window_hours),
        watermarks=watermarks,
    )


def _concerned(claim: Claim, connection: Connection, knowledge: KnowledgeBase) -> set[str]:
    query = select(revisions.c.article_id).distinct()
    if claim.since and claim.until:
        query = query.where(revisions.c.published_at.between(*_moments(claim.since, claim.until)))
    named = _voices(claim.speaker_id, knowledge) if claim.speaker_id else {mention.entity_id for mention in claim.mentions}
    if named:
        query = query.join(entity_mentions, entity_mentions.c.article_id == revisions.c.article_id).where(
            entity_mentions.c.entity_id.in_(sorted(filter(None, named)))
        )
    return set(connection.execute(query).scalars())


def _voices(speaker: str, knowledge: KnowledgeBase) -> Iterable[str]:
    """Everybody who speaks with one voice with him: a ministry and its spokespersons."""
    voice = knowledge.voice(speaker)
    return {speaker, voice, *(person for person in knowledge.voices if knowledge.voice(person) == voice)}


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    start = datetime.combine(since, time.min, UTC) - timedelta(days=2)
    return start, datetime.combine(until, time.max, UTC) + AROUND + timedelta(days=1)
