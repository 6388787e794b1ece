"""The program's own log, on standard error; results and refusals are told apart from it."""

from __future__ import annotations

import logging
import sys
import time


def start_logging(level: str) -> None:
    """Writes what `log_level` of readout.yml asks for, with its time in UTC."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    for package in ("crawler", "monitor"):
        logger = logging.getLogger(package)
        logger.handlers = [handler]
        logger.setLevel(level.upper())
        logger.propagate = False
