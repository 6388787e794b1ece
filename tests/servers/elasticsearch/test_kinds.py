"""The servers of the tests: they answer, they analyse as a full server does, and the secure one keeps its doors."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.elasticsearch.running import RunningServer

GOLDEN = json.loads((Path(__file__).parent / "golden_words.json").read_text("utf-8"))


def ask(server: RunningServer, method: str, path: str, body: Any = None, key: str | None = None) -> httpx.Response:
    authority = ssl.create_default_context(cafile=str(server.ca_file)) if server.ca_file else False
    with httpx.Client(verify=authority, trust_env=False, timeout=60) as client:
        headers = {"Authorization": f"ApiKey {key}"} if key else {}
        sign_in = (server.user, server.password or "") if server.user and not key else None
        return client.request(method, server.url + path, json=body, headers=headers, auth=sign_in)


def words(server: RunningServer, analyzer: str, text: str) -> list[str]:
    answer = ask(server, "POST", "/_analyze", {"analyzer": analyzer, "text": text})
    return [token["token"] for token in answer.json()["tokens"]]


@pytest.mark.parametrize("language", ["english", "russian", "cjk"])
def test_the_newer_server_cuts_words_as_a_full_one(elasticsearch_plain: RunningServer, language: str) -> None:
    assert words(elasticsearch_plain, language, GOLDEN[language]["text"]) == GOLDEN[language]["9"]


@pytest.mark.parametrize("language", ["english", "russian", "cjk"])
def test_the_older_server_cuts_words_as_a_full_one(elasticsearch_8: RunningServer, language: str) -> None:
    assert words(elasticsearch_8, language, GOLDEN[language]["text"]) == GOLDEN[language]["8"]


def test_the_older_server_says_its_version(elasticsearch_8: RunningServer) -> None:
    nodes = ask(elasticsearch_8, "GET", "/_nodes/_local?filter_path=nodes.*.version").json()["nodes"]
    assert [node["version"] for node in nodes.values()] == ["8.19.16"] == [elasticsearch_8.version]


def test_a_filter_with_settings_takes_them(elasticsearch_plain: RunningServer) -> None:
    custom = {
        "char_filter": [{"type": "mapping", "mappings": ["ё=>е"]}],
        "tokenizer": "standard",
        "filter": ["lowercase", {"type": "snowball", "language": "Russian"}],
        "text": "Учёные",
    }
    assert [token["token"] for token in ask(elasticsearch_plain, "POST", "/_analyze", custom).json()["tokens"]] == ["учен"]


def test_a_key_opens_its_own_indices_only(elasticsearch_secure: RunningServer, prefix: str) -> None:
    rights = {"writer": {"indices": [{"names": [f"{prefix}-*"], "privileges": ["write", "create_index"]}]}}
    made = ask(elasticsearch_secure, "POST", "/_security/api_key", {"name": prefix, "role_descriptors": rights})
    key = made.json()["encoded"]
    assert ask(elasticsearch_secure, "PUT", f"/{prefix}-own/_doc/1", {"a": 1}, key).status_code == 201
    assert ask(elasticsearch_secure, "PUT", "/foreign/_doc/1", {"a": 1}, key).status_code == 403


def test_a_wrong_key_is_refused(elasticsearch_secure: RunningServer) -> None:
    assert ask(elasticsearch_secure, "GET", "/_cluster/health", key="bm90OmFrZXk=").status_code == 401


def test_without_its_authority_the_secure_server_is_not_believed(elasticsearch_secure: RunningServer) -> None:
    with httpx.Client(trust_env=False, timeout=60) as client, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        client.get(elasticsearch_secure.url)
