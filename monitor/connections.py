"""Why a server cannot be reached, from the words of the network and of OpenSSL, and what to do about it."""

from __future__ import annotations

import re
import socket
import ssl
from urllib.parse import urlsplit

PROBE_SECONDS = 5.0

CERTIFICATES = (  # what OpenSSL says → what to do
    ("self.signed certificate|unable to get (local )?issuer", "nobody we trust signed its certificate; name its CA as ca_file"),
    ("[Hh]ostname mismatch|IP address mismatch|doesn't match", "its certificate is for another name; write that one as url"),
    ("expired|not yet valid", "its certificate does not hold today; renew it, or look at the clock"),
    ("WRONG_VERSION_NUMBER|RECORD_LAYER|wrong version number", "it speaks http and not https; write url: http://…"),
)  # fmt: skip
AWAY = (  # what the network says → what it means
    ("[Rr]efused", "nobody listens there"),
    ("resolve|Name or service|getaddrinfo|NameResolution", "that name is not known"),
    ("unreachable|No route", "there is no way to it"),
)


def certificate_trouble(words: str) -> str | None:
    """What is wrong with TLS there and what to do; None: these words are of something else."""
    return _first(CERTIFICATES, words)


def away(words: str) -> str | None:
    """Why nothing answers there; None: these words are of something else."""
    return _first(AWAY, words)


def _first(table: tuple[tuple[str, str], ...], words: str) -> str | None:
    return next((meaning for pattern, meaning in table if re.search(pattern, words)), None)


def speaks_tls(url: str) -> bool:
    """Whether what listens there answers a TLS greeting: a TLS server hangs up on plain http without a word."""
    parts = urlsplit(url)
    greeting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    greeting.check_hostname = False
    greeting.verify_mode = ssl.CERT_NONE  # nothing is said over it
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or 80), timeout=PROBE_SECONDS) as plain,
            greeting.wrap_socket(plain, server_hostname=parts.hostname),
        ):
            return True
    except (OSError, ValueError):
        return False
