"""Plain English for one divergence: the sentence that leads, the paragraph a layman understands, the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from monitor.reports.evidence import Evidence, Moment, Rendering
from monitor.reports.templating import one_line
from processors.records import Divergence

LANGUAGES = {"en": "English", "ru": "Russian", "zh": "Chinese"}
EDITED = {
    "removed": "removed these words of",
    "added": "added these words of",
    "reworded": "reworded what it had quoted from",
    "": "edited words of",
}
LONGEST_QUOTED = 260


def outlet_name(outlet: str, names: Mapping[str, str]) -> str:
    return names.get(outlet, outlet)


def list_editions(editions: Iterable[str], names: Mapping[str, str], *, spelled: bool = False) -> str:
    """`["tass/ru", "tass/en", "nvo/ru"]` as "TASS (ru, en) and NVO (ru)", languages spelled out on wish."""
    by_outlet: dict[str, list[str]] = {}
    for edition in dict.fromkeys(editions):
        outlet, _, language = edition.partition("/")
        by_outlet.setdefault(outlet, []).append(LANGUAGES.get(language, language) if spelled else language)
    return _and([f"{outlet_name(outlet, names)} ({', '.join(languages)})" for outlet, languages in by_outlet.items()])


def headline_of(evidence: Evidence) -> str:
    """The finding in one sentence."""
    divergence, names = evidence.divergence, evidence.outlets
    who = evidence.speaker.en if evidence.speaker else "the speaker"
    carried, absent = list_editions(_in_time(evidence), names), list_editions(divergence.absent, names)
    match divergence.kind:
        case "omitted":
            return f"Carried by {carried}; {absent} quoted {who} on the same event and printed no such words."
        case "edition":
            return f"Carried by {carried}; of the same outlet, {absent} quoted {who} on the same event and printed no such words."
        case "altered":
            return f"Words of {who} differ between {_sides(evidence)}: {_and(_meanings(evidence)) or 'see the marked words'}."
        case "attribution":
            return f"The same words are given to {_speakers(evidence)}."
        case "edited":
            return f"{carried or 'The outlet'} {EDITED[evidence.change]} {who} in a later version of the same article."


def _in_time(evidence: Evidence) -> list[str]:
    """The editions that carried it, who was first before who followed."""
    carried = evidence.divergence.carried
    dated = sorted((one for one in evidence.renderings if one.source.published_at), key=lambda one: str(one.source.published_at))
    return [*(one for one in dict.fromkeys(one.source.edition for one in dated) if one in carried), *carried]


def spoken(evidence: Evidence) -> str:
    """The words that head a report: as an outlet printed them in a language of the reader, otherwise in the original."""
    if not evidence.renderings:
        return ""
    words = (evidence.readable or evidence.main).words
    return one_line(words.rstrip(" ,.;，。；"), LONGEST_QUOTED)  # English puts a comma before the closing mark


def spoken_gloss(evidence: Evidence) -> str:
    """The same in English where no outlet printed it in a language of the reader: a machine's gloss, never to be quoted."""
    if not evidence.renderings or evidence.readable:
        return ""
    return one_line(evidence.main.gloss, LONGEST_QUOTED)


def quoted_in_english(evidence: Evidence) -> str:
    """One line for lists and subjects; a gloss says that it is one."""
    gloss = spoken_gloss(evidence)
    return f"[word by word] {gloss}" if gloss else spoken(evidence)


def paragraph_of(evidence: Evidence) -> list[str]:
    """What happened, in sentences that need no knowledge of the project or of the three languages."""
    if not evidence.renderings:
        return [headline_of(evidence)]
    return [*_what_was_said(evidence), *_what_differs(evidence), *_how_it_ended(evidence), *_how_certain(evidence)]


def timeline_of(evidence: Evidence) -> list[Moment]:
    """What happened when: printings, fetches, the waiting window, and the life of the divergence."""
    divergence = evidence.divergence
    moments = [
        Moment(
            at=rendering.source.published_at,
            what=f"{_edition(rendering.source.edition, evidence)} printed {_printed_what(rendering, evidence)}",
        )
        for rendering in evidence.renderings
        if rendering.source.published_at
    ]
    quoting = {(rendering.source.article_id, rendering.source.revision) for rendering in evidence.renderings}
    moments += [
        Moment(at=source.published_at, what=f"{_edition(source.edition, evidence)} covered the event without them")
        for source in evidence.coverage
        if source.published_at and (source.article_id, source.revision) not in quoting
    ]
    if divergence.window_closes_at:
        moments.append(Moment(at=divergence.window_closes_at, what="The waiting window closed; only now is silence a finding"))
    return sorted(dict.fromkeys([*moments, *evidence.life]), key=lambda moment: moment.at)


def state_of(divergence: Divergence) -> str:
    return {
        "pending": "waiting: the other side may still print it",
        "not-known": "not yet known: the other side's pages were not all read up to the end of the window",
        "uncertain": "uncertain: shown here, never mailed",
        "new": "new",
        "alerted": "mailed",
        "confirmed": "confirmed by a person",
        "rejected": "rejected by a person",
        "closed": "closed: the other side printed it later",
        "withdrawn": "withdrawn: we were wrong",
    }[divergence.state]


def duration(start: datetime, stop: datetime) -> str:
    hours = round((stop - start).total_seconds() / 3600)
    return f"{hours} hours" if abs(hours) < 72 else f"{round(hours / 24)} days"


def _what_was_said(evidence: Evidence) -> list[str]:
    main, who = evidence.main, evidence.speaker.en if evidence.speaker else "an unnamed source"
    day = f"On {main.source.published_at:%-d %B %Y}" if main.source.published_at else "On a day that the article does not tell"
    first = f"{day} {_edition(main.source.edition, evidence)} reported words of {who}."
    english = evidence.english
    if english:
        outlet = outlet_name(english.source.edition.partition("/")[0], evidence.outlets)
        return [f"{first} As {outlet} printed it in English: “{quoted_in_english(evidence)}”."]
    gloss = spoken_gloss(evidence)
    return [f"{first} Put word by word into English by machine: {gloss.rstrip(' .')}."] if gloss else [first]


def _what_differs(evidence: Evidence) -> list[str]:
    divergence = evidence.divergence
    if divergence.kind == "altered":
        return _what_is_altered(evidence)
    if divergence.kind in ("attribution", "edited"):
        return ["Both are shown below, with the words that differ marked."]
    absent = list_editions(divergence.absent, evidence.outlets, spelled=True)
    read = len({source.article_id for source in evidence.coverage})
    articles = f"{read} article{'s' if read != 1 else ''}"
    sentences = [
        f"{absent} wrote about the same event and quoted the same speaker in {articles}, all read from first to last word; "
        "nothing in them says this."
    ]
    if divergence.opened_at and divergence.window_closes_at:
        waited = duration(divergence.opened_at, divergence.window_closes_at)
        sentences.append(f"The verdict was held back for {waited} after the first printing, in case it came late.")
    if evidence.nearest:
        sentences.append("The nearest words that they do have are shown beside it.")
    return sentences


def _what_is_altered(evidence: Evidence) -> list[str]:
    """The words on both sides, for the first few findings."""
    first, second = (_edition(one.source.edition, evidence) for one in (evidence.renderings * 2)[:2])
    told = []
    for finding in evidence.findings[:3]:
        a, b = (f"has {one_line(words, 80)}" if words else "has nothing of it" for words in (finding.a, finding.b))
        told.append(f"{finding.meaning[:1].upper()}{finding.meaning[1:]}: {first} {a}, {second} {b}.")
    return told or ["Both are shown below, with the words that differ marked."]


def _how_it_ended(evidence: Evidence) -> list[str]:
    if evidence.divergence.state == "closed":
        return ["Later the other side printed it after all, so this difference is closed; the timeline tells when."]
    if evidence.divergence.state == "withdrawn":
        return ["Looked at again, the difference is not there: it was our mistake, and it is withdrawn."]
    return []


def _how_certain(evidence: Evidence) -> list[str]:
    divergence = evidence.divergence
    if divergence.certain:
        return []
    return [f"This is uncertain and was mailed to nobody: {_and(divergence.doubts) or 'the evidence is thin'}."]


def _printed_what(rendering: Rendering, evidence: Evidence) -> str:
    return f"version {rendering.source.revision}" if evidence.divergence.kind == "edited" else "the words"


def _meanings(evidence: Evidence) -> list[str]:
    return list(dict.fromkeys(finding.meaning for finding in evidence.findings))


def _sides(evidence: Evidence) -> str:
    return _and([_edition(rendering.source.edition, evidence) for rendering in evidence.renderings[:2]])


def _speakers(evidence: Evidence) -> str:
    return _and(
        [f"{_given_to(rendering)} by {_edition(rendering.source.edition, evidence)}" for rendering in evidence.renderings[:2]]
    )


def _given_to(rendering: Rendering) -> str:
    return rendering.given_to.en if rendering.given_to else rendering.speaker or "nobody named"


def _edition(edition: str, evidence: Evidence) -> str:
    outlet, _, language = edition.partition("/")
    return f"{outlet_name(outlet, evidence.outlets)} in {LANGUAGES.get(language, language)}"


def _and(parts: Iterable[str]) -> str:
    *most, last = [*parts] or [""]
    return f"{', '.join(most)} and {last}" if most else last
