"""Loads at the edge what the processors are given: knowledge base, topic, pipelines, instruments."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from monitor.defaults import default_config
from monitor.knowledge import load_knowledge
from monitor.topic import load_topic
from processors.alignment.instruments import Instruments
from processors.pipeline import Tools


@cache
def load_tools(config: Path | None = None) -> Tools:
    """The tools of `analyse_article`; language models are loaded when the first article in their language comes."""
    from processors.entities.pipelines import describe_pipeline, load_pipeline

    folder = config or default_config()
    return Tools(
        knowledge=load_knowledge(folder / "entities"),
        topic=load_topic(folder),
        load_pipeline=load_pipeline,
        describe_pipeline=describe_pipeline,
    )


@cache
def load_comparison_instruments() -> Instruments:
    """Tables and encoder; the encoder is None where its package is missing."""
    from processors.alignment.loading import load_instruments

    return load_instruments()
