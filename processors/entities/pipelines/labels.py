"""A last component for official pipelines: their entity labels in our terms, PER LOC ORG."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

LABELS = {"PERSON": "PER", "PER": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG"}


@Language.component("readout_labels")
def rename_labels(doc: Doc) -> Doc:
    """The same document; entities that are no person, place or organisation are dropped."""
    doc.ents = tuple(Span(doc, ent.start, ent.end, label=LABELS[ent.label_]) for ent in doc.ents if ent.label_ in LABELS)
    return doc
