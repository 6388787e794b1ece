"""The five data views: what Kibana calls each alias, and which of its fields are dates to choose by and links to follow."""

from __future__ import annotations

from monitor.kibana.description import DataView, Link

ARTICLE = Link(field="url", label="article")

DATA_VIEWS = (
    DataView(alias="articles", name="Readout articles", time_field="published_at", links=(ARTICLE,)),
    DataView(alias="quotes", name="Readout quotes", time_field="published_at", links=(ARTICLE,)),
    DataView(alias="events", name="Readout events", time_field="published_at", links=(ARTICLE,)),
    DataView(
        alias="divergences",
        name="Readout divergences",
        time_field="published_at",
        links=(ARTICLE, Link(field="other_url", label="other article"), Link(field="dossier", label="dossier")),
    ),
    DataView(alias="runs", name="Readout runs", time_field="clock"),  # a pass that did not finish has one too
)
