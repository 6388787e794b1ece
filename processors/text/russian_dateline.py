"""Finds the dateline that opens a Russian agency text: `МОСКВА, 3 апреля. /ТАСС/.`"""

from __future__ import annotations

import re

PLACE = r"[А-ЯЁA-Z][\w.\- /()]{1,80}?"
DATE = r"\d{1,2}\s[а-яё]{3,9}\.?(?:\s\d{4}(?:\sг(?:ода|\.))?)?"
AGENCY = r"(?:/[\w«»\" .\-]{2,40}/|\(?(?:[А-ЯЁ]{2,15}[ \-]?){1,3}(?:\.[A-Z]{2,4})?\)?(?!\w))"
PLACE_DATE_AGENCY = re.compile(rf"\s*(?:{PLACE}[,.]\s){{1,3}}{DATE}\.?\s?[-–—]{{0,2}}\s?{AGENCY}\.?\s?(?:[-–—:]{{1,2}}\s?)?")
PLACE_DATE = re.compile(rf"\s*[А-ЯЁ][А-ЯЁ\- ]{{2,40}}, {DATE}\s?[-–—.]{{1,2}}\s?(?:[-–—]\s?)?")
AGENCY_ONLY = re.compile(r"\s*/[А-ЯЁA-Z][\w\- .]{2,30}/[.,]?\s?(?:[-–—]{1,2}\s?)?")


def dateline_stop(text: str, start: int = 0) -> int:
    """Where the words of the text begin behind its dateline; `start` where it has none."""
    head = text[start : start + 200].split("\n", 1)[0]
    for pattern in (PLACE_DATE_AGENCY, PLACE_DATE, AGENCY_ONLY):
        match = pattern.match(head)
        if match:
            return start + match.end()
    return start
