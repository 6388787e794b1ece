"""What has to hold when the storm is over, as a list of what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sqlalchemy import Connection, text

from crawler.archive.archive import open_archive
from crawler.archive.verify import Verified, verify
from monitor.index.check import check
from monitor.index.client import connect
from monitor.store.engine import open_store
from tests.monitor.faults.material import IMPORTED, OMISSIONS, words
from tests.monitor.faults.storm import Storm
from tests.monitor.faults.work import WATCHES, Plan, projection

EACH_ONCE = {
    "article": "SELECT id FROM articles WHERE origin != 'crawl' OR id GLOB '[tx][0-9]*'",
    "divergence": "SELECT json_extract(document, '$.anchor.article') FROM divergences WHERE status = 'open'",
}
OF_ONE_ADDRESS = """
SELECT url, count(DISTINCT article_id) AS texts FROM revisions WHERE url IS NOT NULL GROUP BY url HAVING texts > 1
"""
COUNTS = {
    "articles": "SELECT count(*) FROM articles",
    "crawled": "SELECT count(*) FROM articles WHERE origin = 'crawl' AND id NOT GLOB '[tx][0-9]*'",
    "divergences": "SELECT count(*) FROM divergences WHERE status = 'open'",
    "alerts": "SELECT count(*) FROM ledger",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    faults: tuple[str, ...]  # what is wrong, a line each
    articles: int
    crawled: int  # of them, from the replica
    divergences: int
    alerts: int  # pairs of divergence and watch
    copies: int  # mails that arrived, each recipient counted
    doubled_in_window: int
    doubled_beyond: int
    documents: int  # equal in store and index


def judge(storm: Storm, plan: Plan) -> Verdict:
    """Looks at store, index, archive and postbox."""
    with open_store(storm.store) as store:
        with store.reading() as connection:
            faults = [*storm.log.crashes, *_faults_of_store(connection, storm)]
            counts = {name: _count(connection, query) for name, query in COUNTS.items()}
        with connect(plan.elasticsearch) as client:
            checked = check(store, client, plan.elasticsearch, projection(plan))
    if checked.wrong or checked.waiting or checked.parked:
        faults.append(f"index and store differ: {checked}")
    faults += [*_faults_of_archive(storm), *_faults_of_mail(storm)]
    copies = sum(storm.postbox.copies.values())
    beyond, window = storm.postbox.doubled_beyond(), storm.postbox.doubled_in_window()
    return Verdict(
        faults=tuple(faults), **counts, copies=copies, doubled_in_window=window, doubled_beyond=beyond, documents=checked.equal
    )


def _count(connection: Connection, query: str) -> int:
    return int(connection.execute(text(query)).scalar_one())


def _faults_of_store(connection: Connection, storm: Storm) -> Iterator[str]:
    rounds = range(storm.log.rounds)
    said = [f"t{number}-{k}" for number, k in product(rounds, range(OMISSIONS))]
    laid = [*said, *(f"x{number}-{k}" for number, k in product(rounds, range(OMISSIONS)))]
    laid += [f"m{number}-{k}" for number, k in product(rounds, range(IMPORTED))]
    if (health := connection.execute(text("PRAGMA integrity_check")).scalar()) != "ok":
        yield f"the database: {health}"
    for kind, expected in (("article", laid), ("divergence", said)):
        found = Counter(str(row[0]) for row in connection.execute(text(EACH_ONCE[kind])))
        wrong = (name for name in sorted({*expected, *found}) if found[name] != (name in expected))
        yield from (f"{kind} {name}: {found[name]} times" for name in wrong)
    for address, number in connection.execute(text(OF_ONE_ADDRESS)):
        yield f"{address}: {number} articles"
    told = _count(connection, "SELECT count(*) FROM ledger WHERE notice = 'new'")
    if told != len(said) * len(WATCHES) or _count(connection, COUNTS["alerts"]) != told:
        yield f"{told} alerts for {len(said)} divergences and {len(WATCHES)} watches"
    revised = _count(connection, "SELECT count(*) FROM revisions WHERE revision = 2 AND article_id GLOB 't[0-9]*'")
    if revised != len(rounds) - 1:
        yield f"{revised} revisions for {len(rounds) - 1} that were laid"


def _faults_of_archive(storm: Storm) -> Iterator[str]:
    with open_archive(storm.folder / "archive") as archive:
        yield from (f"archive: {fault}" for fault in verify(archive, Verified()))
        if not all(exchange.status for _, exchange in archive.exchanges()):
            yield "archive: an exchange without a status"


def _faults_of_mail(storm: Storm) -> Iterator[str]:
    """Each omission stands in one message for each watch, every recipient has it, and nothing came twice beyond the window."""
    postbox = storm.postbox
    for number, k in product(range(storm.log.rounds), range(OMISSIONS)):
        telling = [name for name, body in postbox.bodies.items() if words(number, k) in body]
        heard = Counter(recipient for name, recipient in postbox.copies if name in telling)
        if heard != Counter({recipient: 1 for watch in WATCHES for recipient in watch.to}):
            yield f"“{words(number, k)}” was told to {dict(heard)}"
    if beyond := postbox.doubled_beyond():
        yield f"{beyond} mails came twice though their first copy was noted"
