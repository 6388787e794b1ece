"""What a page says of itself for machines: meta tags, JSON-LD, JSON in scripts. Anything may be missing or wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from parsel import Selector

from crawler.pages.texts import tidy

Json = dict[str, Any]  # what json.loads gives: whoever takes a value out of it checks its type

LARGEST = 4_000_000  # characters of JSON in one script
OBJECTS = 2_000  # so many objects of one script are looked at
OPENING = re.compile(r"(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)")
CLOSINGS = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>")


def meta(page: Selector, *names: str) -> str:
    """The content of the first meta tag with one of these names (name, property or itemprop) that is not empty."""
    contents = [(tag.attrib, tidy(tag.attrib.get("content", ""))) for tag in page.css("meta")]
    return next((text for name in names for attributes, text in contents if text and _is_called(name, attributes)), "")


def _is_called(name: str, attributes: Mapping[str, str]) -> bool:
    return name.lower() in (attributes.get(key, "").lower() for key in ("name", "property", "itemprop"))


def news_articles(page: Selector) -> tuple[Json, ...]:
    """The JSON-LD objects that describe an article: in a list, in @graph, inside another object."""
    found = (thing for script in page.css('script[type*="ld+json"]') for thing in _objects(_script_json(script)))
    return tuple(thing for thing in found if _is_article(thing))


def json_in(page: Selector, css: str) -> Any:
    """What the first script of that selector holds as JSON; None when there is none, or none that can be read."""
    return next((value for script in page.css(css) if (value := _script_json(script)) is not None), None)


def words_in(thing: Any, *path: str) -> str:
    """The text at that path: of a list its first element, of an object its name; "" when something else stands there."""
    for name in path:
        thing = thing[0] if isinstance(thing, list) and thing else thing
        thing = thing.get(name) if isinstance(thing, dict) else None
    thing = thing[0] if isinstance(thing, list) and thing else thing
    thing = thing.get("name") if isinstance(thing, dict) else thing
    return tidy(thing) if isinstance(thing, str) else ""


def _script_json(script: Selector) -> Any:
    printed = "".join(script.xpath("text()").getall())
    if len(printed) > LARGEST:
        return None
    try:
        return json.loads(_unwrapped(printed), strict=False)  # raw line breaks inside strings are common
    except (ValueError, RecursionError):
        return None


def _unwrapped(printed: str) -> str:
    """Without the comment or CDATA marks that hide a script from very old browsers."""
    text = printed.strip().rstrip("; \t\r\n")
    opening = OPENING.match(text)
    closing = next((mark for mark in CLOSINGS if text.endswith(mark)), "") if opening else ""
    return text[opening.end() : len(text) - len(closing)] if opening else text


def _objects(value: Any) -> Iterator[Json]:
    waiting, seen = [value], 0
    while waiting and seen < OBJECTS:
        thing = waiting.pop(0)
        seen += 1
        if isinstance(thing, list):
            waiting[:0] = thing[:OBJECTS]
        elif isinstance(thing, dict):
            yield thing
            waiting += [inner for inner in thing.values() if isinstance(inner, dict | list)]


def _is_article(thing: Json) -> bool:
    kinds = thing.get("@type")
    return any(isinstance(kind, str) and kind.endswith("Article") for kind in (kinds if isinstance(kinds, list) else [kinds]))
