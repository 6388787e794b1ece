"""What a machine must have before a server can run on it."""

from __future__ import annotations

import shutil


class Missing(Exception):
    """Something of the machine's own is not there; the message names it and tells how to get it."""


def program(name: str, package: str) -> str:
    """The path of a program; `Missing` names the Debian package that brings it."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"an Elasticsearch server for the tests needs the program {name}: apt-get install {package}")
    return found
