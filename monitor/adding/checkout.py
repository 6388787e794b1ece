"""Where the source tree is: layouts and spiders are Python, and are written there."""

from __future__ import annotations

from pathlib import Path

from processors.errors import InputError

GOLDEN = Path("tests/crawler/pages/golden")
BY_CONFIGURATION = (
    "layouts are Python and are added in a checkout of the source. By configuration alone an outlet can be declared, in"
    " outlets/ID.yml: it is crawled, its pages are read by the general extractor, its articles are partial and never prove that"
    " something is absent"
)


def checkout(root: Path | None = None) -> Path:
    """The root of the source tree; `InputError` when this is an installed copy."""
    root = root or Path(__file__).resolve().parents[2]
    if not (root / "pyproject.toml").is_file() or not (root / GOLDEN).is_dir():
        raise InputError(f"outlet: {BY_CONFIGURATION}")
    return root
