"""What a backup says of itself: which files, how large, with which SHA-256, of which program and time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from processors.errors import InputError
from processors.wire import time_from_json, time_to_json

MANIFEST = "manifest.json"
FORM = 1  # of this file


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a backup."""

    name: str  # "archive/warc/tass-20180403-00001.warc.gz"
    size: int
    sha256: str
    changed: int  # when the original was changed last, in nanoseconds: an original that was not is not copied again


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    made_at: datetime
    program: str
    tables: str  # version of the store's tables
    places: Mapping[str, str]  # where store and archive stood, as the configuration names them
    files: tuple[Entry, ...]


def manifest_to_bytes(manifest: Manifest) -> bytes:
    """As it stands in the backup; its last line is the digest of all before it."""
    row = {"form": FORM, **asdict(manifest), "made_at": time_to_json(manifest.made_at)}
    body = json.dumps(row, ensure_ascii=False, indent=1).encode()
    return body + b"\n" + hashlib.sha256(body).hexdigest().encode() + b"\n"


def manifest_from_bytes(raw: bytes, where: str) -> Manifest:
    """The manifest; `InputError` when it is none, was changed, or is of a newer program."""
    body, _, digest = raw.rstrip(b"\n").rpartition(b"\n")
    if digest != hashlib.sha256(body).hexdigest().encode() or not raw.endswith(b"\n"):
        raise InputError(f"{where}: is not what was written; take another backup, nothing was restored")
    try:
        row = json.loads(body)
        if row["form"] > FORM:
            raise InputError(f"{where}: made by a newer Readout ({row['program']}); upgrade this one")
        return Manifest(
            made_at=time_from_json(row["made_at"]),
            program=row["program"],
            tables=row["tables"],
            places=dict(row["places"]),
            files=tuple(_entry(entry) for entry in row["files"]),
        )
    except (ValueError, LookupError, TypeError) as wrong:
        raise InputError(f"{where}: is no manifest of a backup; nothing was restored") from wrong


def _entry(row: Mapping[str, object]) -> Entry:
    entry = Entry(name=str(row["name"]), size=int(str(row["size"])), sha256=str(row["sha256"]), changed=int(str(row["changed"])))
    if entry.name.startswith("/") or "\\" in entry.name or any(part in ("", ".", "..") for part in entry.name.split("/")):
        raise ValueError(f"{entry.name!r} leads out of the backup")
    return entry
