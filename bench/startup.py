"""Start-up time and peak memory of commands that need no model, beside a bare interpreter; prints ratios, asserts nothing.

python bench/startup.py [--runs 5]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

READOUT = str(Path(sys.executable).with_name("readout"))
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "readout --help": [READOUT, "--help"],
    "readout run --help": [READOUT, "run", "--help"],
    "readout status": [READOUT, "status"],
    "readout divergences": [READOUT, "divergences"],
    "readout search Wei": [READOUT, "search", "Wei"],
}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    medians = {name: statistics.median(seconds(command) for _ in range(runs)) for name, command in COMMANDS.items()}
    bare = medians["python -c pass"]
    print(f"{'command':24s} {'median s':>9s} {'× bare':>7s}")
    for name, median in medians.items():
        print(f"{name:24s} {median:9.3f} {median / bare:7.1f}")
    print(f"largest child so far: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
