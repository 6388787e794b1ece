"""tass.ru since 2022, from the data that the page carries for its own scripts: free of inserts, its keys partly from memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parsel import Selector

from crawler.pages.fragments import fragment, plain
from crawler.pages.metadata import Json, json_in, meta
from crawler.pages.page import Context, Page, Stamp
from crawler.pages.stamps import stamp_from_text, stamp_from_unix
from crawler.pages.tass_next_dom import printed_dates, printed_lead, printed_tags, printed_title
from crawler.pages.tass_parts import Dates, headline, json_ld_dates, make_page, without_site
from crawler.pages.texts import blocks

MOST_BLOCKS = 5_000
# Blocks that lead away from the article; of the others everything that is text is taken.
AWAY = ("link", "related", "material", "news", "card", "banner", "subscri", "embed", "advert", "widget")
INSERTS = "figure, [class*='text-include'], [class*='caption']"
PUBLISHED = ("published_dt", "published_at", "date_published", "published", "date")
UPDATED = ("updated_dt", "updated_at", "date_modified", "material_updated_dt")


def parse(page: Selector, context: Context) -> Page | None:
    data = _data(page)
    if data is None:
        return None
    listed = tuple(_blocks(data))
    title = plain(data.get("title"))
    return make_page(
        "tass-c",
        title=headline(title, plain(data.get("subtitle"))) if title else _title_elsewhere(page, data),
        lead=plain(data.get("lead")) or printed_lead(page),
        paragraphs=tuple(paragraph for block in listed for paragraph in _paragraphs(block)),
        dates=_dates(page, data, context),
        tags=_tags(data) or printed_tags(page),
        captions=tuple(caption for block in (data.get("main_media"), *listed) for caption in _captions(block)),
        byline=", ".join(filter(None, (_name(author) for author in _list(data.get("authors"))))),
    )


def _data(page: Selector) -> Json | None:
    """`props.pageProps.data`, or the article one step inside it."""
    value = json_in(page, "script#__NEXT_DATA__")
    for name in ("props", "pageProps", "data"):
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, dict) and not _list(value.get("content_blocks")):
        inner = (value.get(name) for name in ("content", "article", "material", "news"))
        value = next((thing for thing in inner if isinstance(thing, dict) and _list(thing.get("content_blocks"))), value)
    return value if isinstance(value, dict) else None


def _title_elsewhere(page: Selector, data: Json) -> str:
    return printed_title(page) or without_site(plain(meta(page, "og:title"))) or plain(data.get("subtitle"))


def _list(value: Any) -> list[Any]:
    return value[:MOST_BLOCKS] if isinstance(value, list) else []


def _blocks(data: Json) -> Iterator[Json]:
    for block in _list(data.get("content_blocks")):
        kind = block.get("type") if isinstance(block, dict) else None
        leads_away = isinstance(kind, str) and any(word in kind.lower() for word in AWAY)
        if isinstance(block, dict) and not leads_away:
            yield block


def _paragraphs(block: Json) -> tuple[str, ...]:
    """A block's text, and the texts of its list."""
    texts = [block.get("text"), *(item.get("text") if isinstance(item, dict) else item for item in _list(block.get("items")))]
    trees = (fragment(text) for text in texts if isinstance(text, str))
    return tuple(paragraph for tree in trees if tree is not None for paragraph in blocks((tree,), INSERTS))


def _captions(block: Any) -> Iterator[str]:
    image = block.get("image") if isinstance(block, dict) else None
    if isinstance(image, dict):
        words = (plain(image.get(name)) for name in ("caption", "description", "title", "author", "source"))
        if caption := " ".join(dict.fromkeys(filter(None, words))):
            yield caption


def _tags(data: Json) -> tuple[str, ...]:
    return tuple(filter(None, (_name(tag) for tag in _list(data.get("tags")))))


def _name(thing: Any) -> str:
    if isinstance(thing, dict):
        return next(filter(None, (plain(thing.get(key)) for key in ("title", "name", "text"))), "")
    return plain(thing)


def _dates(page: Selector, data: Json, context: Context) -> Dates:
    for_machines, printed = json_ld_dates(page, context), printed_dates(page, context)
    return Dates(
        published=for_machines.published or _stamp(data, PUBLISHED, context) or printed.published,
        updated=for_machines.updated or _stamp(data, UPDATED, context) or printed.updated,
    )


def _stamp(data: Json, names: tuple[str, ...], context: Context) -> Stamp | None:
    return next((stamp for name in names if (stamp := _read(data.get(name), context))), None)


def _read(value: Any, context: Context) -> Stamp | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return stamp_from_text(value, context.zone, "attr") if isinstance(value, str) else stamp_from_unix(value, context.zone)
