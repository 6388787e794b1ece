"""Who is quoted, and by whom."""

from __future__ import annotations

from monitor.kibana.description import Chart, Dashboard, Figure, Listing, Measure, Note, OverTime, Row, Summary, Top

CURRENT = "current: true and not same_as: *"  # as the newest revision of each article has it, copies once
TIME = OverTime(field="published_at", label="Published")
QUOTED = (Measure(label="Quotes"),)
SPEAKER = Top(field="speaker_name", label="Speaker", size=15)

NOTE = Note(
    id="quotes-note",
    title="About quotes",
    text="Quotes as the newest revision of each article has them. To find a name in any script, search `speaker_names`: "
    '`speaker_names: "魏凤和"`, `speaker_names: "wei fenghe"` (small letters).',
)
COUNT = Figure(id="quotes-count", title="Quotes", alias="quotes", measure=Measure(label="Quotes"), where=CURRENT)
SPEAKERS = Figure(
    id="quotes-speakers",
    title="Speakers",
    alias="quotes",
    measure=Measure(label="Speakers", operation="unique_count", field="speaker"),
    where=CURRENT,
)
UTTERANCES = Figure(
    id="quotes-utterances",
    title="Utterances",
    alias="quotes",
    measure=Measure(label="Utterances", operation="unique_count", field="utterance"),
    where=CURRENT,
)
BY_SPEAKER = Chart(
    id="quotes-by-speaker",
    title="Who is quoted by which outlet",
    alias="quotes",
    shape="bar_horizontal_stacked",
    along=SPEAKER,
    split=Top(field="outlet_name", label="Outlet"),
    measures=QUOTED,
    where=CURRENT,
)
OVER_TIME = Chart(
    id="quotes-over-time",
    title="Quotes by outlet over time",
    alias="quotes",
    shape="bar_stacked",
    along=TIME,
    split=Top(field="outlet_name", label="Outlet"),
    measures=QUOTED,
    where=CURRENT,
)
KINDS = Chart(
    id="quotes-kinds",
    title="In the speaker's own words or reported, by edition",
    alias="quotes",
    shape="bar_percentage_stacked",
    along=Top(field="edition", label="Edition", size=15),
    split=Top(field="kind", label="Kind", size=3),
    measures=QUOTED,
    where=CURRENT,
)
EACH_SPEAKER = Summary(
    id="quotes-speakers-table",
    title="Each speaker",
    alias="quotes",
    rows=(Top(field="speaker_name", label="Speaker", size=50, rest=False),),
    measures=(
        Measure(label="Quotes"),
        Measure(label="Utterances", operation="unique_count", field="utterance"),
        Measure(label="Outlets", operation="unique_count", field="outlet"),
        Measure(label="Languages", operation="unique_count", field="language"),
        Measure(label="Newest", operation="max", field="published_at", data_type="date"),
    ),
    where=CURRENT,
)
NEWEST = Listing(
    id="quotes-newest",
    title="Quotes, the newest first",
    alias="quotes",
    columns=("edition", "speaker_name", "words", "kind", "url"),
    newest_by="published_at",
    where=CURRENT,
)

QUOTES = Dashboard(
    id="quotes",
    title="Readout: quotes",
    purpose="Who is quoted, how often, by which outlet, and in which words.",
    rows=(
        Row(height=6, panels=((NOTE, 18), (COUNT, 10), (SPEAKERS, 10), (UTTERANCES, 10))),
        Row(height=15, panels=((BY_SPEAKER, 24), (OVER_TIME, 24))),
        Row(height=13, panels=((KINDS, 20), (EACH_SPEAKER, 28))),
        Row(height=18, panels=((NEWEST, 48),)),
    ),
)
