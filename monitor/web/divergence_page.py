"""`/divergences/<id>`: the dossier, where the links of mails and of Kibana go."""

from __future__ import annotations

import re

from werkzeug.exceptions import NotFound

from monitor.reports.dossier import dossier_of
from monitor.reports.stored import stored_evidence
from monitor.store.divergences import find_ids
from monitor.store.reading import check_tables
from monitor.web.printing import print_page
from monitor.web.shelf import Shelf

NAME = re.compile(r"[0-9A-Za-z-]{4,64}")


def find_divergence(shelf: Shelf, name: str) -> str:
    """The id that begins so: a person types the first few characters, or a mail program breaks the line."""
    if not NAME.fullmatch(name):
        raise NotFound("That is no id of a divergence.")
    with shelf.store.reading() as connection:
        check_tables(connection)
        ids = find_ids(connection, name)
    if name not in ids and len(ids) != 1:
        raise NotFound(f"{len(ids)} divergences begin so; write more of the id." if ids else "No divergence has that id.")
    return name if name in ids else ids[0]


def show_divergence(shelf: Shelf, name: str) -> str:
    with shelf.store.reading() as connection:
        evidence = stored_evidence(
            connection, name, outlets=shelf.settings.outlets, knowledge=shelf.knowledge, instruments=shelf.instruments,
            gloss=shelf.gloss,
        )  # fmt: skip
    return print_page("dossier_page.html.j2", active="dossier", **dossier_of(evidence, clock=shelf.now()))
