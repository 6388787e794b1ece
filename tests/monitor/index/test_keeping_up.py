"""A server that is away is told, in what the pass says and in the log, and fails nothing."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.index.keeping_up import keep_up
from monitor.sections import Elasticsearch as Section
from monitor.store.engine import Store
from monitor.summary import Summary
from tests.monitor.index.storing import now
from tests.monitor.lightweight import light_settings


def test_an_index_that_is_away_is_a_line_and_a_warning(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = replace(light_settings(tmp_path), elasticsearch=Section(url="http://127.0.0.1:9"))
    summary = Summary()
    with caplog.at_level(logging.WARNING):
        keep_up(store, settings, summary, now)
    assert not summary.troubles
    (line,) = summary.lines
    assert "changes wait" in line
    assert line in caplog.text
