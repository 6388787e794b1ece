"""Takes no answer whose head was cut off: what reads HTTP takes the end of the connection for the end of the head."""

from __future__ import annotations

from typing import Any

from elastic_transport import ConnectionError, Urllib3HttpNode


class WholeAnswers(Urllib3HttpNode):
    """As the client's own way to a server; an answer that does not say how long it is counts as a broken connection."""

    def perform_request(self, *words: Any, **named: Any) -> Any:  # Any: the clients 8 and 9 call it with types of their own
        answer = super().perform_request(*words, **named)
        meta = answer[0]
        if 200 <= meta.status < 300 and not (meta.headers.get("content-length") or meta.headers.get("transfer-encoding")):
            raise ConnectionError("the connection broke in the middle of an answer")
        return answer
