"""Opening a store: made, migrated, refused in a line; and two writers that take turns."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from monitor.store import engine as engine_module
from monitor.store import outbox
from monitor.store.articles import count_articles, save_article
from monitor.store.engine import explained, open_store
from monitor.store.judgements import Judgement, judge
from monitor.store.passes import taken_file
from monitor.store.schema import metadata
from monitor.store.upgrade import MIGRATIONS, NEWEST, version
from monitor.store.watermarks import load_watermarks
from processors.coverage import Stretch
from processors.errors import InputError, ReadoutError, TryLater
from processors.records import Article
from tests.monitor.lightweight import at

MOMENT = "2018-04-03T14:00:00.000000Z"


def test_the_migrations_make_what_the_queries_are_written_against(tmp_path: Path) -> None:
    with open_store(tmp_path / "readout.db") as store, store.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: not str(name).startswith("words")}
        )
        assert compare_metadata(context, metadata) == []
        assert version(connection) == NEWEST
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == NEWEST


def test_a_store_of_the_first_tables_is_brought_up_to_date_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "readout.db"
    _make(path, "0001")
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO watermarks VALUES ('tass', 'ru', '2018-04-03T13:40:00.000000Z', 'complete', ?, '[]')", [MOMENT]
        )
        connection.execute("INSERT INTO crawl_files VALUES ('a.jsonl', 'beef', 1, 2, ?)", [MOMENT])
        connection.execute("INSERT INTO articles VALUES ('t1', 'tass', 'ru', NULL, 'crawl', ?)", [MOMENT])
    connection.close()
    with open_store(path) as store, store.reading() as connection:
        assert version(connection) == NEWEST
        (mark,) = load_watermarks(connection).values()
        assert mark.stretches == (Stretch(start=None, stop=at(3, 13) + timedelta(minutes=40)),)
        assert taken_file(connection, "a.jsonl") == "beef"
        assert count_articles(connection)["articles"] == 1


def test_an_index_of_a_store_that_announced_less_is_made_from_the_whole_of_it(tmp_path: Path) -> None:
    """Before there was an index, passes and crawls were not announced: the rows that wait do not tell everything."""
    path = tmp_path / "readout.db"
    _make(path, "0002")
    with sqlite3.connect(path) as connection:
        connection.execute(f"INSERT INTO passes VALUES (1, 'run', '{MOMENT}', '{MOMENT}', '{MOMENT}', '{{}}')")
        connection.execute(f"INSERT INTO outbox (kind, key, version, at) VALUES ('event', 'e1', 1, '{MOMENT}')")
    connection.close()
    with open_store(path) as store, store.reading() as connection:
        assert outbox.must_tell_everything(connection)
        assert not outbox.is_whole(connection)
    with open_store(tmp_path / "new.db") as store, store.reading() as connection:
        assert outbox.is_whole(connection)


def _make(path: Path, tables: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, tables)
    connection.engine.dispose()


def test_opening_again_migrates_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "readout.db"):
        pass
    monkeypatch.setattr("monitor.store.upgrade._migrate", lambda connection: pytest.fail("migrated again"))
    with open_store(tmp_path / "readout.db"):
        pass


def test_two_processes_that_begin_together_make_one_store(tmp_path: Path) -> None:
    troubles: list[Exception] = []

    def begin() -> None:
        try:
            with open_store(tmp_path / "readout.db") as store, store.reading() as connection:
                count_articles(connection)
        except Exception as wrong:  # noqa: BLE001 - a thread's failure is the test's failure
            troubles.append(wrong)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


def test_what_is_no_store_is_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "page.db").write_text("<html>" * 1000, encoding="utf-8")
    with pytest.raises(InputError, match="not a usable Readout database"), open_store(tmp_path / "page.db"):
        pass
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE songs (title)")
    connection.close()
    with pytest.raises(InputError, match="a database of something else"), open_store(tmp_path / "other.db"):
        pass
    with pytest.raises(InputError, match="its folder does not exist"), open_store(tmp_path / "nowhere" / "readout.db"):
        pass
    with pytest.raises(InputError, match="there is no store yet"), open_store(tmp_path / "none.db", create=False):
        pass
    with pytest.raises(InputError), open_store(tmp_path):
        pass


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with open_store(tmp_path / "readout.db") as store, store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="made by a newer Readout"), open_store(tmp_path / "readout.db"):
        pass


def test_a_full_disk_keeps_what_was_finished(tmp_path: Path) -> None:
    with open_store(tmp_path / "readout.db") as store:
        store.engine.dispose()
        event.listen(store.engine, "connect", lambda connection, record: connection.execute("PRAGMA max_page_count = 90"))
        kept = 0

        def keep(number: int) -> None:
            article = Article(id=f"a{number}", text=f"{number} " * 500)
            with store.writing() as connection:
                save_article(connection, article, numbered=False, origin="import", at=at(3))

        with pytest.raises(TryLater, match="the disk is full"):  # noqa: PT012 - which of them fails is the page's matter
            for kept in range(1000):
                keep(kept)
        with store.reading() as connection:
            assert count_articles(connection) == {"articles": kept, "revisions": kept}


def test_a_writer_that_waits_too_long_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path / "readout.db") as first, open_store(tmp_path / "readout.db", busy_seconds=0.05) as second:
        with first.writing(), pytest.raises(TryLater, match="another process is writing"), second.writing():
            pass
        with first.writing(), second.reading() as connection:
            assert count_articles(connection)["articles"] == 0, "who reads waits for nobody"


@pytest.mark.parametrize(
    ("words", "told"), [("attempt to write a readonly database", "cannot be written"), ("disk I/O error", "disk")]
)
def test_what_the_database_says_is_told_in_a_line(words: str, told: str) -> None:
    with pytest.raises(ReadoutError, match=told) as wrong, explained(Path("readout.db")):
        raise OperationalError("INSERT", {}, sqlite3.OperationalError(words))
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])  # SQLite's numbers of FULL and NORMAL
def test_what_a_pass_writes_is_on_the_disk_when_it_is_committed(tmp_path: Path, durable: bool, level: int) -> None:
    with open_store(tmp_path / "readout.db", durable=durable) as store:
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        with store.writing() as connection:
            save_article(connection, Article(id="a", text="text"), numbered=False, origin="import", at=at(3))
        store.settle()
        with sqlite3.connect(f"file:{tmp_path / 'readout.db'}?immutable=1", uri=True) as alone:
            assert alone.execute("SELECT id FROM articles").fetchall() == [("a",)], "the main file alone holds it"
        alone.close()


def test_foreign_keys_are_held(tmp_path: Path) -> None:
    with open_store(tmp_path / "readout.db") as store, pytest.raises(Exception, match="FOREIGN KEY"), store.writing() as connection:
        judge(connection, Judgement(divergence_id="nobody", verdict="confirmed", by="anna", why="", at=at(3)))
    assert engine_module.BUSY_SECONDS == 30
