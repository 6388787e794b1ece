"""What one audience was told and another was not: by kind, state and salience, over time, with the dossiers."""

from __future__ import annotations

from monitor.kibana.description import Chart, Dashboard, Figure, Listing, Measure, Note, OverTime, Parts, Row, Summary, Top

TIME = OverTime(field="published_at", label="First published")
FOUND = (Measure(label="Divergences"),)
STANDING = "not state: (withdrawn or rejected)"  # what was a mistake is counted where states are shown, nowhere else
KIND = Top(field="kind", label="Kind", size=5)
STATE = Top(field="state", label="State", size=9)

NOTE = Note(
    id="divergences-note",
    title="About divergences",
    text="*dossier* leads to the words of both sides, the proofs and the archive. **Uncertain** ones are shown here and never "
    "mailed; **pending** ones still have time to be carried; **not-known** means that an edition was not read, not that it was "
    "silent.",
)
OPEN = Figure(id="divergences-open", title="Open", alias="divergences", measure=Measure(label="Open"), where="status: open")
UNSEEN = Figure(id="divergences-new", title="New", alias="divergences", measure=Measure(label="New"), where="state: new")
MAILED = Figure(id="divergences-mailed", title="Mailed", alias="divergences", measure=Measure(label="Mailed"), where="notified: *")
OVER_TIME = Chart(
    id="divergences-over-time",
    title="Divergences by kind over time",
    alias="divergences",
    shape="bar_stacked",
    along=TIME,
    split=KIND,
    measures=FOUND,
    where=STANDING,
)
BY_STATE = Chart(
    id="divergences-by-state",
    title="Kind and state",
    alias="divergences",
    shape="bar_horizontal_stacked",
    along=KIND,
    split=STATE,
    measures=FOUND,
)
BY_SALIENCE = Chart(
    id="divergences-by-salience",
    title="Salience and status",
    alias="divergences",
    shape="bar_stacked",
    along=Parts(
        label="Salience",
        parts=(
            ("0.75 and more", "salience >= 0.75"),
            ("0.5 to 0.75", "salience >= 0.5 and salience < 0.75"),
            ("0.25 to 0.5", "salience >= 0.25 and salience < 0.5"),
            ("under 0.25", "salience < 0.25"),
        ),
    ),
    split=Top(field="status", label="Status", size=4),
    measures=FOUND,
)
REASONS = Chart(
    id="divergences-reasons",
    title="Why they are salient",
    alias="divergences",
    shape="bar_horizontal",
    along=Top(field="reasons", label="Reason", rest=False),
    measures=FOUND,
    where=STANDING,
)
SIDES = Summary(
    id="divergences-sides",
    title="Who carried it, who did not",
    alias="divergences",
    rows=(Top(field="carried", label="Carried by", size=15), Top(field="absent", label="Not by", size=15)),
    measures=(*FOUND, Measure(label="Salience", operation="average", field="salience", decimals=2)),
    where=STANDING,
)
SPEAKERS = Summary(
    id="divergences-speakers",
    title="Each speaker",
    alias="divergences",
    rows=(Top(field="speaker_name", label="Speaker", size=30, rest=False),),
    measures=(
        *FOUND,
        Measure(label="Most salient", operation="max", field="salience", decimals=2),
        Measure(label="Newest", operation="max", field="published_at", data_type="date"),
    ),
    where=STANDING,
)
OPEN_ONES = Listing(
    id="divergences-open-table",
    title="Open, the newest first",
    alias="divergences",
    columns=("dossier", "salience", "kind", "state", "speaker_name", "words", "carried", "absent", "url"),
    newest_by="published_at",
    where="status: open",
)
ENDED_ONES = Listing(
    id="divergences-ended-table",
    title="Closed and withdrawn, the newest first",
    alias="divergences",
    columns=("dossier", "status", "kind", "speaker_name", "words", "other_words", "judged_why"),
    newest_by="ended_at",
    where="status: (closed or withdrawn)",
)

DIVERGENCES = Dashboard(
    id="divergences",
    title="Readout: divergences",
    purpose="What one audience was told and another was not: kinds, states, salience, and the way to each dossier.",
    rows=(
        Row(height=6, panels=((NOTE, 18), (OPEN, 10), (UNSEEN, 10), (MAILED, 10))),
        Row(height=18, panels=((OPEN_ONES, 48),)),
        Row(height=13, panels=((OVER_TIME, 24), (BY_STATE, 24))),
        Row(height=13, panels=((BY_SALIENCE, 16), (REASONS, 16), (SPEAKERS, 16))),
        Row(height=14, panels=((SIDES, 20), (ENDED_ONES, 28))),
    ),
)
