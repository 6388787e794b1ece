"""`python -m monitor.crawl_child crawl tass …`: Scrapy's own command line in a process that dies with the one that began it."""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

PARENT = "READOUT_PARENT"  # the process id of the one that began us
PR_SET_PDEATHSIG = 1  # of Linux' prctl


def die_with_parent() -> None:
    """From now on the system kills us when our parent dies, so that nothing half dead goes on writing; Linux alone can."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.environ.get(PARENT, str(os.getppid())) != str(os.getppid()):
        sys.exit("the process that began this crawl is gone")  # it died before we could ask


if __name__ == "__main__":
    die_with_parent()
    runpy.run_module("scrapy", run_name="__main__", alter_sys=True)
