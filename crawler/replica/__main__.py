"""`python -m crawler.replica`: the replica by itself, until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from crawler.replica.replica import Replica


def main() -> None:
    options = _options()
    ended = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: ended.set())
    try:
        replica = Replica.start(clock=options.clock, site=options.site, articles=options.articles, port=options.port)
    except (OSError, ValueError) as wrong:  # the port is taken, a file cannot be read
        raise SystemExit(f"replica: {wrong}") from wrong
    with replica:
        authority = replica.ca_file(options.ca)
        sys.stdout.write(_told(replica, authority))
        sys.stdout.flush()
        ended.wait()


def _told(replica: Replica, authority: Path) -> str:
    return (
        f"Six editions as of {replica.clock:%Y-%m-%d %H:%M} UTC, invented, at real addresses, behind the proxy {replica.proxy}\n"
        f"  curl --proxy {replica.proxy} --cacert {authority} https://tass.ru/rss/v2.xml\n"
        f"  curl --proxy {replica.proxy} --data 2018-04-05T16:00:00Z http://replica.local/clock\n"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m crawler.replica", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the proxy on 127.0.0.1; any free one when left out")
    parser.add_argument("--clock", type=_moment, default=datetime(2018, 4, 5, 16, tzinfo=UTC), help="ISO 8601 with an offset")
    parser.add_argument("--ca", type=Path, default=Path("replica-ca.pem"), help="where the throwaway authority is written")
    parser.add_argument("--site", type=Path, default=Path(__file__).parent / "content", help="folder of the content files")
    parser.add_argument("--articles", type=Path, help="JSON Lines file of more articles to print, in the form of docs/json.md")
    return parser.parse_args()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text}: write the offset too, like {text}Z")
    return moment


if __name__ == "__main__":
    main()
