"""The passes of the demo: when each one runs, and what a reader should know before it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    clock: datetime
    title: str
    told: str


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2018, month, day, hour, tzinfo=UTC)


OPENING = """
Readout watches what state media of two countries print about the same event, each in its own languages,
and tells you when the readers of one side were told something that the readers of the other side were not.

April 2018. China's new defence minister, Wei Fenghe (魏凤和, Вэй Фэнхэ), is in Moscow. The visit is true; the
articles that you will see are invented for this demo, in the manner of TASS, Xinhua and NVO.

Time passes in six steps. Each step is an ordinary pass of `readout run`: the crawler fetches the pages from
imitations of the six editions on this machine, at their real addresses, as they stood by then. Nothing is
prepared but the pages themselves, and nothing leaves this machine.
"""

ACTS = (
    Act(
        clock=_at(4, 3, 14),
        title="the day of the talks",
        told="TASS, the Russian agency, has reported the talks, in Russian and in English. Xinhua, the Chinese one, has not yet.",
    ),
    Act(
        clock=_at(4, 4, 6),
        title="the next morning",
        told="Xinhua's report is out, in Chinese, English and Russian. It may still be completed, so nothing is said yet: "
        "an outlet has 36 hours to print what another has printed.",
    ),
    Act(
        clock=_at(4, 5, 16),
        title="the waiting time is over",
        told="The pages were read again to the end and Xinhua added nothing. Now silence means something.",
    ),
    Act(
        clock=_at(4, 5, 22),
        title="six hours later",
        told="The same pages are read again, and an article about another minister's meeting comes in. "
        "Nothing may be mailed twice.",
    ),
    Act(
        clock=_at(4, 13, 6),
        title="the weekly",
        told="NVO, a Russian weekly of analysis, quotes the words too. "
        "It is no record of who said what, so its own silences never count.",
    ),
    Act(
        clock=_at(4, 13, 18),
        title="a late text",
        told="Xinhua prints a feature in Chinese that has the words after all "
        "(this text has no counterpart in life; it is there to show how a difference ends).",
    ),
)

CLAIM = "We've come to support you [against the United States]"
CLAIM_SPEAKER = "wei-fenghe"
FICTION = "The visit is true. These articles are invented for Readout's demo; nothing here may be cited as reporting."
