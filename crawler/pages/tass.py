"""TASS, Russian and English: which generations of pages there are, the newest first."""

from __future__ import annotations

from datetime import date

from crawler.pages import tass_amp, tass_angular, tass_material, tass_next, tass_next_dom
from crawler.pages.page import Layout

LAYOUTS = (
    Layout(name="tass-c", parse=tass_next.parse, valid_from=date(2021, 9, 1)),
    Layout(name="tass-c-dom", parse=tass_next_dom.parse, valid_from=date(2021, 9, 1)),
    Layout(name="tass-en", parse=tass_angular.parse_english),
    Layout(name="tass-b", parse=tass_angular.parse_russian, valid_from=date(2017, 1, 1), valid_until=date(2022, 12, 31)),
    Layout(name="tass-a", parse=tass_material.parse, valid_until=date(2018, 12, 31)),
    Layout(name="tass-amp", parse=tass_amp.parse),
)
