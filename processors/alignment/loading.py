"""The instruments that a plain install brings, loaded once."""

from __future__ import annotations

from functools import cache

from processors.alignment.encoder import load_encoder
from processors.alignment.instruments import Instruments
from processors.alignment.tables import load_tables


@cache
def load_instruments(*, with_encoder: bool = True) -> Instruments:
    """The translation tables and, where its package is installed, the sentence encoder."""
    return Instruments(tables=load_tables(), encoder=load_encoder() if with_encoder else None)
