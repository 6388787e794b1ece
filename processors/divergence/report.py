"""Turns what was found on one event into utterances, aligned pairs and divergences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from processors.alignment.utterances import Rendering, group_renderings, in_order, score_renderings
from processors.coverage import Coverage, cover_speaker, edition_name, outlet_of, unread_editions
from processors.divergence.alteration import (
    Version,
    are_complementary,
    between,
    compare_group,
    is_altered,
    join_altered,
    split_versions,
)
from processors.divergence.attribution import pairs_of_speakers
from processors.divergence.edited import Edit
from processors.divergence.frame import EventComparison, EventFrame, Group, renderings_of
from processors.divergence.ids import anchor_key, divergence_id, utterance_id
from processors.divergence.omission import Presence, look_for
from processors.divergence.salience import weigh
from processors.divergence.set_phrase_uses import find_uses, governing_phrase
from processors.divergence.triviality import is_trivial
from processors.records import Alignment, Divergence, DivergenceKind, Finding, Nearest, State, Utterance

MAYBE_ALTERED = 0.2  # probability from which a quote of the silent side may be an alteration
TAKEN = 0.7  # share of the nearest words that must stand in another utterance's quote
CERTAIN_ALTERED = 0.5  # share of the pairs of two versions that must show a finding


def report_event(frame: EventFrame) -> EventComparison:
    """Everything that is said of one event."""
    groups = form_groups(frame)
    divergences = [divergence for group in groups for divergence in _of_group(frame, group, groups)]
    divergences += [_edited(frame, edit, groups) for edit in frame.edits]
    return EventComparison(
        utterances=tuple(_utterance(frame, group) for group in groups),
        aligned=tuple(pair for group in groups for pair in _aligned(frame, group)),
        divergences=tuple(sorted(divergences, key=lambda divergence: (-divergence.salience, divergence.id))),
        set_phrases=find_uses(frame.renderings),
    )


def form_groups(frame: EventFrame) -> list[Group]:
    """The event's utterances with their versions."""
    renderings = frame.renderings
    scores = score_renderings(renderings, frame.instruments)
    for later, earlier in frame.later.items():
        scores[later, earlier] = scores[earlier, later] = 1.0  # one quote, reworded in a revision
    phrases = [governing_phrase(rendering) for rendering in renderings]

    def apart(i: int, j: int) -> bool:
        """A set phrase in two mouths is no attribution: everybody says it."""
        return renderings[i].voice != renderings[j].voice and (phrases[i] is not None or phrases[j] is not None)

    groups = []
    for members in join_altered(group_renderings(renderings, scores, apart), renderings, scores, phrases, frame.instruments):
        findings = compare_group(members, renderings, frame.instruments)
        phrase = next((phrases[index] for index in members if phrases[index]), None)
        groups.append(
            Group(
                id=utterance_id(renderings[members[0]]), members=members, versions=split_versions(members, findings),
                findings=findings, scores=scores, set_phrase=phrase,
            )
        )  # fmt: skip
    return sorted(groups, key=lambda group: in_order(renderings[group.members[0]]))


def _utterance(frame: EventFrame, group: Group) -> Utterance:
    anchor = frame.renderings[group.members[0]]
    return Utterance(
        id=group.id,
        event_id=frame.event.id,
        speaker_id=anchor.quote.speaker_id,
        versions=tuple(tuple(frame.renderings[index].reference for index in version.members) for version in group.versions),
        set_phrase=group.set_phrase,
    )


# --- pairs --------------------------------------------------------------------------------------------------------------


def _aligned(frame: EventFrame, group: Group) -> Iterator[Alignment]:
    """The pairs across articles; renderings that a revision brought later stand behind the first ones."""
    version_of = {index: number for number, version in enumerate(group.versions) for index in version.members}
    ordered = sorted(group.members, key=lambda index: (index in frame.later, group.members.index(index)))
    for position, i in enumerate(ordered):
        for j in ordered[position + 1 :]:
            a, b = frame.renderings[i], frame.renderings[j]
            if a.reference.article_id == b.reference.article_id:
                continue
            altered = version_of[i] != version_of[j]
            findings = tuple(finding for finding in between(i, j, group.findings) if finding.certain) if altered else ()
            if altered and not findings:
                findings = _borrowed(group, version_of[i], version_of[j])
            yield Alignment(
                a=a.reference, b=b.reference, relation="altered" if altered else "same",
                probability=float(group.scores[i, j]), findings=findings,
            )  # fmt: skip


def _borrowed(group: Group, one: int, other: int) -> tuple[Finding, ...]:
    """What parts the two versions, without places: this pair shows it less plainly than another."""
    types: dict[str, Finding] = {}
    for i in group.versions[one].members:
        for j in group.versions[other].members:
            for finding in between(i, j, group.findings):
                if finding.certain:
                    types.setdefault(finding.type, replace(finding, a=None, b=None))
    return tuple(types.values())


# --- divergences --------------------------------------------------------------------------------------------------------


def _of_group(frame: EventFrame, group: Group, groups: Sequence[Group]) -> Iterator[Divergence]:
    if group.set_phrase is not None:
        return  # charted
    yield from _altered(frame, group)
    yield from _attributed(frame, group)
    yield from _absent(frame, group, groups)


def _altered(frame: EventFrame, group: Group) -> Iterator[Divergence]:
    for number, one in enumerate(group.versions):
        for other in group.versions[number + 1 :]:
            first, second = _first_in_body(frame, one), _first_in_body(frame, other)
            pairs = [(i, j) for i in first for j in second if _comparable(frame, i, j)]
            if not pairs:
                continue
            shown = [pair for pair in pairs if is_altered(between(*pair, group.findings))]
            if not shown:
                continue
            certain = len(shown) / len(pairs) >= CERTAIN_ALTERED
            anchor, counterpart = frame.renderings[first[0]], frame.renderings[second[0]]
            findings = tuple(finding for finding in between(*shown[0], group.findings) if finding.certain)
            yield _divergence(
                frame, group, "altered", anchor, (anchor_key(counterpart),),
                quotes=[frame.renderings[index] for index in (*shown[0], *first, *second)],
                findings=findings, certain=certain, probability=len(shown) / len(pairs),
                doubts=() if certain else ("other renderings of the two versions do not show it",),
            )  # fmt: skip


def _first_in_body(frame: EventFrame, version: Version) -> list[int]:
    """The version's renderings without headlines and without what a revision brought: that is an edit."""
    return [index for index in version.members if index not in frame.later and not frame.renderings[index].headline]


def _comparable(frame: EventFrame, i: int, j: int) -> bool:
    a, b = frame.renderings[i], frame.renderings[j]
    return a.voice == b.voice and a.reference.article_id != b.reference.article_id


def _attributed(frame: EventFrame, group: Group) -> Iterator[Divergence]:
    for one, other in pairs_of_speakers(frame, group):
        yield _divergence(
            frame, group, "attribution", one, (other.voice or "unnamed",), quotes=[one, other], certain=True,
            probability=float(group.scores[frame.renderings.index(one), frame.renderings.index(other)]),
        )  # fmt: skip


def _absent(frame: EventFrame, group: Group, groups: Sequence[Group]) -> Iterator[Divergence]:
    """Omissions and differences between the editions of one outlet."""
    renderings = renderings_of(frame, group.members)
    voices = frozenset(rendering.voice for rendering in renderings if rendering.voice is not None)
    if not voices:
        return  # an unnamed source is nobody: nobody's coverage of it can be shown
    carrying = {rendering.edition for rendering in renderings}
    editions = sorted({edition_name(analysis.article) for analysis in frame.articles})
    for outlet in sorted({outlet_of(edition) for edition in editions}):
        if not frame.outlets.keeps_record(outlet):
            continue
        own = [edition for edition in editions if outlet_of(edition) == outlet]
        lacking = [edition for edition in own if edition not in carrying]
        if lacking:
            yield from _silence(frame, group, groups, voices, outlet, lacking, edition_only=len(lacking) < len(own))


def _silence(
    frame: EventFrame, group: Group, groups: Sequence[Group], voices: frozenset[str], outlet: str, lacking: Sequence[str],
    *, edition_only: bool,
) -> Iterator[Divergence]:  # fmt: skip
    renderings = renderings_of(frame, group.members)
    covering = [found for edition in lacking if (found := cover_speaker(voices, edition, frame.articles, frame.voice_of))]
    if not covering:
        return
    presences = {edition: _presence(frame, renderings, edition) for edition in lacking}
    if edition_only:
        covering = [found for found in covering if presences[found.edition].verdict != "carried"]
    elif any(presence.verdict == "carried" for presence in presences.values()):
        return
    if not covering:
        return
    doubts = _doubts(frame, group, groups, covering, presences)
    sure = [found for found in covering if found.edition not in doubts]
    reported = sure or covering
    nearest = max((presences[found.edition] for found in reported), key=lambda presence: presence.probability)
    yield _divergence(
        frame, group, "edition" if edition_only else "omitted", frame.renderings[group.members[0]], (outlet,),
        quotes=renderings, certain=bool(sure), absent=[found.edition for found in reported], coverage=covering,
        presence=nearest, probability=1.0 - nearest.probability,
        doubts=() if sure else tuple(dict.fromkeys(doubt for found in reported for doubt in doubts[found.edition])),
    )  # fmt: skip


def _presence(frame: EventFrame, renderings: Sequence[Rendering], edition: str) -> Presence:
    """Whether the edition says it anywhere in its articles on the event, in any revision."""
    articles = [analysis.article for analysis in frame.articles if edition_name(analysis.article) == edition]
    windows = [frame.windows[article.id, article.revision] for article in articles]
    bodies = [rendering for rendering in renderings if not rendering.headline]  # a few words of a headline come near anything
    return look_for(bodies or renderings, windows, frame.instruments)


def _doubts(
    frame: EventFrame, group: Group, groups: Sequence[Group], covering: Sequence[Coverage], presences: dict[str, Presence]
) -> dict[str, tuple[str, ...]]:
    """Why an edition's silence is not certain; editions without a doubt are left out."""
    general = _general_doubts(renderings_of(frame, group.members))
    doubts: dict[str, tuple[str, ...]] = {}
    for found in covering:
        reasons = [*general]
        if not found.certain:
            reasons.append(f"{found.edition} only mentions the speaker, or its article is incomplete")
        presence = presences[found.edition]
        if presence.verdict == "uncertain" and not _is_taken(frame, group, groups, presence.nearest):
            reasons.append(f"words in {found.edition} come near")
        if _maybe_altered(frame, group, groups, found.edition):
            reasons.append(f"a quote in {found.edition} may be an alteration")
        if reasons:
            doubts[found.edition] = tuple(reasons)
    return doubts


def _general_doubts(renderings: Sequence[Rendering]) -> list[str]:
    """Why nobody's silence on an utterance is certain."""
    bodies = [rendering for rendering in renderings if not rendering.headline]
    if not bodies:
        return ["it stands only in a headline"]  # which repeats its body in words of its own
    return ["it says little: a courtesy, a set phrase or words without weight"] if is_trivial(bodies) else []


def _maybe_altered(frame: EventFrame, group: Group, groups: Sequence[Group], edition: str) -> bool:
    """Whether a quote of the silent side that is nobody else's rendering comes near; a set phrase is an alteration of nothing."""
    return any(
        group.scores[i, j] >= MAYBE_ALTERED
        for other in groups
        if other is not group and other.set_phrase is None and are_complementary(group.members, other.members, frame.renderings)
        for j in other.members
        if frame.renderings[j].edition == edition
        for i in group.members
    )


def _is_taken(frame: EventFrame, group: Group, groups: Sequence[Group], place: Nearest | None) -> bool:
    """Whether the nearest words are a quote of something else, which an edition that carries this one carries too."""
    if place is None:
        return False
    window = range(place.window.start, place.window.stop)
    for other in groups:
        if other is group or are_complementary(group.members, other.members, frame.renderings):
            continue
        for rendering in renderings_of(frame, other.members):
            if (rendering.reference.article_id, rendering.reference.revision) == (place.article_id, place.revision):
                inside = sum(max(0, min(s.stop, window.stop) - max(s.start, window.start)) for s in rendering.quote.content)
                if inside >= TAKEN * len(window):
                    return True
    return False


def _edited(frame: EventFrame, edit: Edit, groups: Sequence[Group]) -> Divergence:
    shown = [rendering for rendering in (edit.before, edit.after) if rendering is not None]
    group = next((group for group in groups if any(frame.renderings[index] in shown for index in group.members)), groups[0])
    place = shown[0].reference
    revisions = f"{place.article_id}|{_revisions(edit)}"
    return _divergence(frame, group, "edited", shown[0], (edit.change, revisions), quotes=shown, certain=True, probability=1.0)


def _revisions(edit: Edit) -> str:
    before = edit.before.analysis.article.revision if edit.before else 0
    after = edit.after.analysis.article.revision if edit.after else 0
    return f"{before}-{after}"


def _divergence(
    frame: EventFrame, group: Group, kind: DivergenceKind, anchor: Rendering, distinction: Sequence[str], *,
    quotes: Sequence[Rendering], certain: bool, probability: float, findings: Sequence[Finding] = (),
    absent: Sequence[str] = (), coverage: Sequence[Coverage] = (), presence: Presence | None = None, doubts: Sequence[str] = (),
) -> Divergence:  # fmt: skip
    opened_at = min(rendering.published_at for rendering in renderings_of(frame, group.members))
    closes_at = opened_at + frame.window if absent else None
    salience = weigh(kind, quotes, findings, {})
    return Divergence(
        id=divergence_id(kind, anchor, *distinction),
        kind=kind,
        state=_state(frame, absent, closes_at, certain),
        certain=certain,
        event_id=frame.event.id,
        utterance_id=group.id,
        speaker_id=anchor.quote.speaker_id,
        anchor=anchor.reference,
        quotes=tuple(dict.fromkeys(rendering.reference for rendering in quotes)),
        carried=tuple(sorted({rendering.edition for rendering in quotes})),
        absent=tuple(sorted(absent)),
        findings=tuple(findings),
        coverage=tuple(dict.fromkeys(article for found in coverage for article in found.articles)),
        nearest=presence.nearest if presence else None,
        unmatched=presence.unmatched if presence else (),
        salience=salience.score,
        reasons=salience.reasons,
        doubts=tuple(doubts),
        probability=round(probability, 4),
        opened_at=opened_at,
        window_closes_at=closes_at,
    )


def _state(frame: EventFrame, absent: Sequence[str], closes_at: datetime | None, certain: bool) -> State:
    if closes_at is not None:
        if frame.clock < closes_at:
            return "pending"
        if unread_editions(absent, closes_at - frame.window, closes_at, frame.watermarks):
            return "not-known"
    return "new" if certain else "uncertain"
