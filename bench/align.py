"""Precision of the best match on public test sets: python -m bench.align --parallel DIR.

Prints P@1 both ways with the tables alone and with both instruments, and the seconds each took.
"""

from __future__ import annotations

import argparse
import gzip
import time
from pathlib import Path

from processors.alignment.instruments import Instruments
from processors.alignment.loading import load_instruments
from processors.alignment.match_lines import match_lines
from processors.alignment.tables import load_tables


def read(folder: Path, code: str, other: str) -> list[str]:
    lines: list[str] = []
    for pair in sorted((f"en-{other}", f"{other}-en")):
        with gzip.open(folder / f"newstest2021.{pair}.{code}.gz", "rt", encoding="utf-8") as text:
            lines += text.read().splitlines()
    return lines


def precision(first: list[str], second: list[str], languages: tuple[str, str], instruments: Instruments) -> float:
    """How many lines find a line equal to their own translation."""
    matches = match_lines(first, second, languages, load_tables(), instruments)
    return sum(second[match.second] == second[match.first] for match in matches) / len(first)


def main() -> None:
    parser = argparse.ArgumentParser(description="P@1 of aligning lines.")
    parser.add_argument("--parallel", type=Path, required=True, help="folder with newstest2021.*.gz")
    parser.add_argument("--half", action="store_true", help="the first 500 lines only")
    arguments = parser.parse_args()
    for other in ("zh", "ru"):
        texts = {code: read(arguments.parallel, code, other)[: 500 if arguments.half else None] for code in (other, "en")}
        for name, with_encoder in (("tables", False), ("both", True)):
            for first, second in ((other, "en"), ("en", other)):
                began = time.perf_counter()
                found = precision(texts[first], texts[second], (first, second), load_instruments(with_encoder=with_encoder))
                print(
                    f"{first}→{second} {len(texts[first])} lines, {name}: P@1 {found:.4f}  {time.perf_counter() - began:.1f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
