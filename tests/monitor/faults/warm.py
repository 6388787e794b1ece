"""Imported by the process that the workers are forked from: what takes long to load is loaded once."""

from __future__ import annotations

from typing import get_args

import monitor.index.following  # noqa: F401 - loading them is what this module is for
import tests.monitor.faults.work  # noqa: F401
from monitor.knowledge import load_knowledge
from processors.records import LanguageCode
from processors.text.tokens import content_tokens
from tests.conftest import CHECKOUT

load_knowledge(CHECKOUT / "config" / "entities")
for language in get_args(LanguageCode):
    content_tokens("one да 是", language)
