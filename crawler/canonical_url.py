"""One address for one page: what an article's id is made from when it brings none."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from crawler.outlets import Edition, Outlets

# Parameters that name the reader's way to the page and never the page.
TRACKING = {
    "from",
    "fbclid",
    "gclid",
    "yclid",
    "ysclid",
    "ref",
    "spm",
    "share",
    "isappinstalled",
    "mkt_tok",
    "mc_cid",
    "mc_eid",
    "_openstat",
}
TRACKING_PREFIXES = ("utm_", "at_", "pk_")


def article_id(url: str, outlets: Outlets) -> str:
    """The id of the article at that address: a hash of its canonical form, never of its text."""
    return "u" + hashlib.sha256(canonical_url(url, outlets).encode()).hexdigest()[:20]


def canonical_url(url: str, outlets: Outlets) -> str:
    """The address with the canonical host, https, its path and no tracking; what is no web address comes back as it is."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:  # "http://[": not an address
        return url.strip()
    if parts.scheme.lower() not in ("http", "https") or not host:
        return url.strip()
    edition = outlets.edition_at(host, parts.path)
    netloc = edition.canonical_host(host) if edition else host
    if port not in (None, 80, 443) and edition is None:
        netloc = f"{netloc}:{port}"
    path = quote(unquote(parts.path, errors="surrogateescape"), safe="/~!$&'()*+,;=:@-._", errors="surrogateescape") or "/"
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(pair[0])), errors="replace"
    )
    return f"https://{netloc}{path}" + (f"?{query}" if query else "")


def is_article(url: str, edition: Edition, outlets: Outlets) -> bool:
    """Whether the address, as it is or in its canonical form, is an article's of that edition."""
    return edition.is_article(url) or edition.is_article(canonical_url(url, outlets))


def _is_tracking(name: str) -> bool:
    return name.lower() in TRACKING or name.lower().startswith(TRACKING_PREFIXES)
