"""A digest as the subject, the text and the HTML of a mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from jinja2 import Environment

from monitor.alerts.digest import LISTED, Correction, Digest, Item
from monitor.reports.dossier import KINDS
from monitor.reports.evidence import Evidence, Rendering, Source
from monitor.reports.passages import Piece
from monitor.reports.templating import environment, one_line
from monitor.reports.wording import LANGUAGES, headline_of, list_editions, outlet_name, quoted_in_english, spoken, spoken_gloss
from monitor.reports.wrapping import wrap
from monitor.reports.zones import Zoned, in_zones

TEXT_MARKS = {
    "plain": ("", ""),
    "matched": ("_", "_"),
    "unmatched": ("*", "*"),
    "insertion": ("", ""),
    "phrase": ("", ""),
    "outside": ("", ""),
}
LONGEST_SUBJECT = 140
BRIEF = 120
INNER_MARKS = str.maketrans("“”„«»", "‘’‘‹›")
AFTERWARDS = {"removed": "Removed afterwards", "added": "Added afterwards", "reworded": "Reworded afterwards", "": "Edited"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    subject: str
    text: str
    html: str


def render_digest(digest: Digest) -> Rendered:
    """The three parts of the mail; words from pages are text in all of them."""
    subject = subject_of(digest)
    shown = {"digest": digest, "subject": subject, **_vocabulary()}
    templates = _templates()
    text = templates.get_template("digest.txt.j2").render(shown)
    return Rendered(
        subject=subject,
        text="\n".join(map(wrap, text.split("\n"))),
        html=templates.get_template("digest.html.j2").render(shown),
    )


def subject_of(digest: Digest) -> str:
    """What is new and the words that lead, so that the mail list alone tells the news."""
    counts = [f"{digest.count} new"] if digest.count else []
    counts += [f"{len(digest.closed)} closed"] if digest.closed else []
    counts += [f"{len(digest.withdrawn)} withdrawn"] if digest.withdrawn else []
    head = _head(digest)
    return one_line(f"Readout: {', '.join(counts)}{head}", LONGEST_SUBJECT)


def title_of(evidence: Evidence) -> str:
    """What happened to the words, in as few as possible: "Left out by Xinhua"."""
    divergence, names = evidence.divergence, evidence.outlets
    match divergence.kind:
        case "omitted":
            silent = dict.fromkeys(outlet_name(edition.partition("/")[0], names) for edition in divergence.absent)
            return f"Left out by {' and '.join(silent)}"
        case "edition":
            return f"Left out by {list_editions(divergence.absent, names)}"
        case "edited":
            return f"{AFTERWARDS[evidence.change]} by {list_editions(divergence.carried, names) or 'the outlet'}"
        case "altered" | "attribution":
            sides = [list_editions([one.source.edition], names) for one in evidence.renderings[:2]]
            return f"{KINDS[divergence.kind]}: {' / '.join(sides)}" if sides else KINDS[divergence.kind]


def lead_of(evidence: Evidence) -> str:
    """The words that head an item; those that stand in full below it, in the same language, are cut."""
    below = evidence.renderings and evidence.readable in (None, evidence.main)
    return one_line(spoken(evidence), BRIEF) if below else spoken(evidence)


def label_of(evidence: Evidence, rendering: Rendering) -> str:
    """What stands above one side's words, before the name of the edition."""
    if evidence.divergence.kind in ("omitted", "edition"):
        return "First printed by" if rendering is evidence.main else "Nearest words in"
    return f"Version {rendering.source.revision} in" if evidence.divergence.kind == "edited" else "Printed by"


def in_marks(words: str) -> str:
    """The words in quotation marks; those that they bring themselves become inner ones."""
    inner = words.translate(INNER_MARKS)
    while '"' in inner:
        inner = inner.replace('"', "‘", 1).replace('"', "’", 1)
    return f"“{inner}”"


def clock_line(zoned: Zoned | None, between: str = " · ") -> str:
    """One moment in three zones, the day once: 2018-04-03 23:32 UTC · next day 02:32 Moscow · 07:32 Beijing."""
    if zoned is None:
        return "not known"
    parts, day = [f"{zoned.utc} UTC"], zoned.utc[:10]
    for shown, place in ((zoned.moscow, "Moscow"), (zoned.beijing, "Beijing")):
        parts.append(f"{'' if shown[:10] == day else 'next day '}{shown[11:]} {place}")
        day = shown[:10]
    return between.join(parts)


def joined_marks(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Neighbours of one mark as one piece, with the space between them: a patchwork is hard to read."""
    found: list[Piece] = []
    for piece in pieces:
        gap = len(found) > 1 and not found[-1].text.strip() and found[-2].mark == piece.mark != "plain"
        if gap:
            space, before = found.pop(), found.pop()
            piece = replace(piece, text=before.text + space.text + piece.text)
        elif found and found[-1].mark == piece.mark:
            piece = replace(piece, text=found.pop().text + piece.text)
        found.append(piece)
    return tuple(found)


def marked_text(pieces: tuple[Piece, ...]) -> str:
    """A passage in plain text: `*word*` has no counterpart on the other side, `_word_` has one."""
    parts = []
    for piece in joined_marks(pieces):
        before, after = TEXT_MARKS[piece.mark]
        parts.append(f"{before}{' '.join(piece.text.split())}{after}" if before else piece.text)
    return " ".join("".join(parts).split())


def proofs_of(evidence: Evidence) -> tuple[Source, ...]:
    """Every article that the item shows or rests on, once, in the order in which it is shown."""
    shown = [evidence.main.source] if evidence.renderings else []
    shown += [evidence.other.source] if evidence.renderings and evidence.other else []
    covering = evidence.coverage if evidence.divergence.kind in ("omitted", "edition") else ()
    return tuple({(source.article_id, source.revision): source for source in (*shown, *covering)}.values())


def _head(digest: Digest) -> str:
    entries: tuple[Item | Correction, ...] = (*digest.full, *digest.withdrawn, *digest.closed)
    if not entries:
        return ""
    evidence = entries[0].evidence
    return f" · {_who(evidence)}: {in_marks(one_line(quoted_in_english(evidence), 90))}"


def _who(evidence: Evidence) -> str:
    return evidence.speaker.en if evidence.speaker else "unnamed source"


def _names(evidence: Evidence) -> tuple[str, ...]:
    speaker = evidence.speaker
    return tuple(dict.fromkeys(name for name in (speaker.en, speaker.zh, speaker.ru) if name)) if speaker else ()


def _attribution(rendering: Rendering) -> tuple[str, ...]:
    """Who spoke and the word for it, as far as they are printed: a headline often has neither."""
    return tuple(part for part in (rendering.speaker, rendering.cue) if part)


def _vocabulary() -> dict[str, object]:
    return {
        "headline_of": headline_of, "quoted_in_english": quoted_in_english, "spoken_gloss": spoken_gloss,
        "list_editions": list_editions, "in_zones": in_zones, "clock_line": clock_line, "in_marks": in_marks,
        "marked_text": marked_text, "joined_marks": joined_marks, "languages": LANGUAGES, "kinds": KINDS, "who": _who,
        "names": _names, "title_of": title_of,
        "lead": lead_of, "label": label_of, "brief": BRIEF, "proofs_of": proofs_of, "attribution": _attribution, "listed": LISTED,
    }  # fmt: skip


@cache
def _templates() -> Environment:
    return environment("monitor.alerts")
