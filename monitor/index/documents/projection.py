"""What is put into a document beside what the store says."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.outlets import Outlets
from monitor.sections import Web
from processors.entities.knowledge import KnowledgeBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Names of people and outlets, and where readers reach the pages; another one of them wants the index rebuilt."""

    knowledge: KnowledgeBase
    outlets: Outlets
    web: Web
