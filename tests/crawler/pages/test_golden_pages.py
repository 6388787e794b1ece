"""Every outlet's golden pages are read as their JSON says, and every layout has one. A new outlet needs no other test for that."""

from __future__ import annotations

import pytest

from crawler.pages.decoding import decode_page
from crawler.pages.layouts import LAYOUTS
from crawler.pages.page import BlockedPage, NoArticle
from crawler.pages.reading import read_page
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS, golden, page_json, place

NAMES = sorted(f"{file.parent.name}/{file.stem}" for file in FOLDER.glob("*/*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_golden_page(name: str) -> None:
    answer, told = golden(name)
    outlet, edition = place(told["edition"])
    assert outlet.id == name.split("/")[0]
    if "page" not in told:
        with pytest.raises((BlockedPage, NoArticle)):
            read_page(answer, outlet, edition, OUTLETS)
        return
    assert page_json(read_page(answer, outlet, edition, OUTLETS)) == told["page"]
    decoded = decode_page(answer, edition.language)
    assert (decoded.charset, decoded.how) == (told.get("charset", decoded.charset), told.get("charset_how", decoded.how))


@pytest.mark.parametrize("outlet", LAYOUTS)
def test_every_layout_has_a_golden_page(outlet: str) -> None:
    covered = {golden(name)[1].get("page", {}).get("layout") for name in NAMES if name.startswith(f"{outlet}/")}
    assert {layout.name for layout in LAYOUTS[outlet]} <= covered


def test_each_golden_folder_is_of_a_declared_outlet() -> None:
    assert {name.split("/")[0] for name in NAMES} <= {outlet.id for outlet in OUTLETS}
    assert set(LAYOUTS) <= {outlet.id for outlet in OUTLETS}
