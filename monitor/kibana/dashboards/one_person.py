"""One person in three languages, side by side."""

from __future__ import annotations

from monitor.kibana.dashboards.quotes import CURRENT, QUOTED, TIME
from monitor.kibana.description import Chart, Control, Dashboard, Listing, Note, Row, Top

NOTE = Note(
    id="person-note",
    title="About one person",
    text="Choose a name under **Who**, in whichever script you know it (type small letters: `wei fenghe`, `вэй фэнхэ`, `魏凤和`); "
    "every other panel follows. What stands in one column and not in another may be a divergence: see *Divergences*.",
)
WHO = Control(id="person-who", title="Who", alias="quotes", field="speaker_names")


def _said_in(language: str, name: str) -> Listing:
    return Listing(
        id=f"person-{language}",
        title=f"In {name}",
        alias="quotes",
        columns=("edition", "words", "url"),
        newest_by="published_at",
        where=f"{CURRENT} and language: {language}",
    )


OVER_TIME = Chart(
    id="person-over-time",
    title="Quotes by language over time",
    alias="quotes",
    shape="bar_stacked",
    along=TIME,
    split=Top(field="language", label="Language"),
    measures=QUOTED,
    where=CURRENT,
)
BY_EDITION = Chart(
    id="person-by-edition",
    title="Quotes by edition and kind",
    alias="quotes",
    shape="bar_horizontal_stacked",
    along=Top(field="edition", label="Edition", size=15),
    split=Top(field="kind", label="Kind", size=3),
    measures=QUOTED,
    where=CURRENT,
)

ONE_PERSON = Dashboard(
    id="one-person",
    title="Readout: one person in three languages",
    purpose="What one person was quoted with, in Chinese, Russian and English, side by side.",
    controls=(WHO,),
    rows=(
        Row(height=5, panels=((NOTE, 48),)),
        Row(height=24, panels=((_said_in("zh", "Chinese"), 16), (_said_in("ru", "Russian"), 16), (_said_in("en", "English"), 16))),
        Row(height=12, panels=((OVER_TIME, 28), (BY_EDITION, 20))),
    ),
)
