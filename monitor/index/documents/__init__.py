"""What the documents of the index are, made from the store as it is in one transaction."""

from __future__ import annotations

from monitor.index.documents.making import actions_for, all_actions
from monitor.index.documents.projection import Projection
from monitor.index.documents.subjects import count_subjects

__all__ = ["Projection", "actions_for", "all_actions", "count_subjects"]
