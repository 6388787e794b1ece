"""Three API keys limited to our indices: what each may do, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from elasticsearch import Elasticsearch

from monitor import sections
from monitor.index.client import connect
from monitor.index.failures import explained

Role = Literal["setup", "writer", "reader"]
ROLES: tuple[Role, ...] = get_args(Role)
VARIABLES: Mapping[Role, str] = {
    "setup": "READOUT_ES_SETUP_KEY",
    "writer": "READOUT_ES_API_KEY",
    "reader": "READOUT_ES_READER_KEY",
}
PURPOSES: Mapping[Role, str] = {
    "setup": "readout index setup and rebuild",
    "writer": "readout run, index sync, index check, search --index, doctor: the one for api_key in readout.yml",
    "reader": "readout search --index and index check, and who only reads",
}
CLUSTER: Mapping[Role, tuple[str, ...]] = {
    "setup": ("monitor", "manage_index_templates"),  # templates belong to the cluster; they cannot be limited to a name
    "writer": ("monitor",),  # version and health; nothing is changed with it
    "reader": ("monitor",),
}
INDEX: Mapping[Role, tuple[str, ...]] = {
    "setup": ("manage", "index", "delete", "read"),  # manage: make, alias and delete indices; the others fill them
    "writer": ("index", "delete", "read", "view_index_metadata"),
    "reader": ("read", "view_index_metadata"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """`repr` does not show the key itself."""

    role: Role
    name: str
    id: str
    encoded: str

    def __repr__(self) -> str:
        return f"Key(role={self.role!r}, name={self.name!r}, id={self.id!r})"


def make_keys(settings: sections.Elasticsearch) -> tuple[Key, ...]:
    """New keys, signed in as the user of the settings; earlier ones stay good until they are dropped."""
    with connect(settings) as client:
        return tuple(_make(client, settings, role) for role in ROLES)


def drop_other_keys(settings: sections.Elasticsearch, keep: tuple[Key, ...]) -> int:
    """Invalidates every key with the names of these, but these; how many that were."""
    with connect(settings) as client, explained(settings):
        ids = [
            found["id"]
            for key in keep
            for found in client.security.get_api_key(name=key.name)["api_keys"]
            if found["id"] != key.id and not found["invalidated"]
        ]
        if ids:
            client.security.invalidate_api_key(ids=ids)
    return len(ids)


def _make(client: Elasticsearch, settings: sections.Elasticsearch, role: Role) -> Key:
    name = f"{settings.prefix}-{role}"
    with explained(settings):
        made = client.security.create_api_key(name=name, role_descriptors={name: rights(settings.prefix, role)})
    return Key(role=role, name=name, id=made["id"], encoded=made["encoded"])


def rights(prefix: str, role: Role) -> dict[str, Any]:
    """What a key of that role may do, as the server wants it written; it serves for a role of Kibana's users too."""
    return {"cluster": list(CLUSTER[role]), "indices": [{"names": [f"{prefix}-*"], "privileges": list(INDEX[role])}]}
