"""The one error tree. Each class is a fate: what becomes of the thing that failed, and who has to act.

ReadoutError            every error that we explain in one line: where, what, what to do
├── ConfigError         fix your configuration; nothing was started
├── InputError          the file or the argument that was given cannot be used; nothing was changed
├── ArticleRefused      not an article: counted by its reason, findable, stops nothing else
├── LayoutError         the page no longer fits its layout: quarantine, with its WARC record id
└── TryLater            a server or a lock is in the way: nothing lost, the next pass tries again
"""

from __future__ import annotations


class ReadoutError(Exception):
    """An expected failure; its text is one line that says where, what and what to do."""


class ConfigError(ReadoutError):
    """The configuration is wrong; the text lists every problem, one a line."""


class InputError(ReadoutError):
    """A file or an argument cannot be used as it is."""


class ArticleRefused(ReadoutError):
    """One article cannot be taken; `reason` is a short name that is counted."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class LayoutError(ReadoutError):
    """A page fits no known layout of its outlet."""


class TryLater(ReadoutError):
    """Something outside is away or busy; the same call may go through later."""
