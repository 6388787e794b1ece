"""Without a proxy the crawl resolves names itself: one that leads into a private network is not connected to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from twisted.internet.defer import Deferred, succeed

from crawler.middlewares.resolver import PublicResolver

ROOT = Path(__file__).parents[3]
NAMES = {
    "loopback.hostile.example": "127.0.0.1",
    "office.hostile.example": "10.1.2.3",
    "metadata.hostile.example": "169.254.169.254",
    "nowhere.hostile.example": "0.0.0.0",
}


class BentResolver(PublicResolver):
    """Stands in for a name server that an outlet's names were bent on."""

    def look_up(self, name: str, timeout: object) -> Deferred[str]:
        return succeed(NAMES[name])


def test_a_name_that_leads_inside_is_given_up_without_a_connection(tmp_path: Path) -> None:
    task = {
        "asks": [{"name": name, "url": f"{scheme}://{name}/a", "hosts": [name]} for name in NAMES for scheme in ("http", "https")],
        "limits": {"retries": 1},
        "settings": {"TWISTED_DNS_RESOLVER": f"{__name__}.BentResolver"},
        "outcome": str(tmp_path / "outcome.json"),
    }
    (tmp_path / "task.json").write_text(json.dumps(task))
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}

    crawl = subprocess.run(
        [sys.executable, "-m", "tests.crawler.hostile.fates_spider", str(tmp_path / "task.json")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert crawl.returncode == 0, crawl.stderr
    fates = json.loads((tmp_path / "outcome.json").read_text())["fates"]
    assert len(fates) == 2 * len(NAMES)
    assert {fate["reason"].rpartition(" ")[2] for fate in fates} == set(NAMES.values()), fates
    assert all(fate["fate"] == "failed" and "leads to the private address" in fate["reason"] for fate in fates)
