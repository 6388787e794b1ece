"""Articles that mean harm, in the markup of TASS's Angular site; invented text. Each is one page of one crawl."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass

from tests.crawler.hostile.answers import answer, raw, redirect
from tests.crawler.hostile.server import Serve

HTML = "text/html; charset=utf-8"
WORDS = "Выдуманные переговоры министров обороны России и Китая прошли в городе, которого нет."
HARM = "<script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>x</a>"
CHALLENGE = (
    '<html><head><title>Just a moment...</title></head><body><div id="cf-challenge">Checking your browser'
    '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script></div></body></html>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCase:
    name: str
    serve: Serve
    ends: str = "article"  # "article", "quarantine", "any" of them, "failed", an event's kind
    says: str = "переговоры министров обороны"  # stands in the article's text
    kept: tuple[str, ...] = ()  # may not be lost from the text

    @property
    def path(self) -> str:
        return f"/armiya-i-opk/{7735001 + [case.name for case in PAGES].index(self.name)}"


def page(
    *,
    title: str = "Выдуманные переговоры России и Китая",
    lead: str = "Стороны говорили о совместных учениях",
    body: str = f"<p>{WORDS}</p>",
    time: str = "2018-04-03T17:51:12",
    tag: str = "Китай",
    caption: str = "Зал переговоров",
    head: str = "",
) -> str:
    return (
        f'<!DOCTYPE html><html ng-app="mainModule"><head>{head}<title>{title} - Армия и ОПК - ТАСС</title></head><body>'
        f'<div class="explainer__header"><h1 class="explainer__title">{title}</h1><div class="explainer__lead">{lead}</div>'
        f'<div class="explainer__date"><dateformat time="{time}" mode="abs"></dateformat></div></div><div class="text-content">'
        f'<div class="text-block">{body}<figure><img src="x.jpg"><figcaption>{caption}</figcaption></figure></div></div>'
        f'<div class="tags"><a class="tags__item">{tag}</a></div></body></html>'
    )


def html(text: str | bytes, content_type: str = HTML, status: str = "200 OK") -> Serve:
    body = text if isinstance(text, bytes) else text.encode("utf-8")
    return answer(body, [("Content-Type", content_type)] if content_type else (), status)


def case(name: str, text: str | bytes, content_type: str = HTML, **more: str) -> PageCase:
    return PageCase(name=name, serve=html(text, content_type), **more)  # type: ignore[arg-type]  # the fields, by name


def meta(charset: str) -> str:
    return f'<meta charset="{charset}">'


CHARSETS = (
    case("says-utf-8-is-1251", page().encode("cp1251")),
    case("says-1251-is-utf-8", page(), "text/html; charset=windows-1251"),
    case("meta-says-1251-is-utf-8", page(head=meta("windows-1251")), "text/html"),
    case("header-and-meta-differ", page(head=meta("koi8-r")).encode("cp1251"), "text/html; charset=windows-1251"),
    case("meta-koi8-r", page(head=meta("koi8-r")).encode("koi8-r"), "text/html"),
    case("says-latin-1-is-1251", page().encode("cp1251"), "text/html; charset=iso-8859-1"),
    case("charset-nobody-knows", page(), "text/html; charset=x-nonsense"),
    case("charset-that-never-ends", page(), "text/html; charset=" + "u" * 5000),
    case("charset-is-a-codec-of-python", page(), "text/html; charset=rot13", ends="any"),
    case("charset-is-idna", page(), "text/html; charset=idna", ends="any"),
    case("charset-with-a-trap", page(), 'text/html; charset="utf-8\\"; x="y'),
    case("no-content-type", page(), ""),
    case("utf-8-with-bom", codecs.BOM_UTF8 + page().encode()),
    case("utf-16-with-bom", page().encode("utf-16"), "text/html; charset=utf-8", ends="any"),
    case("utf-16-without-bom", page().encode("utf-16-le"), "text/html; charset=utf-16le", ends="any"),
    case(
        "utf-7-script",
        page(body=f"<p>{WORDS} +ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>"),
        "text/html; charset=utf-7",
        ends="any",
    ),
    case("broken-utf-8", page().encode().replace("городе".encode(), "городе".encode()[:-1] + b"\xff")),
    case("nuls-everywhere", page().replace("обороны России", "обороны\0 Рос\0сии")),
    case("nothing-but-nuls", b"\0" * 100_000, ends="quarantine"),
    case("random-bytes", bytes(range(256)) * 400, ends="quarantine"),
)

MARKUP = (
    case("harm-in-the-title", page(title=f"Выдуманные переговоры {HARM}")),
    case("harm-in-the-lead", page(lead=f"Стороны {HARM} говорили")),
    case("harm-in-the-body", page(body=f"<p>{WORDS} {HARM}</p>")),
    case("harm-in-a-tag", page(tag=f"Китай{HARM}")),
    case("harm-in-a-caption", page(caption=f"Зал{HARM}")),
    case("harm-in-the-time", page(time='"><script>alert(1)</script>')),
    case("harm-escaped-twice", page(body=f"<p>{WORDS} &amp;lt;script&amp;gt;</p>")),
    case("entities-of-nothing", page(body=f"<p>{WORDS} &#0;&#x110000;&#xD800;&#99999999999;&nosuch;&#x202e;</p>")),
    case("json-with-harm", page(head='<script id="__NEXT_DATA__" type="application/json">' + "[" * 100_000 + "</script>")),
    case(
        "json-with-surrogates", page(head='<script id="__NEXT_DATA__" type="application/json">{"a":"\\ud800","b":1e999}</script>')
    ),
    case(
        "json-ld-of-wrong-types",
        page(head=f'<script type="application/ld+json">{json.dumps([{"@type": 5, "datePublished": {}}])}</script>'),
    ),
    case("a-hundred-thousand-divs", page(body="<div>" * 100_000 + f"<p>{WORDS}</p>" + "</div>" * 100_000), ends="any", says=""),
    case("divs-before-the-page", "<div>" * 100_000 + page(), ends="any", says=""),
    case("attribute-of-a-megabyte", page(body=f'<p title="{"x" * 1_000_000}">{WORDS}</p>')),
    case("hundred-thousand-attributes", page(body=f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>{WORDS}</p>")),
    case("comment-never-closed", page(body=f"<p>{WORDS}</p>") + "<!-- " + "x" * 100_000),
    case("comment-never-closed-in-the-body", page(body=f"<p>{WORDS}</p><!-- "), ends="any"),
    case("tags-never-closed", page(body=f"<p>{WORDS}<b><i><u>")),
    case("script-never-closed", page(body=f"<p>{WORDS}</p><script>var a = '"), ends="any"),
    case("title-of-a-megabyte", page(title="Выдуманные переговоры " + "слово " * 20_000), ends="any"),
    case("word-of-a-megabyte", page(body=f"<p>{WORDS}</p><p>{'ы' * 500_000}</p>")),
    case("ten-thousand-paragraphs", page(body=f"<p>{WORDS}</p>" + "<p>Ещё слова.</p>" * 10_000)),
    case("sixty-thousand-tags", page(tag='</a><a class="tags__item">'.join("x" * 60_000))),
    case("twenty-thousand-links", page(body=f"<p>{WORDS}</p>" + "<a href='/armiya-i-opk/1'>x</a>" * 20_000)),
    case("writing-backwards", page(body=f"<p>{WORDS} \u202eсловаред\u202c \u200b\ufeff</p>")),
    case("time-of-year-9999", page(time="9999-12-31T23:59:59")),
    case("time-of-nonsense", page(time="99999-99-99T99:99:99")),
    case("time-of-a-huge-number", page(time="9" * 400)),
    case(
        "xml-bomb-in-a-page", "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>" + page(body=f"<p>{WORDS}&b;</p>")
    ),
    case("base-elsewhere", page(head='<base href="http://127.0.0.1/">')),
    case("frameset", "<html><frameset><frame src='http://127.0.0.1/'></frameset></html>", ends="quarantine"),
)

NO_PAGES = (
    case("empty", b"", ends="quarantine"),
    case("white-space", b" \n" * 1000, ends="quarantine"),
    case("pdf-called-html", b"%PDF-1.4\n" + bytes(1000), ends="quarantine"),
    case("json", b'{"a": 1}', "application/json", ends="quarantine"),
    case("picture", b"\x89PNG\r\n\x1a\n" + bytes(500), "image/png", ends="quarantine"),
    PageCase(name="challenge-200", serve=html(CHALLENGE), ends="quarantine"),
    PageCase(name="gone-for-good", serve=html("<p>no</p>", status="410 Gone"), ends="gone"),
    PageCase(name="not-there", serve=html("<p>no</p>", status="404 Not Found"), ends="gone"),
    PageCase(name="server-trouble", serve=html("<p>no</p>", status="500 Oh"), ends="failed"),
    PageCase(name="to-the-front", serve=redirect("https://tass.ru/"), ends="moved-to-front"),
    PageCase(name="to-the-inside", serve=redirect("http://10.0.0.1/"), ends="failed"),
    PageCase(name="half", serve=raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + page().encode()), ends="failed"),
)

PAGES: tuple[PageCase, ...] = (*CHARSETS, *MARKUP, *NO_PAGES)
