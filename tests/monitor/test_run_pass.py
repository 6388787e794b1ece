"""One pass after another over crawl files: what is pending, becomes open, is mailed once, is closed or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from monitor.ingest import ingest_file, open_lines
from monitor.lives import Life
from monitor.run import Summary, run_pass
from monitor.settings import Settings
from monitor.store import schema
from monitor.store.divergences import load_comparison, load_lives
from monitor.store.engine import Store, open_store
from monitor.store.events import aliases_of, events_of
from monitor.store.outbox import waiting
from monitor.store.passes import last_passes
from monitor.store.watermarks import complete_to
from processors.errors import InputError, TryLater
from tests.monitor.lightweight import LightComparer, article_row, at, light_bench, light_settings, write_crawl

SUPPORT = 'Wei said: "we came to support you".'
GREETING = 'Wei said: "relations are good".'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return light_settings(tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.store) as opened:
        yield opened


def go(store: Store, settings: Settings, clock: datetime, comparer: LightComparer | None = None, **options: object) -> Summary:
    folder = settings.store.parent / "crawls"
    return run_pass(store, settings, folder=folder, clock=clock, now=lambda: clock, bench=light_bench(comparer), **options)  # type: ignore[arg-type]


def crawl(
    settings: Settings, day: int, outlet: str, edition: str, *rows: dict[str, object], status: str | None = "complete"
) -> Path:
    return write_crawl(settings.store.parent / "crawls", at(day), outlet, edition, rows, status)


def lives(store: Store) -> dict[str, Life]:
    with store.reading() as connection:
        return {life.divergence.id: life for life in load_lives(connection)}


def only_life(store: Store) -> Life:
    (life,) = (life for life in lives(store).values() if life.divergence.absent == ("xinhua/zh",))
    return life


def visit(settings: Settings) -> None:
    crawl(settings, 3, "tass", "ru", article_row("t1", "tass", "ru", at(3, 10), SUPPORT + GREETING))
    crawl(settings, 3, "xinhua", "zh", article_row("x1", "xinhua", "zh", at(3, 11), GREETING))


def count(store: Store, table: str) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(schema.metadata.tables[table])).scalar_one()


def announced(store: Store) -> list[tuple[str, str]]:
    """What a projection was told of, but that passes were made."""
    with store.reading() as connection:
        return [(change.kind, change.key) for change in waiting(connection) if change.kind != "pass"]


def test_silence_is_pending_then_not_known_then_open_and_keeps_its_id(store: Store, settings: Settings) -> None:
    visit(settings)
    go(store, settings, at(3, 13))
    first = only_life(store)
    assert (first.status, first.known) == ("pending", True)
    go(store, settings, at(5))
    assert (only_life(store).status, only_life(store).known) == ("pending", False), "the window is over, Xinhua was not read since"
    crawl(settings, 5, "xinhua", "zh")
    summary = go(store, settings, at(5, 13))
    assert only_life(store).status == "open"
    assert only_life(store).divergence.id == first.divergence.id
    assert summary.counts["mailed"] == 1


def test_a_second_pass_over_the_same_files_changes_nothing_and_mails_nothing(store: Store, settings: Settings) -> None:
    visit(settings)
    crawl(settings, 5, "xinhua", "zh")
    go(store, settings, at(6))
    before, changes = lives(store), announced(store)
    for _ in range(2):
        again = go(store, settings, at(7))
        assert again.counts["mailed"] == 0
    assert lives(store) == before
    assert announced(store) == changes
    assert count(store, "ledger") == 1


def test_a_clock_set_back_takes_nothing_back(store: Store, settings: Settings) -> None:
    visit(settings)
    crawl(settings, 5, "xinhua", "zh")
    go(store, settings, at(6))
    before = lives(store)
    crawl(settings, 4, "tass", "en", article_row("t2", "tass", "en", at(3, 12), GREETING))
    go(store, settings, at(4, 13))
    assert {name: life.status for name, life in lives(store).items()} == {name: life.status for name, life in before.items()}
    assert count(store, "ledger") == 1


def test_what_is_carried_after_the_window_is_closed_by_that_article(store: Store, settings: Settings) -> None:
    visit(settings)
    crawl(settings, 5, "xinhua", "zh")
    go(store, settings, at(6))
    crawl(settings, 8, "xinhua", "zh", article_row("x2", "xinhua", "zh", at(8, 9), SUPPORT))
    go(store, settings, at(8, 13))
    assert (only_life(store).status, only_life(store).ended_by) == ("closed", "x2")


def test_what_we_read_wrongly_is_withdrawn_and_comes_back_under_its_id(store: Store, settings: Settings) -> None:
    visit(settings)
    crawl(settings, 5, "xinhua", "zh")
    go(store, settings, at(6))
    first = only_life(store)
    crawl(settings, 7, "tass", "en", article_row("t2", "tass", "en", at(6, 13), GREETING))
    go(store, settings, at(7, 13), LightComparer(blind="we came to support you"))
    assert (only_life(store).status, only_life(store).ended_by) == ("withdrawn", None)
    crawl(settings, 8, "tass", "ru", article_row("t3", "tass", "ru", at(7, 13), GREETING))
    go(store, settings, at(8, 13))
    assert only_life(store).status == "open"
    assert only_life(store).divergence.id == first.divergence.id
    assert count(store, "ledger") == 1


def test_an_earlier_copy_found_later_is_the_same_divergence(store: Store, settings: Settings) -> None:
    visit(settings)
    crawl(settings, 5, "xinhua", "zh")
    go(store, settings, at(6))
    before = set(lives(store))
    crawl(settings, 6, "tass", "en", article_row("t0", "tass", "en", at(3, 8), SUPPORT))
    go(store, settings, at(7))
    assert set(lives(store)) == before
    assert count(store, "ledger") == 1


def test_an_import_is_compared_and_never_mailed(store: Store, settings: Settings, tmp_path: Path) -> None:
    visit(settings)
    crawl(settings, 5, "xinhua", "zh")
    for file in sorted((tmp_path / "crawls").iterdir()):
        with open_lines(str(file)) as lines:
            ingest_file(store, str(file), lines, settings.outlets, origin="import", now=lambda: at(3))
    assert go(store, settings, at(6)).counts["mailed"] == 0
    assert only_life(store).status == "open"
    assert not only_life(store).mailable


@pytest.mark.parametrize("status", ["blocked", "failed", "partial", None])
def test_a_crawl_that_did_not_read_everything_moves_no_watermark(store: Store, settings: Settings, status: str | None) -> None:
    crawl(settings, 3, "xinhua", "zh", article_row("x1", "xinhua", "zh", at(3, 11), GREETING), status=status)
    go(store, settings, at(4))
    with store.reading() as connection:
        assert complete_to(connection) == {}
    assert count(store, "articles") == 1


def test_a_crawl_file_that_gets_its_end_later_is_taken_again(store: Store, settings: Settings) -> None:
    row = article_row("x1", "xinhua", "zh", at(3, 11), GREETING)
    crawl(settings, 3, "xinhua", "zh", row, status=None)
    go(store, settings, at(4))
    crawl(settings, 3, "xinhua", "zh", row)
    summary = go(store, settings, at(4, 13))
    assert summary.counts["unchanged"] == 1
    with store.reading() as connection:
        assert complete_to(connection) == {"xinhua/zh": at(3)}


def test_a_crawl_after_the_clock_has_not_been_made_yet(store: Store, settings: Settings) -> None:
    visit(settings)
    crawl(settings, 9, "xinhua", "zh", article_row("x9", "xinhua", "zh", at(9, 1), SUPPORT))
    go(store, settings, at(4))
    assert count(store, "articles") == 2


def test_only_the_named_outlet_is_taken(store: Store, settings: Settings) -> None:
    visit(settings)
    go(store, settings, at(4), only=["tass"])
    assert count(store, "articles") == 1


def test_two_events_that_meet_become_one_and_the_later_id_still_leads_there(store: Store, settings: Settings) -> None:
    crawl(settings, 3, "tass", "ru", article_row("t1", "tass", "ru", at(3, 10), SUPPORT, title="visit"))
    crawl(settings, 4, "tass", "ru", article_row("t2", "tass", "ru", at(4, 10), SUPPORT, title="talks"))
    go(store, settings, at(4))
    with store.reading() as connection:
        before = events_of(connection, ["t1", "t2"])
    assert before["t1"] != before["t2"]
    crawl(settings, 5, "xinhua", "zh", article_row("x1", "xinhua", "zh", at(4, 23), GREETING, title="visit talks"))
    go(store, settings, at(5))
    with store.reading() as connection:
        assert set(events_of(connection, ["t1", "t2", "x1"]).values()) == {before["t1"]}
        assert aliases_of(connection, before["t1"]) == (before["t2"],)
        assert load_comparison(connection, before["t2"]) == load_comparison(connection, before["t1"])


def test_a_pass_is_logged_with_what_it_did(store: Store, settings: Settings) -> None:
    visit(settings)
    go(store, settings, at(4))
    with store.reading() as connection:
        (found,) = last_passes(connection)
    assert found.finished_at is not None
    assert (found.counts["new"], found.counts["analysed"], found.counts["events"]) == (2, 2, 1)


def test_the_event_keeps_its_utterances_for_the_dossier(store: Store, settings: Settings) -> None:
    visit(settings)
    go(store, settings, at(4))
    with store.reading() as connection:
        comparison = load_comparison(connection, only_life(store).divergence.event_id)
    assert comparison is not None
    assert len(comparison.utterances) == 2


def test_a_text_that_cannot_be_analysed_stops_nothing_else(store: Store, settings: Settings) -> None:
    visit(settings)
    crawl(settings, 4, "tass", "en", article_row("t9", "tass", "en", at(4, 1), "UNREADABLE"))
    assert go(store, settings, at(4)).counts["failed"] == 1
    assert go(store, settings, at(4)).counts["failed"] == 0, "it is not tried in every pass"
    assert count(store, "failures") == 1


def test_two_passes_at_once_are_one_too_many(store: Store, settings: Settings) -> None:
    from monitor.store.lock import only_pass

    visit(settings)
    with only_pass(settings.store), pytest.raises(TryLater, match="another pass is running"):
        go(store, settings, at(4))


def test_a_folder_that_is_not_there_is_told_in_a_line(store: Store, settings: Settings) -> None:
    with pytest.raises(InputError, match="no such folder"):
        go(store, settings, at(4))
