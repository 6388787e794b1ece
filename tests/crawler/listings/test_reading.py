"""What each form of listing yields, over files in the outlets' forms; and that a broken one yields nothing but a refusal."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.listings.listing import Further, Listed, Listing, NoListing
from crawler.listings.reading import READERS, read_listing
from crawler.outlets import ListingKind, load_outlets
from monitor.defaults import default_config

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))
ASKED = ("url", "select", "sent")
MOSCOW = ZoneInfo("Europe/Moscow")
KINDS = sorted(READERS)


def read(kind: ListingKind, body: bytes | str, *, url: str = "https://tass.ru/list/", **asked: str) -> Listing:
    raw = body.encode() if isinstance(body, str) else body
    return read_listing(kind, raw, url=url, content_type=asked.pop("content_type", ""), zone=MOSCOW, **asked)


def read_case(name: str, body: bytes | None = None) -> Listing:
    case = EXPECTED[name]
    asked = {key: case[key] for key in ASKED if key in case}
    body = (FIXTURES / name).read_bytes() if body is None else body
    return read_listing(case["kind"], body, content_type="", zone=ZoneInfo(case["zone"]), **asked)


def as_expected(record: Listed | Further) -> dict[str, Any]:
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    defaults = {field.name: field.default for field in fields(record)}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
        if value != defaults[name]
    }


@pytest.mark.parametrize("name", [name for name, case in EXPECTED.items() if "refused" not in case])
def test_a_listing_yields_exactly_its_articles_and_where_it_goes_on(name: str) -> None:
    listing = read_case(name)
    assert [as_expected(listed) for listed in listing.listed] == EXPECTED[name]["listed"]
    assert [as_expected(further) for further in listing.further] == EXPECTED[name]["further"]


@pytest.mark.parametrize("name", [name for name, case in EXPECTED.items() if "refused" in case])
def test_what_is_no_listing_is_refused_with_what_came(name: str) -> None:
    with pytest.raises(NoListing) as refused:
        read_case(name)
    assert str(refused.value) == EXPECTED[name]["refused"]


def test_each_fixture_is_a_case_and_each_kind_has_one() -> None:
    assert {file.name for file in FIXTURES.iterdir()} == {*EXPECTED, "expected.json", "README.md"}
    assert set(get_args(ListingKind)) == set(READERS) == {case["kind"] for case in EXPECTED.values()}


@pytest.mark.parametrize("name", EXPECTED)
def test_where_a_listing_goes_on_is_never_what_was_just_asked(name: str) -> None:
    case = EXPECTED[name]
    if "refused" not in case:
        assert all((further.url, further.body) != (case["url"], case.get("sent", "")) for further in read_case(name).further)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n",
        b"\x00\x01\xff\xfe",
        b"\xef\xbb\xbf",
        b"no listing at all",
        b"<html><body><h1>Server error</h1></body></html>",
        b"<!-- a --><!-- b -->" * 200 + b"<!DOCTYPE html><title>Sorry</title>",
        b"null",
        b"[]",
        b'"text"',
        b"{" * 100_000,
        b"[" * 1_000_000,
        b'{"a":' * 50_000,
        b'{"result": ' + b"9" * 5000 + b"}",
        b"\x1f\x8b\x08 broken gzip",
        gzip.compress(b"<html>x</html>", mtime=0),
        b"<a/>",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        '{"newsList": "\ud800"}'.encode(errors="surrogatepass"),
    ],
    ids=lambda body: repr(body[:24]),
)
def test_nonsense_is_refused_by_every_kind(kind: ListingKind, body: bytes) -> None:
    if kind == "tass-news" and body == b"[]":
        assert read(kind, body) == Listing()  # an empty list of news: its end
        return
    with pytest.raises(NoListing):
        read(kind, body)


@pytest.mark.parametrize("kind", ["rss", "yandex", "sitemap", "nodeart", "tass-news", "tass-search"])
def test_an_html_page_is_named_as_one(kind: ListingKind) -> None:
    with pytest.raises(NoListing, match=r"an HTML page came, where .* was expected"):
        read(kind, "<!DOCTYPE html><html><body>" + "Welcome to our site. " * 200 + "</body></html>")


@pytest.mark.parametrize("kind", KINDS)
def test_a_challenge_page_is_named_by_its_mark(kind: ListingKind) -> None:
    with pytest.raises(NoListing, match="StormWall challenge"):
        read(kind, (FIXTURES / "challenge.html").read_bytes(), select="a")


def test_an_entity_from_a_file_is_never_put_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET", encoding="utf-8")
    item = "<item><title>a&x;b</title><link>https://tass.ru/p/1</link><description>&x;</description></item>"
    for system in (secret.as_uri(), str(secret), "http://127.0.0.1:9/x"):
        listing = read("rss", f'<!DOCTYPE r [<!ENTITY x SYSTEM "{system}">]><rss><channel>{item}</channel></rss>')
        assert "TOPSECRET" not in str(listing)
        assert [listed.url for listed in listing.listed] == ["https://tass.ru/p/1"]


def test_entities_within_entities_are_not_blown_up() -> None:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    item = '<item a="&e11;"><title>&e11;</title><link>/p/1</link></item>'
    with suppress(NoListing):
        feed = read("rss", f'<!DOCTYPE r [<!ENTITY e0 "boom">{nested}]><rss><channel>{item}</channel></rss>')
        assert "boomboom" not in str(feed)


def test_a_gzipped_sitemap_is_unpacked_and_a_bomb_is_not() -> None:
    sitemap = (FIXTURES / "tass-ru-sitemap-news1.xml").read_bytes()
    assert read("sitemap", gzip.compress(sitemap)).listed[0].url == "https://tass.ru/politika/5080001"
    with pytest.raises(NoListing, match="gzip of more than"):
        read("sitemap", gzip.compress(bytes(65 * 1024 * 1024), 9))


FEED = "<rss><channel><item><title>A &mdash; B</title><link>https://tass.ru/politika/5080001</link></item>{}</channel></rss>"
MAP = "<urlset><url><loc>https://tass.ru/politika/5080001</loc></url>{}</urlset>"


@pytest.mark.parametrize(("kind", "text"), [("rss", FEED), ("yandex", FEED), ("sitemap", MAP)])
@pytest.mark.parametrize("cut", range(1, 24))
def test_xml_that_breaks_off_says_so_wherever_it_does(kind: ListingKind, text: str, cut: int) -> None:
    whole = text.format("<!-- x -->")
    assert read(kind, whole).whole
    broken = read(kind, whole[:-cut])
    assert not broken.whole
    assert [item.url for item in broken.listed] == ["https://tass.ru/politika/5080001"]


def test_an_index_that_breaks_off_says_so() -> None:
    index = "<sitemapindex><sitemap><loc>https://tass.ru/1.xml</loc></sitemap></sitemapindex>"
    assert read("sitemap", index).whole
    assert not read("sitemap", index[:-5]).whole


def test_what_follows_the_end_of_a_feed_is_no_part_of_it() -> None:
    assert not read("rss", FEED.format("</channel></rss><rss><channel>")).whole
    assert read("rss", "<a:rdf xmlns:a='http://x/'>" + "<item><title>A & B</title></item>" + "</a:rdf> <!-- 5 ms -->").whole


def test_gzip_that_breaks_off_gives_what_is_there() -> None:
    entries = "".join(f"<url><loc>https://tass.ru/politika/{n * n}</loc></url>" for n in range(3_000, 6_000))
    packed = gzip.compress(f"<urlset>{entries}</urlset>".encode())
    broken = read("sitemap", packed[: len(packed) // 2])
    assert 500 < len(broken.listed) < 2_500
    assert not broken.whole
    assert read("sitemap", packed).whole
    with pytest.raises(NoListing, match="breaks off"):
        read("links", gzip.compress(b"<a href=/1>x</a>" * 500)[:-9])


def test_several_gzips_in_a_row_are_one() -> None:
    text = MAP.format("<url><loc>https://tass.ru/politika/5080002</loc></url>").encode()
    assert len(read("sitemap", gzip.compress(text[:80]) + gzip.compress(text[80:])).listed) == 2
    assert len(read("sitemap", gzip.compress(text) + b"\0\0more").listed) == 2


@pytest.mark.parametrize(
    ("kind", "row", "frame", "most"),
    [
        ("rss", "<item><link>https://tass.ru/p/%d</link></item>", "<rss><channel>%s</channel></rss>", 20_000),
        ("sitemap", "<url><loc>https://tass.ru/p/%d</loc></url>", "<urlset>%s</urlset>", 50_000),
        ("links", "<a href=/p/%d>", "%s", 20_000),
        ("tass-search", '{"url": "/p/%d"},', '{"result": [%s {}]}', 20_000),
        ("tass-news", '{"link": "/p/%d"},', '{"newsList": [%s {}]}', 20_000),
        ("nodeart", '{"LinkUrl": "/p/%d"},', '{"data": {"list": [%s {}]}}', 20_000),
        ("datasource", '{"publishUrl": "/p/%d"},', '{"datasource": [%s {}]}', 20_000),
    ],
)
def test_a_listing_without_end_is_read_so_far_and_is_not_whole(kind: ListingKind, row: str, frame: str, most: int) -> None:
    just, more = (read(kind, frame % "".join(row % n for n in range(size))) for size in (most, most + 1))
    assert (len(just.listed), just.whole) == (most, True)
    assert (len(more.listed), more.whole) == (most, False)


def test_a_page_of_links_that_is_cut_is_not_whole() -> None:
    assert read("links", "<a href=/1>x</a>" + "<a name=x>" * 10_000).whole
    assert not read("links", "<a href=/1>x</a>" + "<br>" * 200_000).whole
    assert not read("links", "<a href=/1>x</a>" + "<div>" * 1_000).whole
    attributes = " ".join(f"a{n}" for n in range(100_000))
    assert not read("links", f"<a href=/1 {attributes}>x</a>").whole


def test_fifty_thousand_entries_are_read_each_once() -> None:
    urls = "".join(f"<url><loc>https://tass.ru/politika/{n % 25_000 + 10_000}</loc></url>" for n in range(50_000))
    assert len(read("sitemap", f"<urlset>{urls}</urlset>").listed) == 25_000


@pytest.mark.parametrize("html", ['<a href="/p/1">x</a>' * 20_000, "<div>" * 50_000 + '<a href="/p/1">x</a>', "<b><i>" * 50_000])
def test_a_page_of_endless_nesting_or_repetition_ends(html: str) -> None:
    with suppress(NoListing):
        assert len(read("links", html).listed) <= 1


def test_items_within_items_are_not_collected_again_and_again() -> None:
    feed = "<rss><channel>" + "<item><description>" * 100 + "x" * 100_000 + "</description></item>" * 100 + "</channel></rss>"
    assert read("rss", feed).listed == ()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@example.org", "ftp://tass.ru/1", "http://[", "", "#top"]
)
def test_what_leads_to_no_page_is_not_listed(link: str) -> None:
    feed = f"<rss><channel><item><title>T</title><link>{link}</link></item></channel></rss>"
    assert [listed.url for listed in read("rss", feed).listed if listed.url != "https://tass.ru/list/"] == []
    rows = json.dumps({"newsList": [{"id": 1, "date": 1522767072, "title": "T", "link": link}]})
    assert [listed.url for listed in read("tass-news", rows).listed if listed.url != "https://tass.ru/list/"] == []


def test_links_to_other_hosts_are_kept_for_the_caller_to_judge() -> None:
    assert [listed.url for listed in read("links", '<a href="//example.org/1">x</a>').listed] == ["https://example.org/1"]


def test_a_base_address_moves_the_links() -> None:
    assert read("links", '<base href="/a/b/"><a href="../c">x</a>').listed[0].url == "https://tass.ru/a/c"


def test_a_selector_that_is_none_is_told() -> None:
    with pytest.raises(NoListing, match=r"'a\[\[' is no CSS selector"):
        read("links", "<a href=x>x</a>", select="a[[")


def test_a_selector_may_name_the_part_in_which_the_links_stand() -> None:
    page = '<div class="list"><a href="/p/1">One</a></div><a href="/p/2">Two</a>'
    assert [listed.title for listed in read("links", page, select="div.list").listed] == ["One"]


def test_a_page_without_a_link_that_matches_is_no_listing() -> None:
    with pytest.raises(NoListing, match=r"no link on the page matches 'div\.none a'"):
        read("links", "<a href=x>x</a>", select="div.none a")


@pytest.mark.parametrize("printed", ["", "2018-04-03", "14:00", "today"])
def test_a_list_that_prints_no_full_time_gives_none(printed: str) -> None:
    page = f'<div><a href="/world/2018-04/03/c_1.htm">x</a><span class="time">{printed}</span></div>'
    assert read("links", page).listed[0].published_at is None


def test_a_time_that_stands_beside_several_links_is_nobodys() -> None:
    page = '<div><a href="/p/1">x</a><a href="/p/2">y</a><span class="time">2018-04-03 14:00</span></div>'
    assert [listed.published_at for listed in read("links", page).listed] == [None, None]


def test_the_link_to_the_next_page_is_followed_on_the_same_host_only() -> None:
    assert [f.url for f in read("links", '<a href=1>x</a><link rel="next" href="?page=2">').further] == [
        "https://tass.ru/list/?page=2"
    ]
    assert read("links", '<a href=1>x</a><link rel="next" href="https://example.org/?page=2">').further == ()
    assert read("links", '<a href=1>x</a><link rel="next" href="https://tass.ru/list/">').further == ()


def test_the_last_page_of_a_bitrix_list_is_the_last() -> None:
    page = '<a href="/news/1.html">x</a><a href="/news/?PAGEN_1=1">1</a><a href="/news/?PAGEN_1=2">2</a>'
    assert [f.url for f in read("links", page, url="https://nvo.ng.ru/news/?PAGEN_1=1").further] == [
        "https://nvo.ng.ru/news/?PAGEN_1=2"
    ]
    assert read("links", page, url="https://nvo.ng.ru/news/?PAGEN_1=2").further == ()


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        ('<?xml version="1.0" encoding="gb2312"?>{}'.format, "", "朱镕基访俄"),  # a character that gb2312 lacks and gb18030 has
        ('<?xml version="1.0" encoding="windows-1251"?>{}'.format, "text/xml; charset=utf-8", "Россия"),  # the header lies
        ('<?xml version="1.0" encoding="windows-1251"?>{}'.format, "", "utf-8 Россия"),  # the declaration lies
        ("{}".format, "text/xml; charset=windows-1251", "Россия"),
    ],
)
def test_the_charset_is_what_the_bytes_are(body: Any, content_type: str, title: str) -> None:
    text = body(f"<rss><channel><item><title>{title}</title><link>/p/1</link></item></channel></rss>")
    charset = "utf-8" if title.startswith("utf-8") else "gb18030" if "gb2312" in text else "cp1251"
    assert read("rss", text.encode(charset), content_type=content_type).listed[0].title == title


def test_a_page_without_a_main_list_gives_all_the_lists_that_it_names() -> None:
    page = (
        '<html><ul data="datasource:abcdef01" preview="ds_"></ul><ul data="datasource:abcdef02"></ul><ul data="datasource:x"></ul>'
    )
    assert [f.url for f in read("datasource", page).further] == [f"https://tass.ru/list/ds_abcdef0{n}.json" for n in (1, 2)]


def test_paging_ends_when_the_service_repeats_itself() -> None:
    rows = json.dumps({"newsList": [{"id": 5, "date": 1522767072, "title": "T", "link": "/w/5"}], "lastTime": 1522767072})
    asked = {"sectionId": 4844, "timestamp": 1522767072, "excludeNewsIds": "5"}
    assert read("tass-news", rows, sent=json.dumps(asked)).further == ()
    assert read("tass-news", rows, sent=json.dumps(asked | {"timestamp": 1})).further == ()  # time runs backwards
    assert read("tass-news", rows, sent="").further == ()  # what was asked is not known
    assert len(read("tass-news", rows, sent=json.dumps({"sectionId": 4844})).further) == 1
    page = '{"result": {"contents": [{"url": "/p/1", "es_updated_dt": "2018-04-03T10:00:00"}], "has_more": true}}'
    assert read("tass-search", page, url="https://tass.ru/s?search_after=2018-04-03T10:00:00").further == ()


def test_only_so_many_ids_are_sent_along() -> None:
    rows = [{"id": n, "date": 1522767072 - n, "title": "T", "link": f"/w/{n}"} for n in range(1, 301)]
    sent = json.dumps({"sectionId": 4844, "excludeNewsIds": "9001,9002"})
    body = json.loads(read("tass-news", json.dumps({"newsList": rows}), sent=sent).further[0].body)
    assert len(body["excludeNewsIds"].split(",")) == 200
    assert body["timestamp"] == 1522767072 - 300  # the oldest row's, when the service names none


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    *("link", "url", "LinkUrl", "publishUrl", "linkUrls", "linkTitle", "title", "Title", "subtitle", "lead", "summary", "keywords"),
    *("date", "PubTime", "publishTime", "published_dt", "es_updated_dt", "updated_dt", "id", "contentType"),
)
ROW = st.dictionaries(st.sampled_from(NAMES), WRONG | st.sampled_from(["/p/1", "2018-04-03 10:00:00"]), max_size=8)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(ROW | WRONG, max_size=4) | WRONG, extra=WRONG, sent=WRONG)
def test_json_of_wrong_types_is_read_or_refused(rows: Any, extra: Any, sent: Any) -> None:
    shapes: list[tuple[ListingKind, Any]] = [
        ("datasource", {"datasource": rows}),
        ("nodeart", {"status": 0, "data": {"list": rows}}),
        ("nodeart", {"status": extra, "data": extra}),
        ("tass-news", {"newsList": rows, "lastTime": extra}),
        ("tass-search", {"result": rows}),
        ("tass-search", {"result": {"contents": rows, "has_more": extra}}),
    ]
    for kind, answer in shapes:
        try:
            listing = read(kind, json.dumps(answer), sent=json.dumps(sent))
        except NoListing:
            continue
        assert all(listed.url.startswith(("http://", "https://")) for listed in listing.listed)
        assert all(listed.published_at is None or listed.published_at.tzinfo for listed in listing.listed)


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(sorted(EXPECTED)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=5),
    as_kind=st.none() | st.sampled_from(KINDS),
)
def test_a_mutilated_listing_is_read_or_refused(
    name: str, cuts: list[tuple[float, int, bytes]], as_kind: ListingKind | None
) -> None:
    body = (FIXTURES / name).read_bytes()
    for place, length, instead in cuts:
        at = int(place * len(body))
        body = body[:at] + instead + body[at + length :]
    try:
        listing = read_case(name, body) if as_kind is None else read(as_kind, body)
    except NoListing:
        return
    for listed in listing.listed:
        assert listed.url.startswith(("http://", "https://"))
        listed.url.encode()
        f"{listed.title}{listed.summary}{listed.full_text}".encode()
    assert len({listed.url for listed in listing.listed}) == len(listing.listed)


def test_every_entry_point_of_the_shipped_outlets_has_a_reader_and_a_selector_that_is_one() -> None:
    for outlet in load_outlets(default_config() / "outlets"):
        for edition in outlet.editions:
            for channel in edition.channels:
                for point in (*channel.read, *channel.archive):
                    assert point.kind in READERS
                    if point.kind == "links":
                        with pytest.raises(NoListing, match="no link on the page matches"):
                            read("links", "<p>nothing", select=point.select)
                    if point.body:
                        assert isinstance(json.loads(point.body), dict)
