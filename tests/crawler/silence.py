"""An invented outlet with a history, and a crawler that is hindered and killed: is its silence ever taken for the outlet's?

`Simulation(seed, folder).run()` plays one history to its end and returns what went wrong, in words; the same seed does the same.
Everything but Scrapy is real: the crawl's decisions, the memory and the WARC files, the replay of what died.
"""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.archive.archive import Archive, open_archive
from crawler.archive.archive_shelf import ArchiveShelf
from crawler.archive.exchange import Exchange
from crawler.archive.memory_records import Known, PastCrawl
from crawler.archive.replay import Limits as ReplayLimits
from crawler.archive.replay import Replay
from crawler.crawl_settings import Limits
from crawler.crawlfile import Health, health_from_json, health_to_json
from crawler.crawling.steps import Answer, Ask, NoAnswer
from crawler.edition_crawl import EditionCrawl
from crawler.fetched import Fetched
from crawler.listings.listing import Listed
from crawler.outlets import Channel, Edition, EntryPoint, Expectations, Outlet, Outlets
from crawler.planning import OVERLAP, QUIET
from processors.wire import article_to_json

START = datetime(2018, 4, 3, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = "https://tass.ru"
FRESH_HOURS = 6.0
Rows = list[dict[str, Any]]


class DiedError(Exception):
    """The crawl was killed."""


@dataclass(slots=True, kw_only=True)
class Story:
    """One article of the outlet, all its life."""

    number: int
    section: str
    at: datetime  # of publication
    listed_at: datetime  # from when the entry points show it: sometimes late, with its old time
    on_topic: bool
    edits: list[datetime]
    gone_at: datetime | None
    outages: list[tuple[datetime, datetime, str]]  # the page cannot be read: how

    @property
    def url(self) -> str:
        return f"{SITE}/{self.section}/{self.number}"

    def changed_at(self, now: datetime) -> datetime:
        return max((edit for edit in self.edits if edit <= now), default=self.at)

    def text(self, now: datetime) -> str:
        edition = sum(edit <= now for edit in self.edits)
        return f"Выдуманная заметка номер {self.number}, редакция {edition}. Стороны обсудили вымышленные учения и разошлись."


@dataclass(slots=True, kw_only=True)
class Place:
    """One entry point and its bad habits."""

    point: EntryPoint
    sections: tuple[str, ...]
    size: int
    bumps: bool = False  # an edited article is listed with the time of the edit
    pinned: int = 0  # old articles that always stand there
    one_dated: bool = False  # a list without dates that dates one old article
    child_dates: str = "true"  # of a sitemap index: true, none, today
    only_changes: bool = False  # a sitemap that tells the last change alone
    frozen: list[tuple[datetime, datetime]] = field(default_factory=list)
    outages: list[tuple[datetime, datetime, str]] = field(default_factory=list)


class Topic:
    """Refuses what has "sport" in its title."""

    def refuses(self, listed: Listed, *, country: str, language: str) -> str | None:
        return "nothing of it" if "sport" in listed.title else None


def _during(stretches: list[tuple[datetime, datetime]], now: datetime) -> datetime | None:
    return next((begin for begin, end in stretches if begin <= now < end), None)


class Site:
    """What the outlet would answer at any moment."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.sections = ("a", "b") if chance.random() < 0.4 else ("a",)
        self.rough = chance.choice((0.0, 0.03, 0.2))  # share of the pages that cannot be read at first
        self.stories = tuple(self._stories())
        self.by_url = {story.url: story for story in self.stories}
        self.places: list[Place] = []
        self.edition = self._edition()
        self.outlet = Outlet(
            id="tass", name="TASS", country="ru", editions=(self.edition,), retry_days=1, refetch_hours=(2, 12)
        )  # fmt: skip
        self.outlets = Outlets(outlets=(self.outlet,))

    def _stories(self) -> Iterator[Story]:
        chance, at = self.chance, START - 30 * HOUR
        for number in range(10_000, 10_190):
            at += timedelta(minutes=chance.choice((3, 10, 20, 30, 40, 100)))
            late = timedelta(minutes=chance.choice((0, 0, 0, 0, 5, 20, 90)))
            edits = sorted(at + timedelta(minutes=chance.randint(5, 1200)) for _ in range(chance.choice((0, 0, 0, 1, 2))))
            yield Story(
                number=number, section=chance.choice(self.sections), at=at, listed_at=at + late, on_topic=chance.random() < 0.6,
                edits=edits, gone_at=at + chance.randint(1, 40) * HOUR if chance.random() < 0.05 else None,
                outages=self._outages(at, self.rough, ("500", "403", "garbage", "timeout")),
            )  # fmt: skip

    def _outages(self, at: datetime, share: float, ways: tuple[str, ...]) -> list[tuple[datetime, datetime, str]]:
        if self.chance.random() >= share:
            return []
        begin = at + timedelta(minutes=self.chance.randint(-30, 300))
        return [(begin, begin + timedelta(hours=self.chance.choice((1, 4, 12, 40))), self.chance.choice(ways))]

    # --- how it is declared

    def _edition(self) -> Edition:
        channels = []
        for section in self.sections:
            read = tuple(
                self._place(f"{section}{number}", (section,), archive=False) for number in range(self.chance.randint(1, 2))
            )
            archive = (self._place(f"{section}-archive", (section,), archive=True),) if self.chance.random() < 0.6 else ()
            channels.append(Channel(name=section, read=read, archive=archive))
        return Edition(
            id="ru", language="ru", host="tass.ru", zone="Europe/Moscow", articles=r"https://tass\.ru/[a-z]/\d+",
            channels=tuple(channels), expect=Expectations(required=("title", "text"), fresh_hours=FRESH_HOURS),
        )  # fmt: skip

    def _place(self, name: str, sections: tuple[str, ...], *, archive: bool) -> EntryPoint:
        chance = self.chance
        kind = "sitemap" if archive else chance.choice(("rss", "rss", "yandex", "links", "sitemap", "tass-search"))
        place = Place(
            point=EntryPoint(kind=kind, url=f"{SITE}/{kind}-{name}", select="li a" if kind == "links" else ""),  # type: ignore[arg-type]
            sections=sections, size=chance.choice((6, 15, 40)), bumps=chance.random() < 0.3,
            pinned=chance.choice((0, 0, 1, 3)), one_dated=chance.random() < 0.2,
            child_dates=chance.choice(("true", "true", "none", "today")), only_changes=chance.random() < 0.3,
        )  # fmt: skip
        for _ in range(chance.choice((0, 0, 1, 3))):
            begin = START + timedelta(minutes=chance.randint(-300, 3500))
            place.frozen.append((begin, begin + timedelta(hours=chance.choice((1, 3, 8)))))
        for _ in range(chance.choice((0, 0, 1, 2))):
            place.outages += self._outages(START + chance.randint(0, 50) * HOUR, 1, ("500", "403", "garbage", "timeout"))
        self.places.append(place)
        return place.point

    # --- what it answers

    def listing(self, ask: Ask, now: datetime) -> bytes | int | str:
        bare = ask.url.partition("?")[0]
        place = next(place for place in self.places if place.point.url == bare)
        for begin, end, how in place.outages:
            if begin <= now < end:
                return how if how == "timeout" else (int(how) if how.isdigit() else b"<html><body>garbage</body></html>")
        now = _during(place.frozen, now) or now
        write: dict[str, Callable[[Place, dict[str, str], datetime], str]] = {
            "rss": self._rss, "yandex": self._rss, "links": self._links, "sitemap": self._sitemap, "tass-search": self._search,
        }  # fmt: skip
        query = {name: values[0] for name, values in parse_qs(urlsplit(ask.url).query).items()}
        return write[place.point.kind](place, query, now).encode()

    def shown(self, place: Place, now: datetime) -> list[Story]:
        return [
            story
            for story in self.stories
            if story.section in place.sections and story.listed_at <= now and not (story.gone_at and story.gone_at <= now)
        ]

    def _newest(self, place: Place, now: datetime) -> list[Story]:
        """A list that runs back in time, cut off where it is full."""

        def shown_at(story: Story) -> datetime:
            return story.changed_at(now) if place.bumps else story.at

        stories = sorted(self.shown(place, now), key=shown_at, reverse=True)
        return stories[: place.size]

    def _rss(self, place: Place, query: dict[str, str], now: datetime) -> str:
        stories = self._newest(place, now)
        stories = self.shown(place, now)[: place.pinned % 2] + stories
        rows = "".join(
            f"<item><title>{_title(story)}</title><link>{story.url}</link>"
            f"<pubDate>{story.changed_at(now) if place.bumps else story.at:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
            + (f"<yandex:full-text>{story.text(now)}</yandex:full-text>" if place.point.kind == "yandex" else "")
            + "</item>"
            for story in stories
        )
        return f'<rss version="2.0" xmlns:yandex="http://news.yandex.ru"><channel><title>x</title>{rows}</channel></rss>'

    def _links(self, place: Place, query: dict[str, str], now: datetime) -> str:
        stories = sorted(self.shown(place, now), key=lambda story: story.listed_at, reverse=True)[: place.size]
        old = self.shown(place, now)[: place.pinned]
        time = f"<time datetime='{old[0].at:%Y-%m-%dT%H:%M:%S}Z'></time>" if place.one_dated and old else ""
        items = [f"<li><a href='{story.url}'>{_title(story)}</a></li>" for story in stories]
        items += [
            f"<li><a href='{story.url}'>{_title(story)}</a>{time if not number else ''}</li>" for number, story in enumerate(old)
        ]
        return f"<html><head><title>x</title></head><body><ul>{''.join(items)}</ul></body></html>"

    def _sitemap(self, place: Place, query: dict[str, str], now: datetime) -> str:
        stories, block = self.shown(place, now), 12
        blocks: dict[int, list[Story]] = {}
        for story in stories:
            blocks.setdefault(story.number // block, []).append(story)
        if "child" not in query:
            order = sorted(blocks, key=lambda number: number * 7919 % 101)
            children = "".join(
                f"<sitemap><loc>{place.point.url}?child={number}</loc>{self._child_date(place, blocks[number], now)}</sitemap>"
                for number in order
            )
            return f"<sitemapindex>{children}</sitemapindex>"
        rows = "".join(
            f"<url><loc>{story.url}</loc><lastmod>{story.changed_at(now):%Y-%m-%dT%H:%M:%SZ}</lastmod>"
            + ("" if place.only_changes else (
                f"<news:news><news:publication_date>{story.at:%Y-%m-%dT%H:%M:%SZ}</news:publication_date>"
                f"<news:title>{_title(story)}</news:title></news:news>"
            ))
            + "</url>"
            for story in blocks.get(int(query["child"]), ())
        )  # fmt: skip
        return f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'

    def _child_date(self, place: Place, block: list[Story], now: datetime) -> str:
        if place.child_dates == "none":
            return ""
        last = now if place.child_dates == "today" else max(max(s.changed_at(now), s.listed_at) for s in block)
        return f"<lastmod>{last:%Y-%m-%dT%H:%M:%SZ}</lastmod>"

    def _search(self, place: Place, query: dict[str, str], now: datetime) -> str:
        stories = sorted(self.shown(place, now), key=lambda story: (max(story.changed_at(now), story.listed_at), story.number))
        if after := query.get("search_after"):
            stories = [s for s in stories if max(s.changed_at(now), s.listed_at) <= datetime.fromisoformat(after)]
        stories = stories[::-1]
        rows = [
            {
                "url": story.url, "title": _title(story), "published_dt": f"{story.at:%Y-%m-%dT%H:%M:%SZ}",
                "es_updated_dt": f"{max(story.changed_at(now), story.listed_at):%Y-%m-%dT%H:%M:%SZ}",
            }
            for story in stories[: place.size]
        ]  # fmt: skip
        return json.dumps({"result": {"contents": rows, "has_more": len(stories) > place.size}})

    def page(self, ask: Ask, now: datetime) -> bytes | int | str:
        story = self.by_url[ask.url]
        if story.gone_at and story.gone_at <= now:
            return 404
        for begin, end, how in story.outages:
            if begin <= now < end:
                return how if how == "timeout" else (int(how) if how.isdigit() else b"<html><body><p>.</p></body></html>")
        mark = f'"{story.text(now)[-60:-40]}{sum(e <= now for e in story.edits)}"'
        if ("If-None-Match", mark) in ask.headers:
            return 304
        return (
            f'<html><head><title>T</title></head><body><h1 class="news-header__title">{_title(story)}</h1>'
            '<div class="text-content"><div class="text-block"><p>'
            f"МОСКВА, 3 апреля. /ТАСС/. {story.text(now)}</p></div></div></body></html>"
        ).encode()

    def mark(self, url: str, now: datetime) -> str:
        story = self.by_url.get(url)
        return f'"{story.text(now)[-60:-40]}{sum(e <= now for e in story.edits)}"' if story else ""

    def was_shown(self, story: Story) -> bool:
        """Whether somebody who looked all the time would have seen it."""
        now = story.listed_at
        for place in self.places:
            whole = place.point.kind in ("sitemap", "links", "tass-search")
            there = story.section in place.sections and not (story.gone_at and story.gone_at <= now)
            if there and (whole or story in self._newest(place, now)):
                return True
        return False


def _title(story: Story) -> str:
    return f"Заметка {story.number}" if story.on_topic else f"sport {story.number}"


class MortalMemory:
    """The archive's memory; before and after each write the crawl may die."""

    def __init__(self, archive: Archive, beat: Callable[[], None]) -> None:
        self._archive, self._beat = archive, beat

    def __getattr__(self, name: str) -> Any:
        return getattr(self._archive, name)

    def remember(self, page: Known) -> None:
        self._beat()
        self._archive.remember(page)
        self._beat()

    def record_crawl(self, crawl: PastCrawl) -> None:
        self._beat()
        self._archive.record_crawl(crawl)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlFile:
    name: str
    made_at: datetime  # by a clock that is right
    lines: tuple[dict[str, Any], ...]
    backfill: bool

    def healths(self) -> list[Health]:
        return [health_from_json(line) for line in self.lines if "health" in line]


class Sink:
    """Who takes crawl files and remembers what was claimed: for the test of the crawl alone."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self.articles: dict[str, list[str]] = {}  # address → the texts, as they were taken
        self.shown: set[str] = set()  # given up, gone: somebody was told
        self.stretches: list[tuple[datetime, datetime, datetime]] = []  # from, to, and when that was said

    def take(self, file: CrawlFile) -> None:
        for line in file.lines:
            self.take_line(line)
        for health in file.healths():
            if health.complete_from and health.complete_to:
                self.stretches.append((health.complete_from, health.complete_to, file.made_at))
        if not file.healths():
            self.recover(file)

    def recover(self, file: CrawlFile) -> None:
        shelf = ArchiveShelf(self._simulation.archive, file.name)
        for line in Replay(shelf, self._simulation.site.outlets, ReplayLimits(page_bytes=2**20, further_pages=5)).lines():
            self.take_line(line)
        for article in shelf.articles_of_feeds(file.name, self._simulation.site.outlet, self._simulation.site.edition):
            self.take_line(article_to_json(article))

    def take_line(self, line: dict[str, Any]) -> None:
        if "quarantine" in line:
            if line["quarantine"]["reason"].startswith("given up"):
                self.shown.add(line["quarantine"]["url"])
        elif "event" in line:
            self.shown.add(line["event"]["url"])
        elif "health" not in line:
            self.articles.setdefault(line["url"], []).append(line["text"])

    def covers(self, story: Story, slack: timedelta) -> bool:
        """Whether the article counts as read: what is listed later than a crawl, with an old time, is for the next."""
        end = story.listed_at + slack if slack else story.at
        return any(start <= story.at and end <= stop and story.listed_at <= said for start, stop, said in self.stretches)

    def top(self) -> datetime | None:
        return max((stop for _, stop, _ in self.stretches), default=None)


class Simulation:
    """One history: crawls at moments of chance, things that fail, deaths between any two writes."""

    def __init__(self, seed: int, folder: Path, sink: Callable[[Simulation], Any] = Sink) -> None:
        self.chance = random.Random(seed)
        self.site = Site(self.chance)
        self.folder = folder
        self.archive = open_archive(folder, outlets=self.site.outlets)
        self.sink = sink(self)
        self.untaken: list[CrawlFile] = []
        self.wrong: list[str] = []
        self.deaths = self.crawls = self.claims = 0
        self.given_out: dict[str, str] = {}

    def run(self, steps: int = 16) -> list[str]:
        now = START
        with self.archive:
            for _ in range(steps):
                now += timedelta(minutes=self.chance.choice((15, 40, 60, 60, 120, 200, 400, 900)))
                self._step(now)
                if self.wrong:
                    break
        return self.wrong

    def _step(self, now: datetime) -> None:
        chance, before = self.chance, self.sink.top()
        backfill = chance.random() < 0.15
        skew = chance.choice((2, 30, -2)) * HOUR if chance.random() < 0.05 else timedelta()
        since = now - timedelta(hours=chance.randint(2, 40)) if backfill else None
        until = since + timedelta(hours=chance.randint(1, 40)) if since else None
        file = self._crawl(now, now + skew, since, until)
        self.untaken.append(file)
        if chance.random() < 0.85:  # else the parent was killed too, and the next pass takes it
            for waiting in self.untaken:
                self.sink.take(waiting)
            self.untaken = []
        after = self.sink.top()
        if before and (after is None or after < before):
            self.wrong.append(f"the watermark went back from {before} to {after}")
        if before and after and after > before:
            self.claims += 1
        self._check(now)

    def _check(self, now: datetime) -> None:
        """The promise: what was published in a stretch that counts as read, and was shown, is there or was told to be missing."""
        # For that long a list that stands still may pass for one where nothing new came.
        slack = timedelta(hours=FRESH_HOURS) * QUIET if any(place.frozen for place in self.site.places) else timedelta()
        for story in self.site.stories:
            if not story.on_topic or story.listed_at > now or story.url in self.sink.articles or story.url in self.sink.shown:
                continue
            if (story.gone_at and story.gone_at <= now) or story.listed_at - story.at > OVERLAP or not self.site.was_shown(story):
                continue
            if story.edits and any(place.bumps for place in self.site.places):
                continue  # a list that shows the last change as the time of publication is believed
            if self.sink.covers(story, slack):
                self.wrong.append(f"{now}: {story.url} of {story.at}, listed {story.listed_at}, is not there")

    # --- one crawl

    def _crawl(self, now: datetime, clock: datetime, since: datetime | None, until: datetime | None) -> CrawlFile:
        chance, self.crawls = self.chance, self.crawls + 1
        name = f"{clock:%Y%m%dT%H%M%SZ}-tass-ru{'-backfill' if since else ''}"
        left = chance.choice((3, 10, 30, 60)) * chance.random() if chance.random() < 0.3 else float("inf")

        def beat() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise DiedError

        limits = Limits(crawl_pages=chance.choice((2000, 2000, 2000, 5)), listing_pages=chance.choice((50, 50, 3)))
        memory = MortalMemory(self.archive, beat)
        stop_after = chance.randint(1, 40) if chance.random() < 0.1 else None
        lines: list[dict[str, Any]] = []
        flushed = 0
        try:
            crawl = EditionCrawl(
                self.site.outlet, self.site.edition, self.site.outlets, memory=memory, topic=Topic(), limits=limits,
                clock=lambda: clock, crawl=name, since=since, until=until,
            )  # fmt: skip
            steps, open_asks, asked = deque([crawl.begin()]), deque[Ask](), 0
            while steps or open_asks:
                while steps:
                    step = next(steps[0], None)
                    if step is None:
                        steps.popleft()
                    elif isinstance(step, Ask):
                        open_asks.append(step)
                    else:
                        beat()
                        lines.append(step)
                        flushed = len(lines) if chance.random() < 0.3 else flushed
                if not open_asks:
                    break
                open_asks.rotate(chance.randint(0, len(open_asks)))  # answers come as they come
                ask, asked = open_asks.popleft(), asked + 1
                if asked == stop_after:
                    crawl.stop("the time is over")
                steps.append(crawl.answered(ask, self._answer(ask, now, clock, name, beat)))
            health = crawl.health()
            lines.append(health_to_json(health))
            flushed = len(lines)
            memory.record_crawl(crawl.past_crawl(health))
        except DiedError:
            self.deaths += 1
            lines = lines[:flushed]
        return CrawlFile(name=name, made_at=now, lines=tuple(lines), backfill=since is not None)

    def _answer(self, ask: Ask, now: datetime, clock: datetime, crawl: str, beat: Callable[[], None]) -> Answer | NoAnswer:
        given = self.site.listing(ask, now) if ask.role == "listing" else self.site.page(ask, now)
        if self.chance.random() < 0.02:
            given = "timeout"
        if isinstance(given, str):
            return NoAnswer(reason="timeout")
        body, status = (b"", given) if isinstance(given, int) else (given, 200)
        beat()
        stored = self.archive.append(
            Exchange(
                url=ask.url, method=ask.method, status=status, body=body, fetched_at=clock, crawl=crawl, outlet="tass",
                edition="ru", role=ask.role, article_url=ask.article_url,
                response_headers=(("Content-Type", "text/html; charset=utf-8"),),
                listed_at=None if ask.role == "listing" else ask.about.listed.published_at,  # type: ignore[union-attr]
            )
        )  # fmt: skip
        beat()
        fetched = Fetched(
            url=ask.url, body=body, content_type="text/html; charset=utf-8", fetched_at=clock, status=status, sha256=stored.sha256,
            warc=stored.record_id,
        )  # fmt: skip
        return Answer(fetched=fetched, etag=self.site.mark(ask.url, now))
