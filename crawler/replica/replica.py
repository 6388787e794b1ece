"""The replica: a proxy with a clock, a log and troubles on demand."""

from __future__ import annotations

import itertools
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from crawler.replica import hosts
from crawler.replica.articles_file import pieces_from_articles
from crawler.replica.certificates import Certificates, make_certificates
from crawler.replica.content import FOLDER, load_content
from crawler.replica.exchange import JSON, TEXT, Answer, Asked, Request, not_found, text_answer
from crawler.replica.nvo import answer_nvo
from crawler.replica.scene import Scene
from crawler.replica.server import ProxyServer
from crawler.replica.tass import answer_tass
from crawler.replica.trouble import How, Trouble, troubled_answer, troubled_scene
from crawler.replica.xinhua import answer_xinhua

HELP = """Readout's replica of six editions: invented articles at real addresses. Use this port as an HTTP proxy.
/clock     GET reads the clock, POST or PUT with an ISO 8601 time sets it
/requests  GET lists what was asked
"""


class Replica:
    """`with Replica.start(clock=…) as replica:` answers at `replica.proxy` until the block ends."""

    def __init__(self, *, clock: datetime, site: Path = FOLDER, articles: Path | None = None, port: int = 0) -> None:
        self.content = load_content(site)
        if articles is not None:
            self.content = replace(self.content, pieces=(*self.content.pieces, *pieces_from_articles(articles)))
        self.requests: list[Asked] = []
        self.certificates: Certificates = make_certificates(hosts.ALL)
        self._clock = _aware(clock)
        self._troubles: list[Trouble] = []
        self._met: dict[int, int] = {}  # how often a trouble has been met
        self._guard = threading.Lock()
        self._ending = threading.Event()
        self._hits = itertools.count(1000, 7)
        self._server = ProxyServer(port, self._answer, lambda host: host in hosts.ALL, self.certificates.context)
        self._server.now = lambda: self.clock
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="replica")

    @classmethod
    def start(cls, *, clock: datetime, site: Path = FOLDER, articles: Path | None = None, port: int = 0) -> Replica:
        """A replica that answers already; `close` it, or use it in a `with` block. `articles`: a file of more to print."""
        replica = cls(clock=clock, site=site, articles=articles, port=port)
        replica._thread.start()
        return replica

    def __enter__(self) -> Replica:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the server and all its connections and threads."""
        if self._ending.is_set():
            return
        self._ending.set()
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def clock(self) -> datetime:
        return self._clock

    @clock.setter
    def clock(self, moment: datetime) -> None:
        self._clock = _aware(moment)

    def ca_file(self, path: Path) -> Path:
        """Writes the authority's certificate there, for a client to trust."""
        path.write_bytes(self.certificates.authority_pem)
        return path

    def misbehave(self, where: str, how: How, *, times: int | None = None, seconds: float = 5) -> None:
        """From now on that host, address or beginning of addresses ("https://tass.ru/rss/*") is in that trouble."""
        with self._guard:
            self._troubles.append(Trouble(where=where, how=how, times=times, seconds=seconds))

    def behave(self, where: str | None = None) -> None:
        """Takes back the troubles there, or all."""
        with self._guard:
            self._troubles = [] if where is None else [trouble for trouble in self._troubles if trouble.where != where]

    def scene(self) -> Scene:
        return Scene(content=self.content, clock=self._clock, lists_at=self._clock)

    def _answer(self, request: Request) -> Answer:
        trouble = self._trouble(request)
        if trouble is not None and trouble.how == "slow":
            self._ending.wait(trouble.seconds)
        answer = (troubled_answer(request, trouble) if trouble else None) or self._right_answer(request, trouble)
        if request.host != hosts.CONTROL:
            agent = request.headers.get("user-agent", "")
            self.requests.append(Asked(datetime.now(UTC), request.method, request.url, answer.status, agent))
        return answer

    def _right_answer(self, request: Request, trouble: Trouble | None) -> Answer:
        clock = self._clock
        scene = Scene(content=self.content, clock=clock, lists_at=clock, hits=next(self._hits))
        scene = troubled_scene(scene, trouble.how if trouble else None)
        if request.host == hosts.CONTROL:
            return self._control(request)
        if request.host in (*hosts.TASS_RU, *hosts.TASS_EN):
            return answer_tass(request, scene) or not_found()
        if request.host in (*hosts.NVO, *hosts.NG):
            return answer_nvo(request, scene) or not_found()
        if request.host in hosts.ALL:
            return answer_xinhua(request, scene) or not_found()
        return not_found(502)

    def _trouble(self, request: Request) -> Trouble | None:
        """The newest trouble that meets the request and is not used up."""
        with self._guard:
            for trouble in reversed(self._troubles):
                met = self._met.get(id(trouble), 0)
                if trouble.meets(request) and (trouble.times is None or met < trouble.times):
                    self._met[id(trouble)] = met + 1
                    return trouble
        return None

    def _control(self, request: Request) -> Answer:
        if request.path == "/requests":
            rows = [[asked.time.isoformat(), *asked[1:]] for asked in self.requests]
            return text_answer(json.dumps(rows, ensure_ascii=False), JSON)
        if request.path != "/clock":
            return text_answer(HELP, TEXT) if request.path == "/" else not_found()
        if request.method in ("POST", "PUT"):
            try:
                self.clock = datetime.fromisoformat(request.body.decode().strip())
            except ValueError:
                return text_answer("an ISO 8601 time with its offset is expected\n", TEXT, status=400)
        return text_answer(f"{self.clock.isoformat()}\n", TEXT)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()}: the clock needs an offset, like {moment.isoformat()}+00:00")
    return moment.astimezone(UTC)
