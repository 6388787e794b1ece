"""A claim check for the terminal: who printed the words, in which words, in order of time, and who did not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from monitor.reports.evidence import Desk, Names
from monitor.reports.gathering import MEANING
from monitor.reports.glossing import gloss_passage
from monitor.reports.passages import printed
from monitor.reports.places import edition_of
from monitor.reports.templating import neutral, one_line
from monitor.reports.wording import list_editions
from monitor.reports.zones import in_zones
from processors.records import Analysis
from processors.wire import Json, reference_from_json, spans_from_json

WIDTH = 100
BRACKETS = ("[", "(", "（", "［", "【")
VERDICTS = {
    "carried": "CARRIED: at least one edition printed just this.",
    "altered": "ALTERED: words like these were printed, but not as the claim has them.",
    "not-found": "NOT FOUND: the articles of the occasion were read, and nothing in them matches.",
    "not-known": "NOT KNOWN: nothing that was collected covers this speaker and occasion, so nothing can be said.",
}


def render_check(answer: Json, desk: Desk) -> str:
    """The answer of `check --json` in plain English, with the printed words and their places."""
    return neutral("\n".join(_lines(answer, desk))) + "\n"


def _lines(answer: Json, desk: Desk) -> Iterator[str]:
    claim, lacking = answer["claim"], spans_from_json(answer["unsupported"])
    yield from _wrapped(f"Claim: “{one_line(claim, 2000)}”")
    yield from _speaker(answer, desk)
    yield from _wrapped(f"Verdict: {VERDICTS[answer['verdict']]}")
    for span in lacking:
        words = one_line(claim[span.start : span.stop])
        editor = ", which stands in brackets: somebody added it to the speaker's words" if words[:1] in BRACKETS else ""
        yield from _wrapped(f"Nobody printed “{words}”{editor}.")
    if answer["carried"]:
        yield from _wrapped(f"Printed by {list_editions(answer['carried'], desk.outlets)}.")
    if answer["absent"]:
        yield from _wrapped(
            f"Not printed by {list_editions(answer['absent'], desk.outlets)}, which quoted the speaker on the occasion."
        )
    for number, rendering in enumerate(answer["renderings"], 1):
        yield from _rendering(number, rendering, claim, desk)


def _speaker(answer: Json, desk: Desk) -> Iterator[str]:
    if answer["speaker"]:
        names: Names = desk.names(answer["speaker"])
        others = ", ".join(filter(None, (names.zh, names.ru)))
        yield f"Speaker: {one_line(names.en)}" + (f" ({others})" if others else "")


def _rendering(number: int, rendering: Json, claim: str, desk: Desk) -> Iterator[str]:
    analysis = desk.analyses.get((rendering["article"], rendering["revision"]))
    yield ""
    if analysis is None:
        yield f"{number}. {rendering['article']}"
        return
    article = analysis.article
    text = article.title if rendering.get("field") == "title" else article.text
    words = printed(text, spans_from_json(rendering["content"]))
    relation = "says the same" if rendering["relation"] == "same" else "differs"
    place = "headline of " if rendering.get("field") == "title" else ""
    yield f"{number}. {_when(analysis)}  {place}{list_editions([edition_of(article)], desk.outlets)}: {relation}"
    yield from _wrapped(one_line(words, 1500), "   ")
    glossed = gloss_passage(analysis, reference_from_json(rendering), desk)
    if glossed:
        yield from _wrapped(f"word by word, by machine: {glossed}", "   ")
    yield from _findings(rendering, claim, text)
    if rendering.get("speaker") and desk.names(rendering["speaker"]).en:
        yield f"   given to {one_line(desk.names(rendering['speaker']).en)}"
    yield f"   {one_line(article.url or article.id, 500)}"


def _findings(rendering: Json, claim: str, text: str) -> Iterator[str]:
    """How the rendering differs from the claim; `a` is the claim's side."""
    for finding in rendering["findings"]:
        sides = [
            f"“{one_line(whole[pair[0] : pair[1]])}”" if (pair := finding[side]) else "nothing"
            for side, whole in (("a", claim), ("b", text))
        ]
        shown = f" ({sides[0]} in the claim, {sides[1]} here)" if finding["a"] or finding["b"] else ""
        yield from _wrapped(
            f"{MEANING[finding['type']].replace('the first', 'the claim').replace('the second', 'this')}{shown}", "   "
        )


def _when(analysis: Analysis) -> str:
    zoned = in_zones(analysis.article.published_at)
    return f"{zoned.utc} UTC ({zoned.moscow[11:]} Moscow, {zoned.beijing[11:]} Beijing)" if zoned else "undated"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return [indent + line for line in textwrap.wrap(text, WIDTH - len(indent))]
