"""The dossier: one HTML page that proves one divergence and needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Template

from monitor.reports.evidence import Evidence
from monitor.reports.templating import environment
from monitor.reports.wording import LANGUAGES, headline_of, list_editions, paragraph_of, spoken, spoken_gloss, state_of, timeline_of
from monitor.reports.zones import in_zones

KINDS = {
    "omitted": "Left out",
    "edition": "Left out in one edition",
    "altered": "Altered",
    "attribution": "Another speaker",
    "edited": "Edited afterwards",
}


def render_dossier(evidence: Evidence, *, clock: datetime, notes: Iterable[str] = ()) -> str:
    """The page, with everything from articles as text and no reference to anything outside."""
    return _template().render(dossier_of(evidence, clock=clock, notes=notes))


def dossier_of(evidence: Evidence, *, clock: datetime, notes: Iterable[str] = ()) -> dict[str, Any]:
    """What `dossier_body.html.j2` prints, in a page of its own or in one of the web view."""
    return {
        "evidence": evidence, "divergence": evidence.divergence, "kind": KINDS[evidence.divergence.kind],
        "headline": headline_of(evidence), "heading": spoken(evidence), "heading_gloss": spoken_gloss(evidence),
        "paragraph": paragraph_of(evidence), "state": state_of(evidence.divergence), "timeline": timeline_of(evidence),
        "in_zones": in_zones, "languages": LANGUAGES, "outlets": evidence.outlets, "list_editions": list_editions,
        "clock": clock, "notes": tuple(notes),
    }  # fmt: skip


@cache
def _template() -> Template:
    return environment("monitor.reports").get_template("dossier.html.j2")
