"""Whether the editions were read: without that, no silence means anything."""

from __future__ import annotations

from monitor.kibana.description import Chart, Dashboard, Figure, Listing, Measure, Note, OverTime, Row, Summary, Top

CRAWLS = "kind: crawl"
PASSES = "kind: pass"
NOT_COMPLETE = f"{CRAWLS} and not status: complete"
TIME = OverTime(field="clock", label="Time")
EDITION = Top(field="edition", label="Edition", size=20)
STATUS = Top(field="status", label="Status", size=5)

NOTE = Note(
    id="health-note",
    title="About crawl health",
    text="An edition that is **blocked** or **failed** keeps its watermark where it was, and its silence proves nothing until it "
    "is read again. `readout status` tells the same on the command line.",
)
CRAWLED = Figure(id="health-crawls", title="Crawls", alias="runs", measure=Measure(label="Crawls"), where=CRAWLS)
UNREAD = Figure(
    id="health-incomplete",
    title="Crawls that were not complete",
    alias="runs",
    measure=Measure(label="Not complete"),
    where=NOT_COMPLETE,
)
PASSED = Figure(id="health-passes", title="Passes", alias="runs", measure=Measure(label="Passes"), where=PASSES)
OVER_TIME = Chart(
    id="health-over-time",
    title="How the crawls ended, over time",
    alias="runs",
    shape="bar_stacked",
    along=TIME,
    split=STATUS,
    measures=(Measure(label="Crawls"),),
    where=CRAWLS,
)
MISSED = Chart(
    id="health-missed",
    title="Crawls that were not complete, by edition over time",
    alias="runs",
    shape="bar_stacked",
    along=TIME,
    split=EDITION,
    measures=(Measure(label="Not complete"),),
    where=NOT_COMPLETE,
)
BY_EDITION = Chart(
    id="health-by-edition",
    title="How the crawls of each edition ended",
    alias="runs",
    shape="bar_horizontal_stacked",
    along=EDITION,
    split=STATUS,
    measures=(Measure(label="Crawls"),),
    where=CRAWLS,
)
LAST = Summary(
    id="health-last",
    title="Each edition",
    alias="runs",
    rows=(Top(field="edition", label="Edition", size=50, alphabetical=True, rest=False),),
    measures=(
        Measure(
            label="Last status",
            operation="last_value",
            field="status",
            data_type="string",
            latest_by="clock",
            where="status: *",
        ),
        Measure(label="Last crawl", operation="max", field="finished_at", data_type="date"),
        Measure(label="Read up to", operation="max", field="complete_to", data_type="date"),
        Measure(label="Articles", operation="sum", field="articles"),
        Measure(label="In quarantine", operation="sum", field="quarantined"),
        Measure(label="Refused", operation="sum", field="refused"),
    ),
    where=CRAWLS,
)
ARTICLES = Chart(
    id="health-articles",
    title="Articles brought, by edition over time",
    alias="runs",
    shape="bar_stacked",
    along=TIME,
    split=EDITION,
    measures=(Measure(label="Articles", operation="sum", field="articles"),),
    where=CRAWLS,
)
POINTS = Chart(
    id="health-entry-points",
    title="Entry points that could not be read",
    alias="runs",
    shape="bar_horizontal_stacked",
    along=EDITION,
    measures=(
        Measure(label="Blocked", operation="sum", field="points.blocked"),
        Measure(label="Failed", operation="sum", field="points.failed"),
        Measure(label="Stale", operation="sum", field="points.stale"),
        Measure(label="Empty", operation="sum", field="points.empty"),
    ),
    where=CRAWLS,
)
TROUBLES = Listing(
    id="health-troubles",
    title="What held crawls up",
    alias="runs",
    columns=("edition", "status", "held_by", "troubles"),
    newest_by="clock",
    where=NOT_COMPLETE,
)
LAST_PASSES = Listing(
    id="health-last-passes",
    title="The last passes",
    alias="runs",
    columns=("command", "status", "seconds", "counts.new", "counts.opened", "counts.mailed", "summary"),
    newest_by="clock",
    where=PASSES,
)

CRAWL_HEALTH = Dashboard(
    id="crawl-health",
    title="Readout: crawl health",
    purpose="Whether each edition was read, what kept it from being read, and how the last passes went.",
    since="now-7d",
    rows=(
        Row(height=6, panels=((NOTE, 18), (CRAWLED, 10), (UNREAD, 10), (PASSED, 10))),
        Row(height=13, panels=((OVER_TIME, 16), (MISSED, 16), (BY_EDITION, 16))),
        Row(height=14, panels=((LAST, 48),)),
        Row(height=13, panels=((ARTICLES, 24), (POINTS, 24))),
        Row(height=14, panels=((TROUBLES, 24), (LAST_PASSES, 24))),
    ),
)
