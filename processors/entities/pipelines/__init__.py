"""One spaCy pipeline for each language: the user's own official one where it is installed, otherwise ours."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.language import Language

CODES = ("en", "ru", "zh")
OFFICIAL = {
    "en": ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm"),
    "ru": ("ru_core_news_lg", "ru_core_news_md", "ru_core_news_sm"),
    "zh": ("zh_core_web_trf", "zh_core_web_lg", "zh_core_web_md", "zh_core_web_sm"),
}
OFFICIAL_AUTHOR = "Explosion"  # names like these are squatted on the package index: only spaCy's own are used


@cache
def load_pipeline(code: str) -> Language:
    """The pipeline of a language, loaded once."""
    official = installed_pipeline(code)
    if official is None:
        built: Language = import_module(f"{__name__}.{code}").build()
        return built
    import_module(f"{__name__}.labels")  # registers the component
    pipeline = spacy.load(official)
    pipeline.add_pipe("readout_labels", last=True)
    return pipeline


def describe_pipeline(code: str) -> str:
    """Which back end analyses a language: "ru: ru_core_news_lg", "ru: slovnet 0.6.0"."""
    official = installed_pipeline(code)
    if official is not None:
        return f"{code}: {official}"
    described = getattr(import_module(f"{__name__}.{code}"), "describe", None)
    return f"{code}: {described() if described else 'built in'}"


def describe_pipelines() -> tuple[str, ...]:
    """Which back ends are in use, one line for each language."""
    return tuple(describe_pipeline(code) for code in CODES)


def installed_pipeline(code: str) -> str | None:
    """The best official pipeline that the user has installed."""
    if code not in OFFICIAL:
        raise ValueError(f"{code!r} is not a language we process; use one of {', '.join(CODES)}")
    return next((name for name in OFFICIAL[code] if _is_official(name)), None)


def _is_official(name: str) -> bool:
    """Whether the package is there and its meta.json says that it is spaCy's own; the package's code is not run."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return False
    meta = Path(spec.submodule_search_locations[0]) / "meta.json"
    try:
        return bool(json.loads(meta.read_text(encoding="utf-8")).get("author") == OFFICIAL_AUTHOR)
    except (OSError, ValueError):
        return False
