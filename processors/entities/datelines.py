"""Where an article's text proper begins: behind МОСКВА, 3 апреля. /ТАСС/. and 新华社莫斯科4月3日电（记者…）."""

from __future__ import annotations

import re

LONGEST = 160  # characters
PATTERNS = {
    "zh": re.compile(
        r"[^。！？\n]{0,60}?(?:电|讯|消息)\s*(?:[（(][^）)\n]{0,60}[）)])?|(?:本报|记者)[^。\n]{0,40}?(?:报道|讯)[：:]?"
    ),
    "ru": re.compile(r"[^\n]{0,90}?(?:/[^/\n]{2,40}/\.?|\((?:Синьхуа|ТАСС)\)\s*[-–—]{1,2}|ИНТЕРФАКС[^\n]{0,20}[-–—])"),
    "en": re.compile(r"[^\n]{0,90}?(?:/[A-Z][^/\n]{2,40}/\.?|\((?:Xinhua|TASS)\)\s*[-–—]{1,2})"),
}


def dateline_end(text: str, language: str) -> int:
    """The position behind the dateline; 0 where there is none."""
    pattern = PATTERNS.get(language)
    found = pattern.match(text[:LONGEST]) if pattern else None
    if not found or (language == "zh" and not re.search(r"日|本报|记者|社", found.group())):
        return 0
    return found.end()
