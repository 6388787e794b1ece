"""The first signal asks, the second ends at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from monitor.schedule.signals import asked_by_signals

CHECKOUT = Path(__file__).parents[3]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
def test_a_signal_asks_to_stop(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    stopping = threading.Event()
    with asked_by_signals(stopping):
        os.kill(os.getpid(), number)
        assert stopping.wait(60)
    assert signal.getsignal(number) == before


def test_a_second_signal_ends_at_once() -> None:
    code = """
import os, signal, threading, time
from monitor.schedule.signals import asked_by_signals
stopping = threading.Event()
with asked_by_signals(stopping):
    os.kill(os.getpid(), signal.SIGTERM)
    stopping.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(600)
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=False, timeout=120).returncode == 128 + signal.SIGTERM
