"""The password of the user `elastic`, left where the server looks for it at its first start."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path

from tests.servers.elasticsearch.user import as_server_user


def set_password(home: Path, environment: dict[str, str]) -> str:
    """A new password each time, in the server's keystore."""
    password = secrets.token_urlsafe(24)
    _keystore(home, environment, "create")
    _keystore(home, environment, "add", "-f", "-x", "bootstrap.password", typed=password)
    return password


def _keystore(home: Path, environment: dict[str, str], *words: str, typed: str = "") -> None:
    command = as_server_user(home / "bin" / "elasticsearch-keystore", *words)
    done = subprocess.run(command, env=environment, input=typed, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"elasticsearch-keystore {words[0]} failed:\n{done.stdout}{done.stderr}")
