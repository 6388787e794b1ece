"""Set phrases over time: what both sides always say is charted, and is never a divergence."""

from __future__ import annotations

from monitor.kibana.dashboards.quotes import CURRENT, TIME
from monitor.kibana.description import Chart, Dashboard, Listing, Measure, Note, Row, Summary, Top

USED = f"{CURRENT} and set_phrases: *"
USES = (Measure(label="Quotes"),)
PHRASE = Top(field="set_phrases", label="Set phrase", size=10, rest=False)

NOTE = Note(
    id="phrases-note",
    title="About set phrases",
    text="Quotes that contain a phrase of the lexicon. Such phrases come and go slowly: look at months, not at days.",
)
OVER_TIME = Chart(
    id="phrases-over-time",
    title="Set phrases over time",
    alias="quotes",
    shape="line",
    along=TIME,
    split=PHRASE,
    measures=USES,
    where=USED,
)
BY_EDITION = Chart(
    id="phrases-by-edition",
    title="Which edition prints which phrase",
    alias="quotes",
    shape="bar_horizontal_stacked",
    along=PHRASE,
    split=Top(field="edition", label="Edition", size=15),
    measures=USES,
    where=USED,
)
SPEAKERS = Summary(
    id="phrases-speakers",
    title="Who uses which phrase",
    alias="quotes",
    rows=(PHRASE, Top(field="speaker_name", label="Speaker", size=10, rest=False)),
    measures=(
        *USES,
        Measure(label="Languages", operation="unique_count", field="language"),
        Measure(label="Newest", operation="max", field="published_at", data_type="date"),
    ),
    where=USED,
)
NEWEST = Listing(
    id="phrases-newest",
    title="Quotes with a set phrase, the newest first",
    alias="quotes",
    columns=("set_phrases", "edition", "speaker_name", "words", "url"),
    newest_by="published_at",
    where=USED,
)

SET_PHRASES = Dashboard(
    id="set-phrases",
    title="Readout: set phrases",
    purpose="Which set phrases are used, by whom, in which edition, and since when.",
    since="now-1y",
    rows=(
        Row(height=4, panels=((NOTE, 48),)),
        Row(height=15, panels=((OVER_TIME, 48),)),
        Row(height=14, panels=((BY_EDITION, 24), (SPEAKERS, 24))),
        Row(height=16, panels=((NEWEST, 48),)),
    ),
)
