"""`docs/kibana.md` tells of every dashboard and panel, and of none that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.kibana.dashboards import DASHBOARDS
from monitor.kibana.data_views import DATA_VIEWS
from monitor.kibana.description import Dashboard
from tests.monitor.kibana.telling import told

CHECKOUT = Path(__file__).parents[3]
PAGE = (CHECKOUT / "docs" / "kibana.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.id)
def test_a_dashboard_is_told_as_it_is(dashboard: Dashboard) -> None:
    assert "\n".join(told(dashboard)) in PAGE, "print it anew: python -m tests.monitor.kibana.telling"


def test_no_dashboard_is_told_that_is_not_there() -> None:
    headings = [line.removeprefix("### ") for line in PAGE.splitlines() if line.startswith("### ")]
    assert headings == [dashboard.title for dashboard in DASHBOARDS]


def test_each_data_view_is_named() -> None:
    assert [view.name for view in DATA_VIEWS if view.name not in PAGE] == []


@pytest.mark.parametrize("page", ["README.md", "docs/kibana.md"])
def test_it_is_said_that_no_kibana_was_there(page: str) -> None:
    assert "no Kibana ran" in " ".join((CHECKOUT / page).read_text(encoding="utf-8").split())
