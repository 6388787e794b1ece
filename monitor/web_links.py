"""Where a divergence is shown: the address that mails and Kibana give to their readers."""

from __future__ import annotations

from urllib.parse import quote

from monitor.sections import Web


def dossier_url(web: Web, divergence_id: str) -> str | None:
    """The page of that divergence under `web.url`; None when nobody said how readers reach the pages."""
    if web.url is None:
        return None
    return f"{web.url.rstrip('/')}/divergences/{quote(divergence_id, safe='')}"
