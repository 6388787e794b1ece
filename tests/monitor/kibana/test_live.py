"""With a Kibana at hand: it takes the file, and gives every object back with nothing missing.

READOUT_KIBANA_URL=http://localhost:5601 READOUT_KIBANA_API_KEY=… pytest tests/monitor/kibana/test_live.py
"""

from __future__ import annotations

import json
import os
import ssl
import time
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from monitor.kibana.importing import Patience, import_objects
from monitor.kibana.ndjson import ndjson_lines
from monitor.sections import Kibana

URL, API_KEY, CA_FILE = (os.environ.get(f"READOUT_KIBANA_{name}") for name in ("URL", "API_KEY", "CA_FILE"))

pytestmark = pytest.mark.skipif(URL is None, reason="READOUT_KIBANA_URL names no Kibana")


def test_kibana_takes_the_file_and_gives_it_back() -> None:
    lines = ndjson_lines("readout-live-test")
    key = SecretStr(API_KEY) if API_KEY else None
    settings = Kibana(url=str(URL)).model_copy(update={"api_key": key, "ca_file": Path(CA_FILE) if CA_FILE else None})
    assert import_objects(lines, settings, patience=Patience(), sleep=time.sleep, waiting=lambda look: None) == len(lines)
    wanted = [{"type": one["type"], "id": one["id"]} for one in map(json.loads, lines)]
    headers = {"kbn-xsrf": "true"} | ({"Authorization": f"ApiKey {API_KEY}"} if API_KEY else {})
    answer = httpx.post(
        f"{URL}/api/saved_objects/_export",
        json={"objects": wanted},
        headers=headers,
        verify=ssl.create_default_context(cafile=CA_FILE),
    )
    *objects, told = map(json.loads, answer.text.splitlines())
    assert told["missingRefCount"] == 0
    assert {(one["type"], one["id"]) for one in objects} == {(one["type"], one["id"]) for one in wanted}
