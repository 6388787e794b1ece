"""The HTML part in a real browser: two columns where there is room, one below the other where not, readable in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from monitor.alerts.digest import Correction, Item
from monitor.alerts.render import render_digest
from tests.monitor.exhibits import evidence
from tests.monitor.test_digest import digest


def show(browser: Browser, width: int, *, dark: bool = False) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    ended = Correction(evidence=evidence(), what="printed: https://example.org/" + "a" * 300)
    item = Item(evidence=evidence(), link="https://readout.example.org/divergences/dv-1")
    page.set_content(render_digest(digest(new=[item], closed=(ended,), gaps=("TASS (ru): " + "b" * 40,))).html)
    return page


@pytest.mark.parametrize("width", [320, 360, 480, 760, 1200])
def test_nothing_stands_out_to_the_side(browser: Browser, width: int) -> None:
    assert show(browser, width).evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("width", "beside"), [(360, False), (480, False), (760, True), (1200, True)])
def test_the_two_sides_stand_side_by_side_where_there_is_room(browser: Browser, width: int, beside: bool) -> None:
    first, second = (side.bounding_box() for side in show(browser, width).locator(".side").all())
    assert first is not None
    assert second is not None
    assert (first["y"] == second["y"]) == beside
    assert (second["x"] >= first["x"] + first["width"]) == beside


def test_a_program_that_ignores_style_sheets_shows_the_sides_too(browser: Browser) -> None:
    page = show(browser, 360)
    page.evaluate("document.querySelectorAll('style').forEach(style => style.remove())")
    first, second = (side.bounding_box() for side in page.locator(".side").all())
    assert first is not None
    assert second is not None
    assert second["y"] >= first["y"] + first["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


LIGHTNESS = """selector => {
    const [part] = document.querySelectorAll(selector)
    const light = value => { const [r, g, b] = value.match(/[\\d.]+/g).map(Number); return (0.3 * r + 0.59 * g + 0.11 * b) / 255 }
    const style = getComputedStyle(part)
    let back = part
    while (getComputedStyle(back).backgroundColor === 'rgba(0, 0, 0, 0)') back = back.parentElement
    return [light(style.color), light(getComputedStyle(back).backgroundColor)]
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("part", [".page", ".soft", ".accent", ".link", ".has", ".lacks", "p .ink"])
def test_every_part_is_readable_by_day_and_in_the_dark(browser: Browser, part: str, dark: bool) -> None:
    ink, paper = show(browser, 760, dark=dark).evaluate(LIGHTNESS, part)
    assert (ink > paper) == dark
    assert abs(ink - paper) > 0.4


def test_the_preview_line_of_a_mail_program_tells_the_finding(browser: Browser) -> None:
    page = show(browser, 760)
    text = page.locator("body > div").first
    assert not text.is_visible()
    assert (text.text_content() or "").startswith("Left out by Xinhua. Carried by TASS")
