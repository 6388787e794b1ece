"""The crawl of one edition with invented listings and pages, without Scrapy or a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.archive.memory_records import Known, PastCrawl
from crawler.crawl_settings import Limits
from crawler.crawlfile import crawl_line_kind
from crawler.crawling.page_round import BLOCKED_IN_A_ROW
from crawler.crawling.steps import Answer, Ask, NoAnswer
from crawler.edition_crawl import EditionCrawl
from crawler.fetched import Fetched
from crawler.listings.listing import Listed
from crawler.outlets import Channel, Edition, EntryPoint, Expectations, Mirror, Outlet, Outlets
from crawler.pages.page import Page

NOW = datetime(2018, 4, 3, 12, tzinfo=UTC)
FEED, FULL = "https://tass.ru/rss/v2.xml", "https://tass.ru/rss/yandex.xml"


class Memory:
    """What the archive remembers, in two dictionaries."""

    def __init__(self) -> None:
        self.pages: dict[str, Known] = {}
        self.crawls: list[PastCrawl] = []
        self.due_now: set[str] = set()

    def known(self, canonical: str) -> Known | None:
        return self.pages.get(canonical)

    def remember(self, page: Known) -> None:
        self.pages[page.canonical] = page

    def due(self, outlet: str, edition: str, now: datetime, hours: Iterable[float]) -> tuple[Known, ...]:
        return tuple(page for url, page in self.pages.items() if url in self.due_now)

    def failing(self, outlet: str, edition: str) -> tuple[Known, ...]:
        return tuple(page for page in self.pages.values() if page.failed_since)

    def past_crawls(self, outlet: str, edition: str) -> tuple[PastCrawl, ...]:
        return tuple(self.crawls)


class Topic:
    """Refuses what has "sport" in its title."""

    def refuses(self, listed: Listed, *, country: str, language: str) -> str | None:
        return "nothing of it" if "sport" in listed.title else None


@dataclass(kw_only=True)
class World:
    """A server, a memory and a clock."""

    memory: Memory = field(default_factory=Memory)
    now: datetime = NOW
    items: list[tuple[int, str, float]] = field(default_factory=list)  # number, title, hours ago
    pages: dict[str, Any] = field(default_factory=dict)  # path → text, status, NoAnswer, or a function of the request
    limits: Limits = field(default_factory=Limits)
    kind: str = "rss"
    full: dict[int, str] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)
    stop_after: int | None = None
    reads: Any = None

    def outlet(self) -> Outlet:
        point = EntryPoint(kind=self.kind, url=FULL if self.kind == "yandex" else FEED)  # type: ignore[arg-type]
        edition = Edition(
            id="ru", language="ru", host="tass.ru", zone="Europe/Moscow", articles=r"https://tass\.ru/a/\d+",
            mirrors=(Mirror(host="m.tass.ru"),),
            channels=(Channel(name="all", read=(point,)),), expect=Expectations(required=("title", "text", "lead")),
        )  # fmt: skip
        return Outlet(id="tass", name="TASS", country="ru", editions=(edition,), retry_days=3)

    def crawl(self, **options: Any) -> tuple[list[dict[str, Any]], EditionCrawl]:
        """The lines of one crawl, to its end."""
        outlet = self.outlet()
        crawl = EditionCrawl(
            outlet, outlet.editions[0], Outlets(outlets=(outlet,)), memory=self.memory, topic=Topic(), limits=self.limits,
            clock=lambda: self.now, crawl="20180403T120000Z-tass-ru", **options,
        )  # fmt: skip
        self.asked, lines, waiting = [], [], list(crawl.begin())
        while waiting:
            step = waiting.pop(0)
            if not isinstance(step, Ask):
                lines.append(step)
                continue
            self.asked.append(step)
            if self.stop_after == len(self.asked):
                crawl.stop("the time is over")
            waiting += crawl.answered(step, self.answer(step))
        self.memory.crawls.append(crawl.past_crawl(crawl.health()))
        return lines, crawl

    def answer(self, ask: Ask) -> Answer | NoAnswer:
        if ask.role == "listing":
            return found(ask.url, self.feed().encode(), "application/rss+xml")
        given = self.pages.get(ask.url.removeprefix("https://tass.ru"), 404)
        given = given(ask) if callable(given) else given
        if isinstance(given, int):
            return found(ask.url, b"", status=given)
        return found(ask.url, page(given).encode()) if isinstance(given, str) else given

    def feed(self) -> str:
        rows = "".join(
            f"<item><title>{title}</title><link>https://tass.ru/a/{number}</link>"
            f"<pubDate>{self.now - timedelta(hours=hours):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
            + (f"<yandex:full-text>{self.full[number]}</yandex:full-text>" if number in self.full else "")
            + "</item>"
            for number, title, hours in self.items
        )
        return f'<rss version="2.0" xmlns:yandex="http://news.yandex.ru"><channel><title>x</title>{rows}</channel></rss>'

    def urls(self) -> list[str]:
        return [ask.url.removeprefix("https://tass.ru") for ask in self.asked if ask.role != "listing"]


def found(url: str, body: bytes, kind: str = "text/html; charset=utf-8", **changes: Any) -> Answer:
    status = changes.pop("status", 200)
    fetched = Fetched(url=url, body=body, content_type=kind, fetched_at=NOW, status=status, sha256="0", warc="<urn:uuid:1>")
    return replace(Answer(fetched=fetched, etag='"1"', last_modified="x"), **changes)


def page(text: str) -> str:
    return (
        '<html><head><title>Т - ТАСС</title></head><body><h1 class="news-header__title">Выдуманный заголовок</h1>'
        f'<div class="text-content"><div class="text-block"><p>МОСКВА, 3 апреля. /ТАСС/. {text}</p></div></div></body></html>'
    )


def kinds(lines: list[dict[str, Any]]) -> list[str]:
    return [crawl_line_kind(line) for line in lines]


@pytest.fixture
def world() -> World:
    return World(
        items=[(1, "Одно", 1), (2, "sport", 2), (3, "Другое", 3)],
        pages={"/a/1": "Первый выдуманный текст, достаточно длинный.", "/a/3": "Третий выдуманный текст, достаточно длинный."},
    )


def test_pages_on_the_topic_are_read_and_the_others_are_counted(world: World) -> None:
    lines, crawl = world.crawl()
    assert [line["url"] for line in lines] == ["https://tass.ru/a/1", "https://tass.ru/a/3"]
    assert world.urls() == ["/a/1", "/a/3"]
    health = crawl.health()
    assert (health.listed, health.refused, health.fetched, health.articles) == (3, 1, 2, 2)
    assert (health.status, health.complete_to, health.complete_from) == ("complete", NOW, NOW - timedelta(hours=3))


def test_nothing_is_asked_for_or_counted_twice(world: World) -> None:
    world.crawl()
    lines, crawl = world.crawl()
    assert (lines, world.urls()) == ([], [])
    assert (crawl.health().listed, crawl.health().refused) == (0, 0)


def test_what_was_refused_is_asked_for_when_its_headline_changes(world: World) -> None:
    world.crawl()
    world.items[1] = (2, "Оборона", 2)
    world.pages["/a/2"] = "Второй выдуманный текст, достаточно длинный."
    lines, crawl = world.crawl()
    assert [line["url"] for line in lines] == ["https://tass.ru/a/2"]
    assert crawl.health().listed == 0


def test_a_field_that_the_outlet_always_has_is_missed(world: World) -> None:
    _, crawl = world.crawl()
    assert crawl.health().incomplete == 2  # neither has a lead


def test_a_look_again_is_conditional_and_says_nothing_when_nothing_changed(world: World) -> None:
    world.crawl()
    world.memory.due_now = {"https://tass.ru/a/1", "https://tass.ru/a/3"}
    world.pages["/a/1"] = 304
    lines, _ = world.crawl()
    assert lines == []
    assert world.asked[-2].headers == (("If-None-Match", '"1"'), ("If-Modified-Since", "x"))
    assert {known.looks for url, known in world.memory.pages.items() if url in world.memory.due_now} == {2}


def test_a_changed_text_is_handed_over_again(world: World) -> None:
    (first, _), _ = world.crawl()
    world.memory.due_now = {"https://tass.ru/a/1"}
    world.pages["/a/1"] = "Первый выдуманный текст, но теперь другой."
    (again,), _ = world.crawl()
    assert (again["id"], again["text"] == first["text"]) == (first["id"], False)


def test_gone_and_back(world: World) -> None:
    world.crawl()
    world.memory.due_now = {"https://tass.ru/a/1"}
    text, world.pages["/a/1"] = world.pages["/a/1"], 410
    (gone,), _ = world.crawl()
    assert (gone["event"]["kind"], gone["event"]["status"], gone["event"]["warc"]) == ("gone", 410, "<urn:uuid:1>")
    assert world.crawl()[0] == []  # still gone
    world.pages["/a/1"] = text
    (back,), _ = world.crawl()
    assert back["event"]["kind"] == "back"


@pytest.mark.parametrize(
    ("target", "kind"),
    [("https://tass.ru/", "moved-to-front"), ("https://tass.ru/armiya-i-opk", "moved-away"), ("https://tass.ru/a/77", None)],
)
def test_where_a_redirect_leads(world: World, target: str, kind: str | None) -> None:
    world.pages["/a/1"] = found(target, page("Первый выдуманный текст, достаточно длинный.").encode(), redirects=(301,))
    lines, _ = world.crawl()
    line = next(line for line in lines if "/a/1" in json.dumps(line))
    if kind is None:
        assert line["url"] == "https://tass.ru/a/1"
    else:
        assert (line["event"]["kind"], line["event"]["status"], line["event"]["detail"]) == (kind, 301, f"redirects to {target}")


def test_a_page_of_no_layout_goes_to_quarantine_and_holds_the_watermark(world: World) -> None:
    world.pages["/a/3"] = lambda ask: found(ask.url, b"<html><body><p>x</p></body></html>")
    lines, crawl = world.crawl()
    assert kinds(lines) == ["article", "quarantine"]
    health = crawl.health()
    assert health.status == "partial"
    assert health.held_by == ("https://tass.ru/a/3",)
    assert health.complete_to is None  # it came before all that this first crawl saw
    assert kinds(world.crawl()[0]) == []  # it is tried again, and told once


def test_a_page_is_given_up_after_some_days_and_the_watermark_goes_on(world: World) -> None:
    world.crawl()
    world.items.append((4, "Ещё", 0.5))
    world.pages["/a/4"] = 500
    _, crawl = world.crawl()
    assert crawl.health().complete_to == NOW - timedelta(hours=0.5, seconds=1)
    world.items = [(5, "sport", 0.1)]
    world.now += timedelta(days=2)
    _, crawl = world.crawl()
    assert crawl.health().failed == 1
    assert crawl.health().held_by == ("https://tass.ru/a/4",)
    world.now += timedelta(days=2)
    (line,), crawl = world.crawl()
    assert line["quarantine"]["reason"] == "given up after 3 days: status 500"
    assert crawl.health().complete_to == world.now
    world.crawl()
    assert world.urls() == []


def test_a_look_again_that_fails_holds_nothing(world: World) -> None:
    world.crawl()
    world.memory.due_now = {"https://tass.ru/a/1"}
    world.pages["/a/1"] = NoAnswer(reason="no complete answer in time")
    _, crawl = world.crawl()
    assert (crawl.health().failed, crawl.health().complete_to, crawl.health().status) == (1, NOW, "complete")


def test_a_feed_with_whole_texts_stands_in(world: World) -> None:
    world.kind, world.full = "yandex", {1: "Полный выдуманный текст из ленты.", 3: "Другой полный текст."}
    world.pages["/a/1"] = NoAnswer(reason="connection refused")
    lines, crawl = world.crawl()
    article = next(line for line in lines if line["url"] == "https://tass.ru/a/1")
    assert (article["text"], article["page"]["layout"]) == ("Полный выдуманный текст из ленты.", "feed")
    assert (crawl.health().failed, crawl.health().held_by) == (1, ())
    assert world.crawl()[0] == []
    world.pages["/a/1"] = "Полный текст со страницы, и он длиннее."
    (later,), _ = world.crawl()
    assert later["id"] == article["id"]


def test_an_outlet_that_refuses_in_a_row_is_left_alone(world: World) -> None:
    world.items = [(number, "Одно", number) for number in range(1, 20)]
    world.pages = {f"/a/{number}": 403 for number in range(1, 20)}
    _, crawl = world.crawl()
    assert len(world.urls()) <= BLOCKED_IN_A_ROW + 4  # those that were under way
    assert len(crawl.health().held_by) == 19
    assert "refused" in crawl.trouble


def test_the_time_is_over(world: World) -> None:
    world.items = [(number, "Одно", number) for number in range(1, 20)]
    world.pages = {f"/a/{number}": f"Выдуманный текст под номером {number}." for number in range(1, 20)}
    world.stop_after = 5
    lines, crawl = world.crawl()
    assert 4 <= len(lines) <= 8
    assert len(crawl.health().held_by) == 19 - len(lines)
    assert crawl.health().status == "partial"
    world.stop_after = None
    assert len(world.crawl()[0]) == 19 - len(lines)


def test_a_stretch_of_the_past_takes_only_what_lies_in_it(world: World) -> None:
    lines, crawl = world.crawl(since=NOW - timedelta(hours=4), until=NOW - timedelta(hours=2.5))
    assert [line["url"] for line in lines] == ["https://tass.ru/a/3"]
    assert crawl.health().complete_to == NOW - timedelta(hours=2.5)


def test_a_crawl_that_died_before_it_remembered_reads_the_page_again(world: World) -> None:
    forget: Callable[[Known], None] = lambda known: None  # noqa: E731
    remember, world.memory.remember = world.memory.remember, forget  # type: ignore[method-assign,assignment]
    first, _ = world.crawl()
    world.memory.remember = remember  # type: ignore[method-assign]
    world.memory.crawls.clear()
    again, _ = world.crawl()
    assert again == first


def test_a_listing_that_makes_its_reader_fail_ends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr("crawler.crawling.listing_round.read_listing", broken)
    lines, crawl = world.crawl()
    assert lines == []
    assert crawl.health().status == "failed"
    assert "ZeroDivisionError" in crawl.health().entry_points[0].reason


def test_a_page_that_makes_its_reader_fail_goes_to_quarantine(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("a mistake of ours")

    monkeypatch.setattr("crawler.page_outcome.read_page", broken)
    lines, _ = world.crawl()
    assert kinds(lines) == ["quarantine", "quarantine"]


def two_channels(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second channel that names the first one's entry point."""
    outlet = world.outlet()
    (channel,) = outlet.editions[0].channels
    edition = outlet.editions[0].model_copy(update={"channels": (channel, channel.model_copy(update={"name": "army"}))})
    monkeypatch.setattr(world, "outlet", lambda: outlet.model_copy(update={"editions": (edition,)}), raising=False)


def test_a_listing_that_two_channels_name_is_asked_for_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    two_channels(world, monkeypatch)
    _, crawl = world.crawl()
    assert [ask.url for ask in world.asked if ask.role == "listing"] == [FEED]
    assert [(point.channel, point.status) for point in crawl.health().entry_points] == [("all", "read"), ("army", "read")]
    assert crawl.health().listed == 3


def test_what_robots_txt_forbids_is_blocked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "answer", lambda ask: NoAnswer(reason="robots.txt", fate="robots"), raising=False)
    lines, crawl = world.crawl()
    assert lines == []
    assert (crawl.health().status, crawl.health().complete_to) == ("blocked", None)
    assert crawl.health().entry_points[0].reason == "robots.txt"


def with_further(world: World, further: str | int) -> None:
    """Page 1 names a second page, as Xinhua's long articles do."""

    def reads(fetched: Fetched, *_: object) -> Page:
        first = not fetched.url.endswith("_2")
        return Page(
            layout="x", title="Т", paragraphs=("Начало.",) if first else ("Конец.",),
            further=("https://tass.ru/a/1_2",) if first else (),
        )  # fmt: skip

    world.items, world.pages["/a/1_2"] = [(1, "Одно", 1)], further
    world.reads = reads


@pytest.mark.parametrize(("further", "text", "completeness"), [("да", "Начало.\n\nКонец.", "full"), (404, "Начало.", "partial")])
def test_the_further_pages_of_an_article_are_joined(
    world: World, monkeypatch: pytest.MonkeyPatch, further: str | int, text: str, completeness: str
) -> None:
    with_further(world, further)
    monkeypatch.setattr("crawler.page_outcome.read_page", world.reads)
    (line,), crawl = world.crawl()
    assert (line["text"], line["completeness"]) == (text, completeness)
    assert [ask.role for ask in world.asked] == ["listing", "page", "further"]
    assert world.asked[-1].article_url == "https://tass.ru/a/1"
    assert crawl.health().fetched == 1


def test_half_an_article_is_not_handed_over_when_the_time_is_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_further(world, "да")
    monkeypatch.setattr("crawler.page_outcome.read_page", world.reads)
    world.stop_after = 2
    lines, crawl = world.crawl()
    assert lines == []
    assert crawl.health().held_by == ("https://tass.ru/a/1",)


def test_a_list_without_words_does_not_overrule_a_headline(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outlet = world.outlet()
    edition = outlet.editions[0]
    sitemap = Channel(name="map", read=(EntryPoint(kind="sitemap", url="https://tass.ru/sitemap.xml"),))
    edition = edition.model_copy(update={"channels": (*edition.channels, sitemap)})
    monkeypatch.setattr(world, "outlet", lambda: outlet.model_copy(update={"editions": (edition,)}), raising=False)
    entries = "".join(f"<url><loc>https://tass.ru/a/{n}</loc><lastmod>2018-04-03T11:00:00Z</lastmod></url>" for n in (1, 2, 9))
    xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    usual = world.answer
    monkeypatch.setattr(
        world, "answer",
        lambda ask: found(ask.url, xml.encode(), "application/xml") if "sitemap" in ask.url else usual(ask), raising=False,
    )  # fmt: skip
    world.crawl()
    assert sorted(world.urls()) == ["/a/1", "/a/3", "/a/9"]  # 2 is sport, as the feed says; of 9 nobody says anything
    world.items = []
    world.crawl()
    assert "/a/2" not in world.urls()


def test_one_story_under_several_addresses_is_asked_for_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = world.feed
    mirrored = "<item><title>Одно</title><link>http://m.tass.ru/a/1?utm_source=x</link></item></channel>"
    monkeypatch.setattr(world, "feed", lambda: usual().replace("</channel>", mirrored), raising=False)
    _, crawl = world.crawl()
    assert world.urls() == ["/a/1", "/a/3"]
    assert crawl.health().listed == 3


def test_the_address_of_another_edition_is_none_of_ours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outlet = world.outlet()
    other = outlet.editions[0].model_copy(
        update={"id": "en", "host": "tass.com", "mirrors": (Mirror(host="tass.ru", path="/a/3"),)}
    )
    both = outlet.model_copy(update={"editions": (outlet.editions[0], other)})
    monkeypatch.setattr(world, "outlet", lambda: both, raising=False)
    world.crawl()
    assert world.urls() == ["/a/1"]


def test_what_was_listed_is_remembered_before_it_is_asked_for(world: World) -> None:
    crawl = EditionCrawl(
        world.outlet(), world.outlet().editions[0], Outlets(outlets=(world.outlet(),)), memory=world.memory, topic=Topic(),
        limits=world.limits, clock=lambda: world.now, crawl="20180403T120000Z-tass-ru",
    )  # fmt: skip
    (ask,) = crawl.begin()
    assert isinstance(ask, Ask)
    next(crawl.answered(ask, world.answer(ask)))  # and then it dies
    assert {url: page.outcome for url, page in world.memory.pages.items()} == {
        "https://tass.ru/a/1": "listed", "https://tass.ru/a/2": "refused", "https://tass.ru/a/3": "listed",
    }  # fmt: skip
    world.items = []
    world.crawl()
    assert set(world.urls()) == {"/a/1", "/a/3"}


def test_a_page_that_is_listed_and_not_there_is_looked_at_once_more(world: World) -> None:
    del world.pages["/a/3"]
    lines, crawl = world.crawl()
    assert kinds(lines).count("event") == 1
    assert crawl.health().held_by == ("https://tass.ru/a/3",)
    lines, crawl = world.crawl()
    assert lines == []
    assert crawl.health().held_by == ()


def test_a_crawl_of_the_past_is_held_by_a_page_that_nobody_could_read(world: World) -> None:
    world.pages["/a/3"] = 500
    world.crawl()
    world.items = [(1, "Одно", 1), (4, "Старое", 30)]
    world.pages["/a/4"] = "Четвёртый выдуманный текст, достаточно длинный."
    _, crawl = world.crawl(since=NOW - timedelta(hours=20), until=NOW)
    assert crawl.health().held_by == ("https://tass.ru/a/3",)
    assert crawl.health().complete_to == NOW - timedelta(hours=3, seconds=1)
