"""Who is behind the source of each quote: names, pronouns, bare titles, offices, institutions, states, documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Doc

from processors.entities.knowledge import KnowledgeBase
from processors.quotes.office_holders import holder_by_office
from processors.quotes.profiles import Profile, profile_people
from processors.quotes.salience import Salient, narrative_subjects
from processors.quotes.source_words import SourceWords, read_source
from processors.quotes.titles import best_person
from processors.records import Article, Mention, Quote, Span

UNNAMED_ROLES = frozenset({"official", "expert", "military-officer", "diplomat", "deputy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    entity_id: str | None
    reason: str


@dataclass(slots=True)
class Scene:
    """All that one article gives for its sources; `said` grows as the quotes are gone through."""

    text: str
    language: str
    mentions: Sequence[Mention]
    knowledge: KnowledgeBase
    day: date | None
    profiles: Mapping[str, Profile]
    subjects: tuple[Salient, ...]
    quotes: Sequence[Quote]
    said: list[Salient] = field(default_factory=list)
    spoken: list[tuple[Quote, Speaker]] = field(default_factory=list)


def resolve_speakers(
    article: Article, quotes: Sequence[Quote], mentions: Sequence[Mention], doc: Doc, knowledge: KnowledgeBase
) -> tuple[Quote, ...]:
    """The same quotes with the speaker of each and why; an unnamed source has none."""
    day = article.published_at.date() if article.published_at else None
    scene = Scene(
        text=doc.text,
        language=doc.lang_,
        mentions=mentions,
        knowledge=knowledge,
        day=day,
        profiles=profile_people(doc.text, mentions, doc.lang_, knowledge, day),
        subjects=narrative_subjects(doc, mentions, quotes),
        quotes=quotes,
    )
    found: dict[int, Speaker] = {}
    for index in sorted(range(len(quotes)), key=lambda i: (_place(quotes[i]), i)):
        speaker = _resolve(quotes[index], scene)
        found[index] = speaker
        if not _is_nested(quotes[index], quotes):
            scene.said.append(Salient(position=_place(quotes[index]), entity_id=speaker.entity_id, speaker=True))
            scene.spoken.append((quotes[index], speaker))
    return tuple(
        replace(quote, speaker_id=found[index].entity_id, speaker_reason=found[index].reason) for index, quote in enumerate(quotes)
    )


def _place(quote: Quote) -> int:
    if quote.source:
        return quote.source.start
    return quote.cue.start if quote.cue else quote.content[0].start


def _is_nested(quote: Quote, quotes: Sequence[Quote]) -> bool:
    place = _place(quote)
    near = (other for other in quotes[:400] if other is not quote)
    return any(span.start <= place < span.stop for other in near for span in other.content)


def _resolve(quote: Quote, scene: Scene) -> Speaker:
    if quote.source is None:
        return _without_source(quote, scene)
    phrase = scene.text[quote.source.start : quote.source.stop]
    words = read_source(phrase, scene.language)
    inside = [m for m in scene.mentions if quote.source.start <= m.span.start and m.span.stop <= quote.source.stop]
    for rule in (_named, _pronoun, _unnamed, _document, _titled, _institution, _state):
        speaker = rule(phrase, words, inside, quote.source, scene)
        if speaker:
            return speaker
    return Speaker(entity_id=None, reason=f"nothing says who is meant by “{phrase[:60]}”")


def _without_source(quote: Quote, scene: Scene) -> Speaker:
    """The speaker before, where the sentence goes on (…, adding that …); in Chinese also where the paragraph does."""
    if not scene.spoken:
        return Speaker(entity_id=None, reason="no source, and nobody spoke before")
    before, speaker = scene.spoken[-1]
    between = scene.text[min(before.content[-1].stop, _place(quote)) : _place(quote)]
    broken = "\n" in between if scene.language == "zh" else any(mark in between for mark in (". ", "! ", "? ", "\n"))
    if quote.cue is None and not broken:
        return Speaker(entity_id=speaker.entity_id, reason="goes on after the speaker before")
    if broken:
        return Speaker(entity_id=None, reason="no source is printed")
    return Speaker(entity_id=speaker.entity_id, reason="the same sentence goes on")


# --- the rules, each for one kind of source -----------------------------------------------------------------------------


def _named(phrase: str, words: SourceWords, inside: Sequence[Mention], source: Span, scene: Scene) -> Speaker | None:
    people = [mention for mention in inside if mention.type == "PER" and mention.entity_id]
    if not people:
        return None
    own = [m for m in people if scene.language != "en" or not scene.text.startswith(("'s", "’s"), m.span.stop)]
    if not own:
        return None
    apposed = "," in scene.text[own[0].span.stop : source.stop]  # Hu Bo, adviser to Xi: the first is meant
    chosen = own[0] if apposed else own[-1]
    return Speaker(entity_id=chosen.entity_id, reason=f"named: {chosen.text}")


def _pronoun(phrase: str, words: SourceWords, inside: Sequence[Mention], source: Span, scene: Scene) -> Speaker | None:
    kinds = words.kinds & {"he", "she", "it"}
    short = len(phrase.split()) <= 2 if scene.language != "zh" else len(phrase) <= 2
    if words.kinds & {"again"} and len(phrase.split()) <= 2 and not inside:
        return _speaker_before(phrase, scene)
    if not kinds or not short or words.roles:
        return None
    if "it" in kinds and scene.language != "ru":
        return _ministry_before(phrase, source, scene)
    gender = "f" if "she" in kinds else "m"
    for salient in sorted((*scene.said, *scene.subjects), key=lambda s: (s.position, s.speaker), reverse=True):
        if salient.position >= source.start:
            continue
        if salient.entity_id is None:
            return Speaker(entity_id=None, reason=f"{phrase}: the unnamed source before")
        profile = scene.profiles.get(salient.entity_id)
        if profile and (profile.gender is None or profile.gender == gender):
            return Speaker(entity_id=salient.entity_id, reason=f"{phrase}: the person spoken of last")
    return _only_person(phrase, gender, scene)


def _only_person(phrase: str, gender: str, scene: Scene) -> Speaker | None:
    fitting = [profile for profile in scene.profiles.values() if profile.gender in (None, gender)]
    return Speaker(entity_id=fitting[0].id, reason=f"{phrase}: the first person of the text") if fitting else None


def _speaker_before(phrase: str, scene: Scene) -> Speaker:
    before = scene.spoken[-1][1].entity_id if scene.spoken else None
    return Speaker(entity_id=before, reason=f"{phrase}: whoever spoke before")


def _unnamed(phrase: str, words: SourceWords, inside: Sequence[Mention], source: Span, scene: Scene) -> Speaker | None:
    if "unnamed" in words.kinds or ("again" in words.kinds and not words.roles):
        return Speaker(entity_id=None, reason=f"unnamed: {phrase[:60]}")
    if "both" in words.kinds and not words.roles - {"head-of-state", "leader", "minister", "head-of-government"}:
        return Speaker(entity_id=None, reason=f"several speak: {phrase[:60]}")
    return None


def _document(phrase: str, words: SourceWords, inside: Sequence[Mention], source: Span, scene: Scene) -> Speaker | None:
    if "document" not in words.kinds or words.roles:
        return None
    issuer = [m for m in inside if m.type == "ORG" and m.entity_id]
    if issuer:  # заявление Минобороны: the ministry's own words
        return Speaker(entity_id=issuer[-1].entity_id, reason=f"a document of {issuer[-1].text}")
    spoken = scene.said[-1].entity_id if scene.said else None
    if "joint" not in words.kinds and scene.knowledge.type_of(spoken) == "ORG":
        return Speaker(entity_id=spoken, reason=f"{phrase[:60]}: of the organisation that spoke before")
    if scene.day is None:
        return Speaker(entity_id="document", reason=f"a document: {phrase[:60]}")
    joint = (
        "joint" in words.kinds
        or "joint" in read_source(scene.text[max(0, source.start - 280) : source.start], scene.language).kinds
    )
    joint = joint or any(speaker.entity_id and speaker.entity_id.startswith("joint-statement") for _, speaker in scene.spoken)
    kind = "joint-statement" if joint or _is_joint(scene) else "document"
    return Speaker(entity_id=f"{kind}-{scene.day:%Y-%m}", reason=f"a document: {phrase[:60]}")


def _is_joint(scene: Scene) -> bool:
    return any(
        "joint" in read_source(scene.text[i : i + 300], scene.language).kinds for i in range(0, min(len(scene.text), 6000), 250)
    )


def _titled(phrase: str, words: SourceWords, inside: Sequence[Mention], source: Span, scene: Scene) -> Speaker | None:
    if not words.roles:
        return None
    if words.roles <= UNNAMED_ROLES and _is_indefinite(phrase, scene.language):
        return Speaker(entity_id=None, reason=f"unnamed: {phrase[:60]}")
    countries = words.countries | _countries_of(inside, scene.knowledge)
    organisations = {m.entity_id for m in inside if m.type == "ORG" and m.entity_id}
    previous = next((s.entity_id for s in reversed(scene.said) if s.position < source.start), None)
    person = best_person(words, countries, organisations, scene.profiles, _recent(source, scene), previous)
    if person:
        return Speaker(entity_id=person, reason=f"{phrase[:60]}: the person of the text whom the title fits")
    held = holder_by_office(words.roles, countries, organisations, scene.knowledge, scene.day)
    if held:
        return Speaker(entity_id=held, reason=f"{phrase[:60]}: who held the office on {scene.day}")
    if organisations:
        return Speaker(entity_id=sorted(organisations)[0], reason=f"{phrase[:60]}: speaks for the organisation")
    return None


def _is_indefinite(phrase: str, language: str) -> bool:
    """A US official, 美国官员; "the official" and 该官员 go back to somebody."""
    if language == "zh":
        return not phrase.startswith(("这", "该", "上述"))
    return language == "en" and phrase.lower().startswith(("a ", "an ", "one ", "some "))


def _institution(phrase: str, words: SourceWords, inside: Sequence[Mention], source: Span, scene: Scene) -> Speaker | None:
    organisations = [m for m in inside if m.type == "ORG" and m.entity_id]
    if organisations:
        return Speaker(entity_id=organisations[0].entity_id, reason=f"institution: {organisations[0].text}")
    if words.kinds & {"institution", "ministry"}:
        return _ministry_before(phrase, source, scene, words.countries | _countries_of(inside, scene.knowledge))
    return None


def _ministry_before(phrase: str, source: Span, scene: Scene, countries: frozenset[str] = frozenset()) -> Speaker | None:
    """The organisation that spoke or was named last, of that country."""

    def fits(entity_id: str | None) -> bool:
        entity = scene.knowledge.entities.get(entity_id or "")
        return entity is None or not countries or entity.country in countries

    named = [m for m in scene.mentions if m.type == "ORG" and fits(m.entity_id)]
    before = [m for m in named if m.span.start < source.start] or [m for m in named if _kind(m, scene) == "ministry"][:1]
    spoken = {s.entity_id for s in scene.said if s.position < source.start}
    last = next((m for m in reversed(before) if m.entity_id in spoken), None) or next(
        (
            m
            for m in reversed(before)
            if scene.knowledge.type_of(m.entity_id) is None or _kind(m, scene) in ("ministry", "service", "military")
        ),
        None,
    )
    return Speaker(entity_id=last.entity_id, reason=f"{phrase[:60]}: {last.text}") if last else None


def _kind(mention: Mention, scene: Scene) -> str:
    entity = scene.knowledge.entities.get(mention.entity_id or "")
    return entity.kind if entity else ""


def _state(phrase: str, words: SourceWords, inside: Sequence[Mention], source: Span, scene: Scene) -> Speaker | None:
    """The Chinese side, 中方, Пекин: the state speaks."""
    if words.roles:  # an official whom nobody names is not his state
        return None
    places = [m for m in inside if m.type == "LOC" and m.entity_id]
    if scene.language == "zh" and len(places) > 1 and len(phrase) <= 4:
        return Speaker(entity_id=None, reason=f"several speak: {phrase}")
    for place in reversed(places):
        entity = scene.knowledge.entities.get(place.entity_id or "")
        if entity and entity.capital and entity.country and entity.country in scene.knowledge.states:
            return Speaker(entity_id=scene.knowledge.states[entity.country], reason=f"a capital speaks for its state: {place.text}")
        return Speaker(entity_id=place.entity_id, reason=f"a state: {place.text}")
    states = [scene.knowledge.states[country] for country in sorted(words.countries) if country in scene.knowledge.states]
    if len(states) == 1 and ("side" in words.kinds or scene.language == "zh"):
        return Speaker(entity_id=states[0], reason=f"a state: {phrase[:60]}")
    return None


def _countries_of(mentions: Sequence[Mention], knowledge: KnowledgeBase) -> frozenset[str]:
    entities = [knowledge.entities.get(m.entity_id or "") for m in mentions if m.type in ("LOC", "ORG")]
    return frozenset(code for entity in entities if entity for code in (entity.state or entity.country,) if code)


def _recent(source: Span, scene: Scene) -> list[str]:
    """The people named before, the last first; whoever is named only later comes at the end."""
    before = [m.entity_id for m in scene.mentions if m.type == "PER" and m.entity_id and m.span.start < source.start]
    return list(dict.fromkeys([*reversed(before), *scene.profiles]))
