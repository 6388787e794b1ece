"""A digest as the subject, the text and the HTML of a mail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment

from monitor.alerts.digest import Correction, Digest, Item
from monitor.reports.dossier import KINDS
from monitor.reports.evidence import Evidence
from monitor.reports.passages import Piece
from monitor.reports.templating import environment, one_line
from monitor.reports.wording import LANGUAGES, headline_of, list_editions, quoted_in_english, spoken, spoken_gloss
from monitor.reports.zones import in_zones

TEXT_MARKS = {
    "plain": ("", ""),
    "matched": ("_", "_"),
    "unmatched": ("*", "*"),
    "insertion": ("", ""),
    "phrase": ("", ""),
    "outside": ("", ""),
}
LONGEST_SUBJECT = 140


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
    return Rendered(
        subject=subject,
        text=templates.get_template("digest.txt.j2").render(shown),
        html=templates.get_template("digest.html.j2").render(shown),
    )


def subject_of(digest: Digest) -> str:
    """What is new and the words that lead, so that the mail list alone tells the news."""
    counts = [f"{digest.count} new"] if digest.count else []
    counts += [f"{len(digest.closed)} closed"] if digest.closed else []
    counts += [f"{len(digest.withdrawn)} withdrawn"] if digest.withdrawn else []
    head = _head(digest)
    return one_line(f"Readout: {', '.join(counts)}{head}", LONGEST_SUBJECT)


def marked_text(pieces: tuple[Piece, ...]) -> str:
    """A passage in plain text: `*word*` has no counterpart on the other side, `_word_` has one."""
    parts = []
    for piece in pieces:
        before, after = TEXT_MARKS[piece.mark]
        parts.append(f"{before}{' '.join(piece.text.split())}{after}" if before else piece.text)
    return " ".join("".join(parts).split())


def _head(digest: Digest) -> str:
    entries: tuple[Item | Correction, ...] = (*digest.full, *digest.withdrawn, *digest.closed)
    if not entries:
        return ""
    evidence = entries[0].evidence
    return f" · {_who(evidence)}: “{one_line(quoted_in_english(evidence), 90)}”"


def _who(evidence: Evidence) -> str:
    return evidence.speaker.en if evidence.speaker else "unnamed source"


def _vocabulary() -> dict[str, object]:
    return {
        "headline_of": headline_of, "quoted_in_english": quoted_in_english, "spoken": spoken, "spoken_gloss": spoken_gloss,
        "list_editions": list_editions, "in_zones": in_zones,
        "marked_text": marked_text, "languages": LANGUAGES, "kinds": KINDS, "who": _who,
    }  # fmt: skip


@cache
def _templates() -> Environment:
    return environment("monitor.alerts")
