"""Who wrote how much about it: articles by outlet, edition and language over time."""

from __future__ import annotations

from monitor.kibana.description import Chart, Dashboard, Figure, Listing, Measure, Note, OverTime, Row, Summary, Top

ONCE = "not same_as: *"  # a copy under another address counts once
TIME = OverTime(field="published_at", label="Published")
ARTICLES = (Measure(label="Articles"),)

NOTE = Note(
    id="coverage-note",
    title="About coverage",
    text="Each article once, in its newest revision; a copy under another address is left out. "
    "**Few articles are not silence**: *Crawl health* tells whether an edition was read at all.",
)
COUNT = Figure(id="coverage-articles", title="Articles", alias="articles", measure=Measure(label="Articles"), where=ONCE)
EDITIONS = Figure(
    id="coverage-editions",
    title="Editions",
    alias="articles",
    measure=Measure(label="Editions", operation="unique_count", field="edition"),
    where=ONCE,
)
EVENTS = Figure(
    id="coverage-events",
    title="Events",
    alias="articles",
    measure=Measure(label="Events", operation="unique_count", field="event"),
    where=ONCE,
)
BY_OUTLET = Chart(
    id="coverage-by-outlet",
    title="Articles by outlet over time",
    alias="articles",
    shape="bar_stacked",
    along=TIME,
    split=Top(field="outlet_name", label="Outlet"),
    measures=ARTICLES,
    where=ONCE,
)
BY_EDITION = Chart(
    id="coverage-by-edition",
    title="Articles by edition over time",
    alias="articles",
    shape="bar_stacked",
    along=TIME,
    split=Top(field="edition", label="Edition", size=15),
    measures=ARTICLES,
    where=ONCE,
)
BY_LANGUAGE = Chart(
    id="coverage-by-language",
    title="Share of the languages over time",
    alias="articles",
    shape="bar_percentage_stacked",
    along=TIME,
    split=Top(field="language", label="Language"),
    measures=ARTICLES,
    where=ONCE,
)
EACH_EDITION = Summary(
    id="coverage-editions-table",
    title="Each edition",
    alias="articles",
    rows=(Top(field="outlet_name", label="Outlet"), Top(field="edition", label="Edition", size=20)),
    measures=(
        Measure(label="Articles"),
        Measure(label="Events", operation="unique_count", field="event"),
        Measure(label="Quotes", operation="sum", field="quotes"),
        Measure(label="Revised", where="revisions > 1"),
        Measure(label="Relevance", operation="average", field="relevance", decimals=2),
        Measure(label="Newest", operation="max", field="published_at", data_type="date"),
    ),
    where=ONCE,
)
LARGEST_EVENTS = Listing(
    id="coverage-events-table",
    title="Events, the newest first",
    alias="events",
    columns=("title", "articles", "quotes", "divergences", "open", "url"),
    newest_by="published_at",
)
NEWEST = Listing(
    id="coverage-newest",
    title="Articles, the newest first",
    alias="articles",
    columns=("edition", "title", "quotes", "revisions", "url"),
    newest_by="published_at",
    where=ONCE,
)

COVERAGE = Dashboard(
    id="coverage",
    title="Readout: coverage",
    purpose="Who wrote how much, in which edition and language, over time.",
    rows=(
        Row(height=6, panels=((NOTE, 18), (COUNT, 10), (EDITIONS, 10), (EVENTS, 10))),
        Row(height=13, panels=((BY_OUTLET, 24), (BY_EDITION, 24))),
        Row(height=13, panels=((BY_LANGUAGE, 20), (EACH_EDITION, 28))),
        Row(height=15, panels=((LARGEST_EVENTS, 24), (NEWEST, 24))),
    ),
)
