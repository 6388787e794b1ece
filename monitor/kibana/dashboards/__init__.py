"""Every dashboard, in the order in which they are listed."""

from __future__ import annotations

from monitor.kibana.dashboards.coverage import COVERAGE
from monitor.kibana.dashboards.crawl_health import CRAWL_HEALTH
from monitor.kibana.dashboards.divergences import DIVERGENCES
from monitor.kibana.dashboards.one_person import ONE_PERSON
from monitor.kibana.dashboards.quotes import QUOTES
from monitor.kibana.dashboards.set_phrases import SET_PHRASES

DASHBOARDS = (COVERAGE, QUOTES, ONE_PERSON, DIVERGENCES, SET_PHRASES, CRAWL_HEALTH)
