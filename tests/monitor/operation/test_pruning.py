"""What the retention lets go, and that nothing a divergence rests on is ever among it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.archive.archive import open_archive
from crawler.archive.memory_records import Known
from crawler.archive.verify import Verified, verify
from monitor.knowledge import load_knowledge
from monitor.operation.pruning import Pruned, prune
from monitor.reports.dossier import render_dossier
from monitor.reports.stored import stored_evidence
from monitor.sections import Retention
from monitor.settings import Settings
from monitor.store import outbox, schema
from monitor.store.articles import load_articles
from monitor.store.crawls import load_crawls, save_crawl
from monitor.store.divergences import load_comparison, load_lives
from monitor.store.engine import open_store
from monitor.store.events import events_of
from monitor.store.lock import only_pass
from processors.errors import TryLater
from tests.monitor.lightweight import at
from tests.monitor.operation.installation import a_pass, alone, archived, rows, settings_in, watch

LATER = at(30)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path)
    watch(settings)
    return settings


def pruned(settings: Settings, now: datetime = LATER, *, dry_run: bool = False, **days: float) -> Pruned:
    kept = replace(settings, retention=Retention(**days))
    with open_store(settings.store) as store:
        return prune(store, kept, now, dry_run=dry_run)


def revisions(settings: Settings) -> dict[str, list[int]]:
    with open_store(settings.store) as store, store.reading() as connection:
        found = load_articles(connection, ["t1", "x1", "lone"])
    return {name: [article.revision for article in found if article.id == name] for name in ("t1", "x1", "lone")}


def files(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.crawl.archive / "warc").iterdir())


def problems(settings: Settings) -> list[str]:
    with open_archive(settings.crawl.archive) as archive:
        return list(verify(archive, Verified()))


def dossiers(settings: Settings) -> dict[str, str]:
    knowledge = load_knowledge(settings.folder / "entities")
    with open_store(settings.store) as store, store.reading() as connection:
        return {
            life.divergence.id: render_dossier(
                stored_evidence(
                    connection, life.divergence.id, outlets=settings.outlets, knowledge=knowledge, instruments=None
                ),
                clock=LATER,
            )
            for life in load_lives(connection)
        }  # fmt: skip


# --- revisions ----------------------------------------------------------------------------------------------------------


def test_without_a_retention_nothing_goes(settings: Settings) -> None:
    before = rows(settings.store)
    assert pruned(settings) == Pruned()
    assert rows(settings.store) == before


def test_of_an_article_alone_only_the_newest_text_stays(settings: Settings) -> None:
    assert revisions(settings) == {"t1": [1, 2], "x1": [1], "lone": [1, 2, 3]}
    assert pruned(settings, revision_days=1) == Pruned(revisions=2)
    assert revisions(settings) == {"t1": [1, 2], "x1": [1], "lone": [3]}


def test_what_is_not_old_enough_stays(settings: Settings) -> None:
    assert pruned(settings, at(5), revision_days=1) == Pruned(revisions=1)
    assert revisions(settings)["lone"] == [2, 3]


def test_what_divergences_rest_on_is_as_it_was(settings: Settings) -> None:
    before = dossiers(settings)
    assert before
    pruned(settings, revision_days=1, warc_days=1, log_days=1)
    assert dossiers(settings) == before


def test_a_dry_run_says_the_same_and_changes_nothing(settings: Settings) -> None:
    before, archive = rows(settings.store), files(settings)
    days = {"revision_days": 1, "warc_days": 1, "log_days": 1}
    told = pruned(settings, dry_run=True, **days)
    assert rows(settings.store) == before
    assert files(settings) == archive
    assert pruned(settings, **days) == told
    assert pruned(settings, **days) == Pruned(held_files=told.held_files)


def test_the_event_speaks_no_more_of_what_went(settings: Settings) -> None:
    with open_store(settings.store) as store, store.writing() as connection:
        event = events_of(connection, ["lone"])["lone"]
        comparison = load_comparison(connection, event)
        assert comparison is not None
        assert len(comparison.utterances) == 1
        outbox.forget(connection, outbox.store_version(connection))
    pruned(settings, revision_days=1)
    with open_store(settings.store) as store, store.reading() as connection:
        comparison = load_comparison(connection, event)
        assert comparison is not None
        assert comparison.utterances == ()
        told = [(change.kind, change.key) for change in outbox.waiting(connection)]
    assert [kind for kind, _ in told if kind == "quote"] == ["quote"]
    assert {("event", event), ("article", "lone#0")} <= set(told)


def test_a_pass_after_it_makes_nothing_new(settings: Settings) -> None:
    pruned(settings, revision_days=1)
    with open_store(settings.store) as store:
        summary = a_pass(store, settings, LATER)
    assert "mailed: nothing new" in summary.lines
    assert revisions(settings)["lone"] == [3]


def test_an_old_text_that_comes_again_is_no_revision(settings: Settings) -> None:
    pruned(settings, revision_days=1)
    from tests.monitor.lightweight import write_crawl

    write_crawl(settings.crawl.crawls, at(29), "tass", "ru", [alone(settings, "First text", at(29, 9))])
    with open_store(settings.store) as store:
        a_pass(store, settings, LATER)
    assert revisions(settings)["lone"] == [3]


def test_nothing_is_taken_while_a_pass_is_running(settings: Settings) -> None:
    with only_pass(settings.store), pytest.raises(TryLater, match="another pass is running"):
        pruned(settings, revision_days=1)
    assert revisions(settings)["lone"] == [1, 2, 3]


# --- the archive --------------------------------------------------------------------------------------------------------


def test_files_that_nothing_rests_on_go_whole(settings: Settings) -> None:
    assert files(settings) == [
        "tass-20180403-00001.warc.gz", "tass-20180404-00001.warc.gz", "tass-20180405-00001.warc.gz",
        "xinhua-20180403-00001.warc.gz",
    ]  # fmt: skip
    done = pruned(settings, warc_days=1)
    assert (done.warc_files, done.held_files) == (1, 1)
    assert done.warc_bytes > 0
    # of the 3rd the divergence's record is needed; the 5th, and Xinhua's 3rd, are the newest of their outlets
    assert files(settings) == ["tass-20180403-00001.warc.gz", "tass-20180405-00001.warc.gz", "xinhua-20180403-00001.warc.gz"]
    assert problems(settings) == []


def test_every_look_at_the_page_of_an_article_that_is_needed_stays(settings: Settings) -> None:
    archived(settings, "t1", at(4, 15), status=404, body=b"gone")
    assert pruned(settings, warc_days=1).warc_files == 0


def test_a_page_that_nobody_could_read_yet_stays(settings: Settings) -> None:
    record = archived(settings, "strange", at(4, 15))
    with open_store(settings.store) as store, store.writing() as connection:
        connection.execute(
            schema.quarantine.insert().values(
                url="u", at=at(4), article_id="q", outlet="tass", edition="ru", reason="no layout", warc=record
            )
        )
    assert pruned(settings, warc_days=1).warc_files == 0


def test_what_a_dead_crawl_fetched_stays_until_it_was_read(settings: Settings) -> None:
    archived(settings, "unread", at(4, 15), crawl="20180404T150000Z-tass-ru")
    assert pruned(settings, warc_days=1).warc_files == 0


def test_what_is_remembered_of_a_page_stays_after_a_rebuild_too(settings: Settings) -> None:
    page = Known(
        canonical="https://tass.example/lone", url="https://tass.example/lone", outlet="tass", edition="ru", first_at=at(4),
        last_at=at(4), looks=1, outcome="article", text_hash="beef",
    )  # fmt: skip
    with open_archive(settings.crawl.archive) as archive:
        archive.remember(page)
    pruned(settings, warc_days=1)
    with open_archive(settings.crawl.archive) as archive:
        archive.rebuild()
        assert archive.known(page.canonical) == page
    assert problems(settings) == []


def test_killed_between_index_and_file_the_next_start_has_the_file_again(settings: Settings) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from crawler.archive.archive import open_archive;"
        "from crawler.archive.discarding import discard_file;"
        "Path.unlink = lambda self: os.kill(os.getpid(), signal.SIGKILL);"
        "discard_file(open_archive(Path(sys.argv[1])), 'warc/tass-20180404-00001.warc.gz')"
    )
    died = subprocess.run([sys.executable, "-c", code, str(settings.crawl.archive)], check=False, env=os.environ)
    assert died.returncode == -signal.SIGKILL
    assert problems(settings) == []
    assert pruned(settings, warc_days=1).warc_files == 1
    assert problems(settings) == []


# --- the log ------------------------------------------------------------------------------------------------------------


def test_old_rows_of_the_log_go_but_the_last_of_each(settings: Settings) -> None:
    with open_store(settings.store) as store, store.writing() as connection:
        (one, *_) = load_crawls(connection)
        save_crawl(connection, replace(one, started_at=at(2), finished_at=at(2)))
        outbox.forget(connection, outbox.store_version(connection))
    before = rows(settings.store)
    done = pruned(settings, log_days=1)
    after = rows(settings.store)
    assert done.rows == len(before["crawls"]) - len(after["crawls"]) + len(before["passes"]) - len(after["passes"])
    assert len(after["passes"]) == 1
    assert sorted({(row[0], row[1]) for row in after["crawls"]}) == [("tass", "ru"), ("xinhua", "zh")]
    assert len(after["crawls"]) == 2
    with open_store(settings.store) as store, store.reading() as connection:
        kinds = [change.kind for change in outbox.waiting(connection)]
        assert sorted(set(kinds)) == ["crawl", "pass"]
        assert connection.execute(select(schema.crawl_files.c.name)).all()
    assert len(kinds) == done.rows


def test_young_rows_stay(settings: Settings) -> None:
    assert pruned(settings, at(5) + timedelta(hours=1), log_days=30) == Pruned()
