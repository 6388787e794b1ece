"""A set of names that says only whether one is in it, at eight bytes each: of two million, all is well in 16 MB."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field


@dataclass(slots=True)
class KnownNames:
    _digests: array[int] = field(default_factory=lambda: array("Q"))
    _sorted: bool = True

    def add(self, name: str) -> None:
        self._digests.append(_digest(name))
        self._sorted = False

    def __contains__(self, name: str) -> bool:
        """A wrong yes has a chance of one in ten billion where two million names are known."""
        if not self._sorted:
            self._digests = array("Q", sorted(self._digests))
            self._sorted = True
        digest = _digest(name)
        place = bisect_left(self._digests, digest)
        return place < len(self._digests) and self._digests[place] == digest

    def __len__(self) -> int:
        return len(self._digests)


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
