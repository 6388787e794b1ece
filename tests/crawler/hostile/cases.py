"""What a server can do to a request, and what becomes of the request: one host for each, `<name>.hostile.example`."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

import brotli

from tests.crawler.hostile import answers as bad
from tests.crawler.hostile.answers import PAGE, answer, by_path, chunked, head, in_turn, packed, raw, redirect, silence
from tests.crawler.hostile.server import Serve

PLAIN = (("Content-Type", "text/html"),)
NO_RULES = answer(b"", status="404 Not Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    serve: Serve
    fate: str = "failed"  # "answer", or a fate of `Refused`
    reason: str = ""  # stands in the reason
    status: int | None = None  # of the answer
    body: bytes | None = None  # of the answer, unpacked
    path: str = "/a"
    scheme: str = "http"
    robots: Serve = NO_RULES
    asked: int | None = None  # how often the page itself was asked for
    hosts: tuple[str, ...] = ()  # beside the case's own
    slow: bool = False  # ends by the clock alone
    ends_at: str = ""  # the path where the redirects ended

    @property
    def host(self) -> str:
        return f"{self.name}.hostile.example"


def failed(name: str, serve: Serve, reason: str, **more: object) -> Case:
    return Case(name=name, serve=serve, reason=reason, **more)  # type: ignore[arg-type]  # the fields, by name


def answered(name: str, serve: Serve, **more: object) -> Case:
    return Case(name=name, serve=serve, fate="answer", **({"status": 200} | more))  # type: ignore[arg-type]


LARGE = "too large"
BROKEN = "broke off"
BABBLE = "no answer that can be understood"
LATE = "no complete answer in time"
NOT_OURS = "not a host of the edition"
DIGITS = "an address in digits"

SIZES = (
    failed("gzip-bomb", packed(bad.gzip_bomb(), "gzip"), LARGE, asked=1),
    failed("x-gzip-bomb", packed(bad.gzip_bomb(), "x-gzip"), LARGE),
    failed("gzip-members-bomb", packed(bad.gzip_members_bomb(), "gzip"), LARGE),
    failed("deflate-bomb", packed(bad.deflate_bomb(), "deflate"), LARGE),
    failed("raw-deflate-bomb", packed(bad.raw_deflate_bomb(), "deflate"), LARGE),
    failed("brotli-bomb", packed(bad.brotli_bomb(), "br"), LARGE),
    failed("double-gzip-bomb", packed(bad.double_gzip_bomb(), "gzip, gzip"), LARGE),
    failed("packed-twenty-times", packed(PAGE, ", ".join(["gzip"] * 20)), LARGE),
    failed("page-of-50-mb", bad.huge_page, LARGE, asked=1),
    failed("endless-body", bad.endless_body, LARGE),
    failed("endless-chunks", bad.endless_chunks, LARGE),
    failed("endless-tiny-chunks", bad.endless_tiny_chunks, LARGE),
    failed("header-of-50-mb", bad.huge_header, BABBLE),
    failed("folded-header-without-end", bad.huge_folded_header, BABBLE),
    failed("headers-without-end", bad.endless_headers, BABBLE),
    failed("continue-for-ever", bad.endless_continue, BABBLE),
    failed("early-hints-for-ever", bad.endless_early_hints, BABBLE),
)

ENCODINGS = (
    answered("gzip", packed(gzip.compress(PAGE), "gzip"), body=PAGE),
    answered("gzip-in-two-members", packed(gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), "gzip"), body=PAGE),
    answered("gzip-with-a-tail", packed(gzip.compress(PAGE) + b"\0\0garbage", "gzip"), body=PAGE),
    answered("gzip-twice", packed(gzip.compress(gzip.compress(PAGE)), "gzip, gzip"), body=PAGE),
    answered("deflate", packed(zlib.compress(PAGE), "deflate"), body=PAGE),
    answered("raw-deflate", packed(zlib.compress(PAGE)[2:-4], "deflate"), body=PAGE),
    answered("brotli", packed(brotli.compress(PAGE), "br"), body=PAGE),
    answered("identity", packed(PAGE, "identity"), body=PAGE),
    failed("says-gzip-is-not", packed(PAGE, "gzip"), "damaged", asked=2),
    failed("says-brotli-is-not", packed(PAGE, "br"), "damaged"),
    failed("half-a-gzip", packed(gzip.compress(PAGE * 50)[:-20], "gzip"), "damaged"),
    failed("half-a-brotli", packed(brotli.compress(PAGE * 50)[:-5], "br"), "damaged"),
    failed("encoding-nobody-knows", packed(PAGE, "rot13"), "damaged"),
    answered(
        "half-a-gzip-then-whole",
        in_turn(packed(gzip.compress(PAGE)[:-9], "gzip"), packed(gzip.compress(PAGE), "gzip")),
        body=PAGE,
        asked=2,
    ),
)

WIRE = (
    failed("never-answers", silence, LATE, asked=2, slow=True),
    failed("drips", bad.drip, LATE, slow=True),
    failed("drips-headers", bad.drip_headers, LATE, slow=True),
    failed("closes-at-once", lambda line, asked: None, BABBLE, asked=2),
    failed("resets", bad.slam, BABBLE),
    failed("half-a-body", raw(head("200 OK", [*PLAIN, ("Content-Length", "5000")]) + PAGE), BROKEN, asked=2),
    answered("half-a-body-then-whole", in_turn(raw(head("200 OK", [("Content-Length", "500")]) + PAGE), answer()), body=PAGE),
    answered("longer-than-its-length", raw(head("200 OK", [*PLAIN, ("Content-Length", "15")]) + PAGE), body=PAGE[:15]),
    failed("negative-length", raw(head("200 OK", [*PLAIN, ("Content-Length", "-5")]) + PAGE), BABBLE),
    failed("length-in-words", raw(head("200 OK", [*PLAIN, ("Content-Length", "many")]) + PAGE), BABBLE),
    failed("two-lengths", raw(head("200 OK", [("Content-Length", "5"), ("Content-Length", "9")]) + PAGE), BABBLE),
    failed("length-beyond-counting", raw(head("200 OK", [*PLAIN, ("Content-Length", "9" * 30)]) + PAGE), LARGE),
    failed("chunk-size-no-number", chunked(b"zz\r\nabc\r\n0\r\n\r\n"), BROKEN),
    failed("chunk-size-negative", chunked(b"-5\r\nabcde\r\n0\r\n\r\n"), BROKEN),
    failed("chunk-size-enormous", chunked(b"f" * 5000 + b"\r\nabc\r\n"), BROKEN),
    failed("chunk-without-end", chunked(b"5\r\nabc"), BROKEN),
    failed("chunks-without-the-last", chunked(b"5\r\nabcde\r\n"), BROKEN),
    answered("chunks", chunked(b"5\r\nabcde\r\n", b"3;x=y\r\nfgh\r\n0\r\n\r\n"), body=b"abcdefgh"),
    failed("http-0.9", raw(PAGE), BABBLE),
    failed("garbage-in-place-of-a-status", raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n"), BABBLE),
    failed("status-in-words", raw(b"HTTP/1.1 OK fine\r\n\r\n" + PAGE), BABBLE),
    failed("status-line-alone", raw(b"HTTP/1.1 200 OK\r\n"), BABBLE),
    answered("status-999", answer(status="999 Denied"), status=999),
    answered("empty-page", answer(b""), body=b""),
    answered("no-length-no-chunks", raw(head("200 OK", PLAIN) + PAGE), body=PAGE),
    answered("header-without-colon", raw(b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 5\r\n\r\nabcde"), body=b"abcde"),
    answered("header-with-nul", raw(b"HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 5\r\n\r\nabcde"), body=b"abcde"),
    answered("header-not-ascii", answer(headers=[("X-Name", "\xcf\xf0\xe8\xe2\xe5\xf2")]), body=PAGE),
    answered("same-header-often", answer(headers=[("Content-Type", "text/html")] * 50), body=PAGE),
    answered("cookies", in_turn(answer(headers=[("Set-Cookie", "id=1"), ("Set-Cookie", "id=2; Domain=example")])), body=PAGE),
)

REDIRECTS = (
    failed("redirect-to-itself", redirect("/a"), "in a circle", asked=1),
    failed("redirects-in-a-circle", by_path({"/a": redirect("/b"), "/b": redirect("/a")}, NO_RULES), "in a circle"),
    failed("redirects-without-end", bad.ever_on, "more than 5"),
    failed("redirect-to-127.0.0.1".replace(".", "-"), redirect("http://127.0.0.1/a"), DIGITS),
    failed("redirect-to-10", redirect("http://10.0.0.7/"), DIGITS),
    failed("redirect-to-metadata", redirect("http://169.254.169.254/latest/meta-data/"), DIGITS),
    failed("redirect-to-v6-loopback", redirect("http://[::1]/"), DIGITS),
    failed("redirect-to-mapped", redirect("http://[::ffff:127.0.0.1]/"), DIGITS),
    failed("redirect-to-hex", redirect("http://0x7f.1/"), DIGITS),
    failed("redirect-to-octal", redirect("http://0177.0.0.1/"), DIGITS),
    failed("redirect-to-decimal", redirect("http://2130706433/"), DIGITS),
    failed("redirect-to-full-width", redirect("http://１２７.０.０.１/"), "not followed"),
    failed("redirect-to-localhost", redirect("http://localhost/"), NOT_OURS),
    failed("redirect-to-user", redirect("http://redirect-to-user.hostile.example@127.0.0.1/"), "a user name"),
    failed("redirect-with-backslash", redirect("http://127.0.0.1\\@redirect-with-backslash.hostile.example/"), "not followed"),
    failed("redirect-to-file", redirect("file:///etc/passwd"), "not http or https"),
    failed("redirect-to-ftp", redirect("ftp://redirect-to-ftp.hostile.example/"), "not http or https"),
    failed("redirect-to-data", redirect("data:text/html,<p>x"), "not http or https"),
    failed("redirect-to-data-alone", redirect("data:,"), "not http or https"),
    failed("redirect-to-javascript", redirect("javascript:alert(1)"), "not http or https"),
    failed("redirect-to-another-host", redirect("http://elsewhere.example/"), NOT_OURS),
    failed("redirect-to-a-look-alike", redirect("http://redirect-to-a-look-alike.hostile.example.evil.example/"), NOT_OURS),
    failed("redirect-to-another-port", redirect("http://redirect-to-another-port.hostile.example:22/"), "port 22"),
    failed("redirect-to-port-99999", redirect("http://redirect-to-port-99999.hostile.example:99999/"), "not an address"),
    failed("redirect-to-no-address", redirect("http://[::1"), "not an address"),
    failed("redirect-to-nothing", redirect(""), "it names no address"),
    failed("redirect-without-location", answer(b"", status="301 Moved"), "it names no address"),
    failed("redirect-to-two", raw(head("302 Found", [("Location", "/b"), ("Location", "/c")])), "it names no address"),
    answered(
        "redirect-in-russian",
        by_path({"/a": redirect("/новости")}, answer()),
        ends_at="/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
    ),
    answered("redirect-in-gbk", by_path({"/a": redirect("/新".encode("gbk"))}, answer()), ends_at="/%D0%C2"),
    answered(
        "redirect-without-scheme", by_path({"/a": redirect("//redirect-without-scheme.hostile.example/b")}, answer()), ends_at="/b"
    ),
    answered(
        "five-redirects",
        by_path({"/a": redirect("/1"), **{f"/{n}": redirect(f"/{n + 1}") for n in range(1, 5)}}, answer()),
        ends_at="/5",
    ),
    answered(
        "redirect-to-https",
        lambda line, asked: (answer() if asked.scheme == "https" else redirect("https://redirect-to-https.hostile.example/a"))(
            line, asked
        ),
        ends_at="/a",
    ),
    failed(
        "redirect-https-to-other-http",
        redirect("http://b.redirect-https-to-other-http.hostile.example/"),
        "from https to another host",
        scheme="https",
        hosts=("b.redirect-https-to-other-http.hostile.example",),
    ),
    answered("refresh-in-the-page", answer(b'<meta http-equiv="refresh" content="0; url=http://127.0.0.1/">'), asked=1),
    answered("location-with-200", answer(headers=[("Location", "http://127.0.0.1/")]), body=PAGE, asked=1),
    answered("refresh-header", answer(headers=[("Refresh", "0; url=http://127.0.0.1/")]), body=PAGE, asked=1),
)

STATUSES = (
    answered("not-found", answer(status="404 Not Found"), status=404, asked=1),
    answered("gone", answer(status="410 Gone"), status=410, asked=1),
    answered("forbidden", answer(status="403 Forbidden"), status=403, asked=1),
    answered("unauthorised", answer(status="401 No", headers=[("WWW-Authenticate", "Basic")]), status=401, asked=1),
    answered("legal", answer(status="451 Law"), status=451, asked=1),
    answered("server-error", answer(status="500 Oh"), status=500, asked=2),
    answered("server-error-once", in_turn(answer(status="502 Oh"), answer()), body=PAGE, asked=2),
    answered("unavailable", answer(status="503 No"), status=503, asked=2),
    answered("unavailable-for-a-minute", in_turn(answer(status="503 No", headers=[("Retry-After", "60")]), answer()), asked=2),
    Case(
        name="unavailable-for-a-day",
        serve=answer(status="503 No", headers=[("Retry-After", "86400")]),
        fate="blocked",
        reason="86,400 seconds",
        asked=1,
    ),
    Case(name="too-many-for-ever", serve=answer(status="429 Slow"), fate="blocked", reason="429", asked=2),
    answered("too-many-once", in_turn(answer(status="429 Slow"), answer()), body=PAGE, asked=2),
    answered("too-many-in-seconds", in_turn(answer(status="429 Slow", headers=[("Retry-After", "7")]), answer()), asked=2),
    answered(
        "too-many-by-date",
        in_turn(
            answer(
                status="429 Slow",
                headers=[("Date", "Tue, 03 Apr 2018 12:00:00 GMT"), ("Retry-After", "Tue, 03 Apr 2018 12:01:00 GMT")],
            ),
            answer(),
        ),
        asked=2,
    ),
    Case(
        name="too-many-until-2099",
        serve=answer(status="429 Slow", headers=[("Retry-After", "Fri, 01 Jan 2099 00:00:00 GMT")]),
        fate="blocked",
        reason="asks to be left alone",
        asked=1,
    ),
    answered("too-many-nonsense", in_turn(answer(status="429 Slow", headers=[("Retry-After", "soon")]), answer()), asked=2),
    answered("too-many-negative", in_turn(answer(status="429 Slow", headers=[("Retry-After", "-5")]), answer()), asked=2),
    Case(
        name="too-many-astronomical",
        serve=answer(status="429 Slow", headers=[("Retry-After", "9" * 400)]),
        fate="blocked",
        reason="asks to be left alone",
        asked=1,
    ),
)

ROBOTS = (
    answered("robots-404", answer(), robots=NO_RULES),
    answered("robots-403", answer(), robots=answer(b"", status="403 Forbidden")),
    failed("robots-500", answer(), "robots.txt: 500", robots=answer(b"", status="500 Oh"), asked=0),
    failed("robots-silent", answer(), "robots.txt: no complete answer", robots=silence, asked=0, slow=True),
    failed("robots-closes", answer(), "robots.txt: ", robots=lambda line, asked: None, asked=0),
    failed("robots-bomb", answer(), "robots.txt: the answer is too large", robots=packed(bad.gzip_bomb(), "gzip"), asked=0),
    answered("robots-html", answer(), robots=answer(PAGE)),
    answered("robots-empty", answer(), robots=answer(b"")),
    Case(
        name="robots-of-6-mb",
        serve=answer(),
        fate="robots",
        reason="robots.txt",
        robots=answer(b"User-agent: *\nDisallow: /a\n" + b"Disallow: /other\n" * 370_000),
        asked=0,
    ),
    answered(
        "robots-rule-after-500-kib",
        answer(),
        robots=answer(b"User-agent: *\n" + b"#" * 99 + b"\n" * 600_000 + b"Disallow: /a\n"),
    ),
    Case(
        name="robots-forbids-all",
        serve=answer(),
        fate="robots",
        reason="robots.txt",
        robots=answer(b"User-agent: *\nDisallow: /\n"),
        asked=0,
    ),
    Case(
        name="robots-forbids-us",
        serve=answer(),
        fate="robots",
        reason="robots.txt",
        robots=answer(b"User-agent: *\nAllow: /\n\nUser-agent: readout\nDisallow: /\n"),
        asked=0,
    ),
    answered("robots-forbids-others", answer(), robots=answer(b"User-agent: GPTBot\nDisallow: /\n")),
    answered("robots-allows-the-longer", answer(), robots=answer(b"User-agent: *\nDisallow: /\nAllow: /a\n")),
    Case(
        name="robots-with-bom-and-nul",
        serve=answer(),
        fate="robots",
        reason="robots.txt",
        robots=answer(b"\xef\xbb\xbfUser-agent: *\nDis\0allow: /a\n"),
        asked=0,
    ),
    Case(
        name="robots-moved",
        serve=answer(),
        fate="robots",
        reason="robots.txt",
        robots=redirect("/rules.txt"),
        asked=0,
    ),
    failed(
        "robots-elsewhere",
        answer(),
        "robots.txt: redirect not followed",
        robots=redirect("http://elsewhere.example/robots.txt"),
        asked=0,
    ),
    failed("robots-in-a-circle", answer(), "in a circle", robots=redirect("/robots.txt"), asked=0),
    answered(
        "robots-wildcards", answer(), robots=answer(b"User-agent: *\nDisallow: /" + b"*a" * 20_000 + b"$\n"), path="/" + "a" * 1900
    ),
    answered("robots-crawl-delay-100000", answer(), robots=answer(b"User-agent: *\nCrawl-delay: 100000\n")),
    answered("robots-crawl-delay-nonsense", answer(), robots=answer(b"User-agent: *\nCrawl-delay: inf\nCrawl-delay: -3\n")),
)

ADDRESSES = (
    failed("asked-at-a-port", answer(), "port 8080", path=":8080/a", asked=0),
    failed("asked-with-a-password", answer(), "a user name", path="@127.0.0.1/a", asked=0),
)

TLS = (
    answered("tls-good", answer(), scheme="https", body=PAGE),
    failed("tls-expired", answer(), "certificate: it cannot be verified", scheme="https", asked=0),
    failed("tls-self-signed", answer(), "certificate: it cannot be verified", scheme="https", asked=0),
    failed("tls-other-host", answer(), "certificate: it is of another host", scheme="https", asked=0),
)

CASES: tuple[Case, ...] = (*SIZES, *ENCODINGS, *WIRE, *REDIRECTS, *STATUSES, *ROBOTS, *ADDRESSES, *TLS)
