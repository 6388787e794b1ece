"""Whether the store is whole."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from crawler.text_hash import text_hash
from monitor.doctor.finding import Finding, Visit
from monitor.store.engine import Store, open_store
from monitor.store.schema import revisions
from monitor.store.upgrade import version
from processors.errors import ReadoutError

BATCH = 500
RESTORE = "put the last backup back (docs/backup.md)"


def store(visit: Visit) -> Iterator[Finding]:
    """A quick look at every page of the file; with `deep` at every index, reference, word and text."""
    path = visit.settings.store
    if not path.exists():
        yield Finding(what="store", words=f"{path}: none yet; the first import or run makes it", good=None)
        return
    with open_store(path, create=False) as opened:
        with opened.reading() as connection:
            yield _integrity(connection, visit)
            yield _full_text(connection)
            if visit.deep:
                yield _references(connection)
                yield _texts(connection)
        if visit.deep:
            yield _words(opened)


def _integrity(connection: Connection, visit: Visit) -> Finding:
    check = "integrity_check" if visit.deep else "quick_check"
    verdict = str(connection.execute(text(f"PRAGMA {check}(1)")).scalar())
    words = f"{visit.settings.store}, tables of version {version(connection)}, {' '.join(verdict.split())}"
    good = verdict == "ok"
    return Finding(what="store", words=words if good else f"{words}; it is damaged, {RESTORE}", good=good)


def _full_text(connection: Connection) -> Finding:
    connection.execute(text("SELECT count(*) FROM words WHERE words MATCH 'readout'")).scalar()
    indexed, all_of_them = connection.execute(text("SELECT (SELECT count(*) FROM words), (SELECT count(*) FROM revisions)")).one()
    good = indexed == all_of_them
    words = f"{indexed} of {all_of_them} revisions"
    return Finding(what="full-text search", words=words if good else f"{words}; {RESTORE}", good=good)


def _references(connection: Connection) -> Finding:
    """Rows that belong to others which are not there."""
    lost = connection.execute(text("PRAGMA foreign_key_check")).all()
    tables = ", ".join(sorted({str(row[0]) for row in lost}))
    words = f"{len(lost)} rows of {tables} belong to nothing; {RESTORE}" if lost else "every row belongs to something"
    return Finding(what="references", words=words, good=not lost)


def _texts(connection: Connection) -> Finding:
    """Every text against the hash that was taken of it when it came."""
    count, changed, last = 0, [], 0
    columns = (revisions.c.number, revisions.c.article_id, revisions.c.revision, revisions.c.text, revisions.c.text_hash)
    while rows := connection.execute(
        select(*columns).where(revisions.c.number > last).order_by(revisions.c.number).limit(BATCH)
    ).all():
        changed += [f"{row.article_id}#{row.revision}" for row in rows if text_hash(row.text) != row.text_hash]
        count, last = count + len(rows), rows[-1].number
    words = f"{count} texts are as they came"
    if changed:
        words = f"{len(changed)} of {count} are not as they came ({', '.join(changed[:3])}); {RESTORE}"
    return Finding(what="texts", words=words, good=not changed)


def _words(opened: Store) -> Finding:
    """The full-text index against what it indexes, by its own check."""
    try:
        with opened.writing() as connection:  # it writes nothing, and SQLite wants it so
            connection.execute(text("INSERT INTO words (words) VALUES ('integrity-check')"))
    except (ReadoutError, DBAPIError) as wrong:
        return Finding(what="words", words=f"{' '.join(str(wrong).split())[:200]}; {RESTORE}", good=False)
    return Finding(what="words", words="the full-text index agrees with itself")
