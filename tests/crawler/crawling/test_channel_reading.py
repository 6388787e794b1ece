"""Which entry point is asked next, how far back, and what is noted of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from crawler.crawling.channel_reading import ChannelReading, ListingAsk
from crawler.listings.listing import Further, Listed, Listing
from crawler.outlets import Channel, Edition, EntryPoint

NOW = datetime(2018, 4, 3, 12, tzinfo=UTC)
FEED, LIST, MAP = "https://tass.ru/rss/v2.xml", "https://tass.ru/news", "https://tass.ru/sitemap.xml"


def edition() -> Edition:
    return Edition(id="ru", language="ru", host="tass.ru", zone="Europe/Moscow", articles=r"https://tass\.ru/a/\d+")


def reading(
    *, target: datetime | None = None, past: bool = False, archive: bool = False, known: Iterable[int] = (), pages: int = 5
) -> ChannelReading:
    channel = Channel(
        name="all",
        read=(EntryPoint(kind="rss", url=FEED), EntryPoint(kind="links", url=LIST)),
        archive=(EntryPoint(kind="sitemap", url=MAP),) if archive else (),
    )
    addresses = {f"https://tass.ru/a/{number}" for number in known}
    return ChannelReading(
        channel, edition(), now=NOW, target=target, past=past, pages=pages,
        is_article=edition().is_article, is_known=addresses.__contains__,
    )  # fmt: skip


def item(number: int, hours: float | None) -> Listed:
    return Listed(
        url=f"https://tass.ru/a/{number}", published_at=None if hours is None else NOW - timedelta(hours=hours)
    )  # fmt: skip


def listing(*items: Listed, further: str | None = None, newest: float | None = None) -> Listing:
    page = Further(url=further, newest=None if newest is None else NOW - timedelta(hours=newest)) if further else None
    return Listing(listed=items, further=(page,) if page else ())


def asked(channel: ChannelReading) -> ListingAsk:
    ask = channel.next_ask()
    assert ask is not None
    return ask


def statuses(channel: ChannelReading) -> list[tuple[str, str]]:
    return [(point.url, point.status) for point in channel.tried]


def test_one_readable_fresh_entry_point_is_enough() -> None:
    channel = reading()
    taken = channel.take(asked(channel), listing(item(1, 1), item(2, 3)))
    assert [listed.url for listed in taken] == ["https://tass.ru/a/1", "https://tass.ru/a/2"]
    assert channel.next_ask() is None
    assert statuses(channel) == [(FEED, "read")]
    assert channel.tried[0].listed == 2
    assert channel.complete_from() == NOW - timedelta(hours=3)


def test_what_is_no_article_is_not_taken() -> None:
    channel = reading()
    assert channel.take(asked(channel), Listing(listed=(Listed(url="https://tass.ru/tag/china"), item(1, 1)))) == (item(1, 1),)


def test_a_stale_feed_is_named_with_its_newest_date_and_the_next_is_tried() -> None:
    channel = reading()
    assert channel.take(asked(channel), listing(item(1, 24 * 60))) == ()
    assert asked(channel).url == LIST
    assert statuses(channel) == [(FEED, "stale")]
    assert "2018-02-02" in channel.tried[0].reason


def test_what_only_a_stale_feed_shows_is_not_lost() -> None:
    channel = reading()
    channel.take(asked(channel), listing(item(1, 24 * 60)))
    channel.fail(asked(channel), "blocked", "403")
    assert channel.next_ask() is None
    assert not channel.is_read
    assert channel.left_over() == (item(1, 24 * 60),)


def test_an_empty_entry_point_is_followed_by_the_next() -> None:
    channel = reading()
    channel.take(asked(channel), listing(Listed(url="https://tass.ru/about")))
    assert asked(channel).url == LIST
    assert statuses(channel) == [(FEED, "empty")]


def test_a_blocked_one_is_followed_by_the_next() -> None:
    channel = reading()
    channel.fail(asked(channel), "blocked", "403")
    assert asked(channel).url == LIST
    assert [(point.status, point.reason) for point in channel.tried] == [("blocked", "403")]


def test_a_listing_that_breaks_off_gives_its_articles_and_counts_as_failed() -> None:
    channel = reading(target=NOW - timedelta(hours=2))
    taken = channel.take(asked(channel), Listing(listed=(item(1, 1), item(2, 3)), whole=False))
    assert [listed.url for listed in taken] == ["https://tass.ru/a/1", "https://tass.ru/a/2"]
    assert asked(channel).url == LIST
    assert statuses(channel) == [(FEED, "failed")]
    assert (channel.tried[0].reason, channel.tried[0].listed) == ("breaks off", 2)
    assert not channel.is_read
    assert channel.floor is None


def test_a_further_page_that_breaks_off_ends_its_entry_point() -> None:
    channel = reading(target=NOW - timedelta(hours=9))
    channel.take(asked(channel), listing(item(1, 1), further=f"{FEED}?2"))
    assert channel.take(asked(channel), Listing(listed=(item(2, 12),), whole=False)) == (item(2, 12),)
    assert asked(channel).url == LIST
    assert channel.tried[0].reason == "page 2: breaks off"
    assert channel.floor == NOW - timedelta(hours=1)
    assert not channel.is_whole()


def test_pages_are_read_back_to_the_last_complete_reading() -> None:
    channel = reading(target=NOW - timedelta(hours=10))
    channel.take(asked(channel), listing(item(1, 1), item(2, 5), further=LIST + "?2"))
    assert asked(channel).url == LIST + "?2"
    channel.take(ListingAsk(point=channel._current.point, url=LIST + "?2"), listing(item(3, 9), item(4, 12), further=LIST + "?3"))  # type: ignore[union-attr]
    assert channel.next_ask() is None
    assert channel.reached
    assert channel.complete_from() == NOW - timedelta(hours=12)


def test_without_a_past_one_page_is_enough() -> None:
    channel = reading()
    channel.take(asked(channel), listing(item(1, 1), further=FEED + "?2"))
    assert channel.next_ask() is None


def test_an_index_is_read_to_its_first_child() -> None:
    channel = reading()
    channel.take(asked(channel), listing(further=FEED + "?child"))
    ask = asked(channel)
    assert ask.url == FEED + "?child"
    channel.take(ask, listing(item(1, 2)))
    assert channel.next_ask() is None
    assert statuses(channel) == [(FEED, "read")]


def test_a_part_that_is_older_than_the_last_reading_is_not_asked_for() -> None:
    channel = reading(target=NOW - timedelta(hours=10))
    channel.take(asked(channel), listing(item(1, 2), further=FEED + "?old", newest=20))
    assert channel.next_ask() is None
    assert channel.reached  # everything younger has been read
    assert channel.complete_from() == NOW - timedelta(hours=10)


def test_an_index_of_old_parts_alone_is_stale() -> None:
    channel = reading(target=NOW - timedelta(hours=10))
    channel.take(asked(channel), listing(further=FEED + "?old", newest=20))
    assert asked(channel).url == LIST
    assert statuses(channel) == [(FEED, "stale")]


def test_a_feed_that_is_too_short_is_continued_by_the_archive() -> None:
    channel = reading(target=NOW - timedelta(hours=100), archive=True)
    channel.take(asked(channel), listing(item(1, 1), item(2, 2)))
    channel.take(asked(channel), listing(item(1, 1), item(3, 4)))
    ask = asked(channel)
    assert ask.url == MAP
    channel.take(ask, listing(item(1, 1), item(9, 200)))
    assert channel.next_ask() is None
    assert channel.reached
    assert channel.is_whole()


def test_a_list_that_ends_before_the_last_reading_tells_from_when_it_is_complete() -> None:
    channel = reading(target=NOW - timedelta(hours=100))
    channel.take(asked(channel), listing(item(1, 1), item(2, 2)))
    channel.take(asked(channel), listing(item(1, 1), item(3, 4)))
    assert channel.next_ask() is None
    assert not channel.reached
    assert channel.is_whole()
    assert channel.complete_from() == NOW - timedelta(hours=4)


def test_what_breaks_off_on_the_way_back_is_not_whole() -> None:
    channel = reading(target=NOW - timedelta(hours=100))
    channel.take(asked(channel), listing(item(1, 1), item(2, 2), further=FEED + "?2"))
    channel.fail(asked(channel), "failed", "500")
    channel.fail(asked(channel), "failed", "500")
    assert channel.next_ask() is None
    assert channel.is_read
    assert not channel.is_whole()
    assert channel.tried[0].reason == "page 2: 500"


def test_the_same_request_is_never_made_twice() -> None:
    channel = reading(target=NOW - timedelta(hours=100))
    channel.take(asked(channel), listing(item(1, 1), further=FEED))
    assert asked(channel).url == LIST


def test_a_server_that_gives_the_same_page_for_ever_is_left() -> None:
    channel = reading(target=NOW - timedelta(hours=100), pages=1000)
    channel.take(asked(channel), listing(item(1, 1), further=FEED + "?2"))
    channel.take(asked(channel), listing(item(1, 1), further=FEED + "?3"))
    assert asked(channel).url == LIST


def test_an_entry_point_has_a_limit_of_pages() -> None:
    channel = reading(target=NOW - timedelta(days=1000), pages=3)
    for number in range(3):
        channel.take(asked(channel), listing(item(number, number + 1), further=f"{FEED}?{number}"))
    assert asked(channel).url == LIST


def test_a_list_without_dates_goes_on_from_what_is_known() -> None:
    channel = reading(target=NOW - timedelta(hours=10), known=[2, 3, 4])
    channel.take(asked(channel), listing(*(item(number, None) for number in (1, 2, 3, 4)), further=FEED + "?2"))
    assert channel.next_ask() is None
    assert channel.reached
    assert channel.complete_from() == NOW - timedelta(hours=10)


def test_a_list_without_dates_is_paged_while_it_shows_what_is_not_known() -> None:
    channel = reading(target=NOW - timedelta(hours=10), known=[1])
    channel.take(asked(channel), listing(*(item(number, None) for number in (1, 2, 3)), further=FEED + "?2"))
    assert asked(channel).url == FEED + "?2"


def test_the_past_is_read_over_the_archive_and_nothing_of_it_is_stale() -> None:
    channel = reading(target=NOW - timedelta(days=400), past=True, archive=True)
    ask = asked(channel)
    assert ask.url == MAP
    assert channel.take(ask, listing(item(1, 24 * 300), item(2, 24 * 500))) == (item(1, 24 * 300), item(2, 24 * 500))
    assert channel.next_ask() is None
    assert statuses(channel) == [(MAP, "read")]


def test_the_lists_stand_in_for_an_archive_that_cannot_be_read() -> None:
    channel = reading(target=NOW - timedelta(days=400), past=True, archive=True)
    channel.fail(asked(channel), "failed", "500")
    assert asked(channel).url == FEED


def test_an_archive_that_ends_too_early_is_not_made_longer_by_the_lists() -> None:
    channel = reading(target=NOW - timedelta(days=400), past=True, archive=True)
    channel.take(asked(channel), listing(item(1, 24 * 300), item(2, 24 * 301)))
    assert channel.next_ask() is None
    assert channel.complete_from() == NOW - timedelta(days=301)


def test_a_crawl_that_is_ended_says_what_it_did_not_read() -> None:
    channel = reading()
    asked(channel)
    channel.stop()
    assert channel.next_ask() is None
    assert [(point.status, point.reason) for point in channel.tried] == [("failed", "the crawl ended before it was read")]


def test_what_is_asked_by_post_says_so() -> None:
    point = EntryPoint(kind="tass-news", url="https://tass.ru/userApi/list", body="{}")
    channel = ChannelReading(
        Channel(name="x", read=(point,)), edition(), now=NOW, target=None, past=False, pages=1,
        is_article=edition().is_article, is_known=lambda url: False,
    )  # fmt: skip
    assert asked(channel).method == "POST"


def test_a_part_of_an_index_that_reaches_far_back_does_not_stand_for_the_parts_beside_it() -> None:
    channel = reading(target=NOW - timedelta(hours=10))
    channel.take(asked(channel), Listing(further=(Further(url=FEED + "?old"), Further(url=FEED + "?new"))))
    channel.take(asked(channel), listing(item(1, 1), item(2, 300)))
    ask = asked(channel)
    assert ask.url == FEED + "?new"
    channel.take(ask, listing(item(3, 5)))
    assert channel.next_ask() is None
    assert channel.reached


def test_an_index_of_which_a_part_failed_reaches_nowhere() -> None:
    channel = reading(target=NOW - timedelta(hours=10))
    channel.take(asked(channel), Listing(further=(Further(url=FEED + "?old"), Further(url=FEED + "?new"))))
    channel.take(asked(channel), listing(item(1, 1), item(2, 300)))
    channel.fail(asked(channel), "failed", "500")
    channel.fail(asked(channel), "failed", "500")
    assert channel.next_ask() is None
    assert not channel.is_whole()
    assert channel.complete_from() is None


def test_a_list_that_stands_still_proves_nothing_of_the_time_after_it() -> None:
    channel = reading()
    channel.take(asked(channel), listing(item(1, 20), item(2, 30)))  # of 48 hours in which it counts as fresh a third is let pass
    assert channel.next_ask() is None
    assert channel.complete_to == NOW - timedelta(hours=4)


def test_a_list_of_the_past_proves_nothing_after_its_newest_item() -> None:
    channel = reading(target=NOW - timedelta(days=4), past=True, archive=True)
    channel.take(asked(channel), listing(item(1, 20), item(2, 300)))
    assert channel.next_ask() is None
    assert channel.complete_to == NOW - timedelta(hours=20)


def test_a_copy_that_ends_before_a_short_list_begins_leaves_a_gap() -> None:
    channel = reading(target=NOW - timedelta(hours=40))
    channel.take(asked(channel), listing(item(1, 1), item(2, 2)))
    channel.take(asked(channel), listing(item(3, 30), item(4, 50)))  # it stands still: until 14 hours ago at the most
    assert channel.next_ask() is None
    assert not channel.reached
    assert channel.complete_from() == NOW - timedelta(hours=2)


def test_old_links_that_always_stand_at_the_foot_prove_no_way_back() -> None:
    channel = reading(target=NOW - timedelta(hours=10), known=[7, 8, 9])
    channel.take(asked(channel), listing(*(item(number, None) for number in (1, 2, 3, 4, 5, 7, 8, 9))))
    asked(channel)
    assert not channel.reached


def test_a_list_without_dates_and_without_anything_new_may_stand_still() -> None:
    channel = reading(target=NOW - timedelta(hours=10), known=[1, 2, 3])
    channel.take(asked(channel), listing(*(item(number, None) for number in (1, 2, 3))))
    assert channel.complete_to is None
