"""The demo in plain language: what came in, what was found, what was mailed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import datetime

from monitor.demo.script import Act
from monitor.reports.evidence import Evidence, Rendering
from monitor.reports.templating import one_line
from monitor.reports.wording import duration, headline_of, quoted_in_english
from monitor.reports.zones import in_zones
from processors.records import Article, Divergence

WIDTH = 100
Say = Callable[[str], object]


def tell_act(say: Say, number: int, act: Act) -> None:
    zoned = in_zones(act.clock)
    if zoned is not None:
        say(
            f"\n── {number} ── {act.title}: {zoned.utc} UTC, {zoned.moscow[11:]} in Moscow, {zoned.beijing[11:]} in Beijing ".ljust(
                WIDTH, "─"
            )
        )
    say(_wrapped(act.told))


def tell_articles(say: Say, articles: Sequence[Article]) -> None:
    """What came in that was not there before."""
    if not articles:
        say("   New pages: none.")
        return
    say("   New pages:")
    for article in articles:
        say(f"     {article.outlet}/{article.edition}".ljust(17) + one_line(article.title, WIDTH - 17))


def tell_counts(say: Say, divergences: Sequence[Divergence]) -> None:
    """How the differences stand, most of them as a number only."""
    waiting = sum(divergence.state in ("pending", "not-known") for divergence in divergences)
    standing = sum(divergence.state in ("new", "alerted", "confirmed") for divergence in divergences)
    uncertain = sum(divergence.state == "uncertain" for divergence in divergences)
    ended = sum(divergence.state in ("closed", "withdrawn") for divergence in divergences)
    said = [
        (standing, "reported"),
        (waiting, "waiting for the other side"),
        (uncertain, "too uncertain to mail"),
        (ended, "closed or withdrawn"),
    ]
    parts = [f"{count} {words}" for count, words in said if count]
    say(f"   Differences between the sides: {', '.join(parts) or 'none'}.")


def tell_waiting(say: Say, evidence: Evidence, clock: datetime) -> None:
    """The difference that waits, and until when."""
    closes = evidence.divergence.window_closes_at
    left = f" There are {duration(clock, closes)} left." if closes and closes > clock else ""
    say(_wrapped(f"Among them: “{quoted_in_english(evidence)}”. {_silent(evidence)}{left}", "     "))


def tell_lead(say: Say, evidence: Evidence) -> None:
    """The lead of the digest, both sides under one another."""
    say("")
    who = evidence.speaker
    name = f"{who.en} ({who.zh}, {who.ru})" if who else "unnamed"
    say(_wrapped(f"{name}: “{quoted_in_english(evidence)}”", "   │ "))
    say(_wrapped(headline_of(evidence), "   │ "))
    say("   │")
    if evidence.renderings:
        _tell_words(say, evidence.main, "printed by")
    if evidence.nearest:
        _tell_words(say, evidence.nearest, "the nearest that is in")
    for reason in evidence.divergence.reasons[:3]:
        say(f"   │   why it leads: {reason}")
    say("")


def tell_end(say: Say, evidence: Evidence) -> None:
    """A reported difference that is none any more, in a line."""
    what = "closed, the other side has printed it" if evidence.divergence.state == "closed" else "withdrawn, it is none"
    say(_wrapped(f"No longer a difference: “{quoted_in_english(evidence)}” ({what})."))


def tell_mail(say: Say, subjects: Sequence[str]) -> None:
    if not subjects:
        say("   Mail: none, because there is nothing new to tell.")
    for subject in subjects:
        say(_wrapped(f"Mail: one digest, “{subject}”"))


def _tell_words(say: Say, rendering: Rendering, label: str) -> None:
    say(f"   │   {label} {rendering.source.edition}:")
    say(_wrapped(one_line(rendering.words, 400), "   │     "))
    if rendering.gloss:
        say(_wrapped(f"word by word: {one_line(rendering.gloss, 400)}", "   │     "))


def _silent(evidence: Evidence) -> str:
    outlets = sorted({evidence.outlets.get(edition.partition("/")[0], edition) for edition in evidence.divergence.absent})
    return f"{' and '.join(outlets)} quoted the same speaker and has no such words so far." if outlets else ""


def _wrapped(text: str, indent: str = "   ") -> str:
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += textwrap.wrap(paragraph, WIDTH - len(indent), break_long_words=True) or [""]
    return "\n".join(indent + line for line in lines)
