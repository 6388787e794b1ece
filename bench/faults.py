"""Kills the watch's work at random moments while Elasticsearch and the mail server come and go, and says what came of it.

python -m bench.faults [--kills 200] [--seed 1] [--url http://127.0.0.1:9200]

The work is real: crawls of the replica, import, processing and comparison without language models, mail to an SMTP server,
the index on a real Elasticsearch (started for it, or the one named). The servers themselves stay up: a TCP passage in front
of each refuses connections, cuts them in the middle of an answer, or delays each piece of it. Some kills wait for the mail
server's yes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.sections import Elasticsearch
from tests.monitor.faults.storm import Storm, storm_over
from tests.monitor.faults.verdict import Verdict, judge
from tests.servers.elasticsearch.launching import launched
from tests.servers.elasticsearch.running import Kind


def main() -> None:
    options = _options()
    began = time.monotonic()
    with _server(options.url) as url, tempfile.TemporaryDirectory() as folder:
        section = Elasticsearch(url=url, prefix=f"faults-{uuid.uuid4().hex[:8]}")
        with storm_over(Path(folder), section, options.seed) as storm:
            storm.calm_round()
            storm.rage(options.kills)
            storm.recover()
            verdict = judge(storm, storm.last_plan())
        _tell(storm, verdict, time.monotonic() - began)
    raise SystemExit(1 if verdict.faults else 0)


@contextmanager
def _server(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with launched(Kind.PLAIN) as server:
        yield server.url


def _tell(storm: Storm, verdict: Verdict, seconds: float) -> None:
    log = storm.log
    print(f"{log.kills.total()} kills in {log.rounds} rounds, {seconds:.0f} seconds: {_counted(log.kills)}")
    print(f"way to the index: {_counted(log.index_weather)}; {log.index_away} rounds ended without it")
    print(f"way to the mail server: {_counted(log.mail_weather)}")
    articles = f"{verdict.articles} articles ({verdict.crawled} crawled)"
    print(f"store: {articles}, {verdict.divergences} divergences, {verdict.alerts} alerts")
    print(f"mail: {verdict.copies} copies arrived; twice between the server's yes and our note: {verdict.doubled_in_window}")
    print(f"mail: twice beyond that window: {verdict.doubled_beyond}")
    print(f"index: {verdict.documents} documents equal to the store's")
    print("\n".join(verdict.faults) or "nothing lost, nothing doubled")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20180405)
    parser.add_argument("--url", help="of an Elasticsearch without sign-in; otherwise one is started")
    return parser.parse_args()


if __name__ == "__main__":
    main()
