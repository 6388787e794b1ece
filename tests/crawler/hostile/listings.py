"""Listings that mean harm; each is the only entry point of a channel of its own, `https://tass.ru/listing/<name>/…`."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from tests.crawler.hostile import answers as bad
from tests.crawler.hostile.answers import answer, packed, raw, redirect
from tests.crawler.hostile.pages import CHALLENGE
from tests.crawler.hostile.server import Asked, Line, Serve

HOST = "https://tass.ru"
XML = (("Content-Type", "application/xml; charset=utf-8"),)
JSON = (("Content-Type", "application/json"),)
GZIP = (("Content-Type", "application/gzip"),)
TOPICAL = "Россия и Китай проведут выдуманные учения"
DATE = "Tue, 03 Apr 2018 17:51:12 +0300"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
WEATHER = f"{HOST}/pogoda/5000001"  # an article, and none on the topic
READ, EMPTY, FAILED, BLOCKED = "read", "empty", "failed", "blocked"
UNREAD = (EMPTY, FAILED)
ANY = (READ, EMPTY, FAILED)  # what comes of it is a matter of taste; that it ends, is not


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingCase:
    name: str
    kind: str
    serve: Serve
    status: tuple[str, ...]  # one of them, in the health record
    asked: int = 1  # how often anything below its address is asked for, at most; retries counted in
    select: str = ""

    @property
    def url(self) -> str:
        return f"{HOST}/listing/{self.name}/"


def case(name: str, kind: str, serve: Serve | bytes, *status: str, asked: int = 1) -> ListingCase:
    """An answer given as bytes is one of the type that belongs to the kind."""
    if isinstance(serve, bytes):
        types = {"rss": XML, "yandex": XML, "sitemap": XML, "links": (("Content-Type", "text/html"),)}
        serve = answer(serve, types.get(kind, JSON))
    return ListingCase(name=name, kind=kind, serve=serve, status=status, asked=asked, select="a" if kind == "links" else "")


def item(link: str, title: str = TOPICAL, date: str = DATE, more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>{more}</item>"


def feed(*items: str, before: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="utf-8"?>{before}<rss version="2.0"><channel><title>x</title>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


def index(*children: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in children)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'.encode()


def urls(*addresses: str, before: str = "") -> bytes:
    entries = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'{before}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def entities(*declared: str) -> str:
    return f"<!DOCTYPE x [{''.join(declared)}]>"


def links(*addresses: str) -> bytes:
    return "".join(f'<a href="{address}">{TOPICAL}</a>' for address in addresses).encode()


def number_in(asked: Asked) -> int:
    digits = "".join(sign for sign in asked.path[-6:] if sign.isdigit())
    return int(digits or 0)


def index_without_end(line: Line, asked: Asked) -> None:
    """Every child is an index that names two more."""
    base, number = f"{HOST}/listing/sitemap-children-without-end/", number_in(asked)
    answer(index(f"{base}{2 * number + 1}", f"{base}{2 * number + 2}"), XML)(line, asked)


def search_without_end(line: Line, asked: Asked) -> None:
    """Each page is full, a second older than the one before, and says that there is more."""
    after = parse_qs(urlsplit(asked.path).query).get("last_es_updated_dt", ["2018-04-03T10:00:00"])[0]
    moment = datetime.fromisoformat(after) - timedelta(seconds=1)
    number = int(moment.strftime("%H%M%S"))
    rows = [{"title": "Погода", "url": f"/pogoda/{5_300_000 + number}", "es_updated_dt": moment.isoformat()}]
    answer(json.dumps({"result": {"contents": rows, "has_more": True}}).encode(), JSON)(line, asked)


def calendar(line: Line, asked: Asked) -> None:
    """A list with a next page, for ever."""
    number = number_in(asked)
    following = f'<a class="next" rel="next" href="/listing/calendar/?PAGEN_1={number + 1}">дальше</a>'
    answer(f'<html><body><a href="/pogoda/{5_000_000 + number}">Погода</a>{following}</body></html>'.encode())(line, asked)


PRIVATE = (
    "http://127.0.0.1/politika/7000001", "http://10.0.0.1/politika/7000002", "http://[::1]/politika/7000003",
    "http://169.254.169.254/politika/7000004", "file:///politika/7000005", "javascript:alert(7000006)", "data:text/html,7000007",
    "http://localhost/politika/7000008", "https://tass.ru@127.0.0.1/politika/7000009", "https://tass.ru:22/politika/7000010",
    "https://tass.ru.evil.example/politika/7000011", "//127.0.0.1/politika/7000012", "http://2130706433/politika/7000013",
    "https://tass.ru\\@127.0.0.1/politika/7000014", "http://[::1", "https://tass.ru/politika/7000015/../../../etc/passwd",
    "https://tass.ru/politika/" + "7" * 3000, "mailto:a@tass.ru", "",
)  # fmt: skip
ABSURD_DATES = ("Fri, 31 Dec 9999 23:59:59 -1200", "0", "soon", "Tue, 99 Apr 2018 99:99:99 +9999", "1" * 500)
OUTSIDE = '<!ENTITY p SYSTEM "file:///etc/passwd">'
FULL_TEXT = "<y:full-text xmlns:y='http://news.yandex.ru'>&lt;script&gt;alert(1)&lt;/script&gt;</y:full-text>"
WRONG_TYPES = {"result": [1, None, [], {"id": [], "title": {}, "url": 5, "published_dt": {}}]}
INWARD = redirect("http://10.0.0.1/")

FEEDS = (
    case("rss-laughs", "rss", feed(item(WEATHER, "&l9;"), before=entities("<!ENTITY l0 'ha'>", LAUGHS)), *ANY),
    case("rss-quadratic", "rss", feed(item(WEATHER, "&a;" * 20_000), before=entities(f"<!ENTITY a '{'x' * 20_000}'>")), *ANY),
    case("rss-outside-entity", "rss", feed(item(WEATHER, "&p;"), before=entities(OUTSIDE)), *ANY),
    case("rss-outside-dtd", "rss", feed(item(WEATHER), before='<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">'), *ANY),
    case("rss-nested", "rss", feed("<a>" * 100_000), *UNREAD),
    case("rss-cut", "rss", feed(item(WEATHER), item(WEATHER + "2"))[:-60], *ANY),
    case("rss-private", "rss", feed(*map(item, PRIVATE)), *ANY),
    case("rss-absurd-dates", "rss", feed(*(item(f"{WEATHER}{n}", "Погода", date) for n, date in enumerate(ABSURD_DATES))), *ANY),
    case("rss-many", "rss", feed(*(item(f"{HOST}/pogoda/{5_100_000 + n}", "Погода") for n in range(5_000))), READ),
    case("rss-challenge", "rss", answer(CHALLENGE.encode()), BLOCKED, FAILED),
    case("rss-challenge-403", "rss", answer(CHALLENGE.encode(), status="403 No"), BLOCKED),
    case("rss-bomb", "rss", packed(bad.gzip_bomb(), "gzip"), FAILED),
    case("rss-500", "rss", answer(b"", status="500 Oh"), FAILED, asked=2),
    case("rss-empty", "rss", b"", *UNREAD),
    case("rss-closes", "rss", raw(b""), FAILED, asked=2),
    case("rss-utf-16", "rss", feed(item(WEATHER)).decode().replace("utf-8", "utf-16").encode("utf-16"), *ANY),
    case("yandex-harm", "yandex", feed(item(WEATHER, "Погода&lt;script&gt;", more=FULL_TEXT)), READ),
)

SITEMAPS = (
    case("sitemap-of-itself", "sitemap", index(f"{HOST}/listing/sitemap-of-itself/"), *UNREAD),
    case("sitemap-children-without-end", "sitemap", index_without_end, *UNREAD, asked=5),
    case("sitemap-private", "sitemap", index(*PRIVATE), *UNREAD),
    case("sitemap-laughs", "sitemap", urls("&l9;", before=entities("<!ENTITY l0 'ha'>", LAUGHS)), *UNREAD),
    case("sitemap-gz-bomb", "sitemap", answer(bad.gzip_bomb(), GZIP), FAILED),
    case("sitemap-gz-cut", "sitemap", answer(gzip.compress(urls(WEATHER))[:-9], GZIP), *ANY),
)

SERVICES = (
    case("search-without-end", "tass-search", search_without_end, READ, asked=5),
    case("search-nested", "tass-search", b"[" * 100_000, FAILED),
    case("search-huge-number", "tass-search", b'{"result": [{"id": ' + b"9" * 10_000 + b"}]}", *UNREAD),
    case("search-wrong-types", "tass-search", json.dumps(WRONG_TYPES).encode(), *UNREAD),
    case("search-surrogates", "tass-search", b'{"result": [{"id": 1, "title": "\\ud800", "url": "/pogoda/\\udc00"}]}', *UNREAD),
    case("news-html", "tass-news", answer(b"<p>no</p>"), FAILED),
    case("datasource-null", "datasource", b"null", FAILED),
    case("nodeart-script", "nodeart", b"alert(1);callback({});alert(2)", *UNREAD),
)

LINKS = (
    case("calendar", "links", calendar, READ, asked=5),
    case("links-private", "links", links(*PRIVATE), *ANY),
    case("links-many", "links", links(*(f"/pogoda/{5_200_000 + n}" for n in range(5_000))).replace(TOPICAL.encode(), b"x"), READ),
    case(
        "links-attributes", "links", f'<a href="/pogoda/5000001" {" ".join(f"a{n}" for n in range(100_000))}>x</a>'.encode(), FAILED
    ),
    case("links-nested", "links", b"<div>" * 100_000 + b'<a href="/pogoda/5000001">x</a>', *ANY),
    case("list-to-the-inside", "links", INWARD, FAILED),
)

LISTINGS: tuple[ListingCase, ...] = (*FEEDS, *SITEMAPS, *SERVICES, *LINKS)
