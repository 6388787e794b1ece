"""The way of a reader in a real browser, on a wide and on a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.monitor.web.conftest import Watched, served


def follow(page: Page, address: str) -> None:
    """From the list to the dossier and back, then a search and the status."""
    page.goto(address)
    page.get_by_role("link", name="we came to support you").click()
    page.get_by_role("heading", name="The words, side by side").wait_for()
    page.get_by_role("link", name="Divergences").click()
    page.get_by_label("Kind").select_option("altered")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("Nothing here with these choices").wait_for()
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words in English, Russian or Chinese").fill("support")
    page.keyboard.press("Enter")
    page.get_by_text("TASS (Russian)").wait_for()
    page.get_by_role("link", name="Status").click()
    page.get_by_role("heading", name="How far each edition was read").wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_reader_finds_the_way_and_the_browser_has_nothing_to_complain_of(browser: Browser, watched: Watched, width: int) -> None:
    with served(watched.settings) as (address, _):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.set_default_timeout(120_000)
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda wrong: said.append(str(wrong)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        follow(page, address)
        assert said == []
        assert all(url.startswith(address) for url in asked)
        for path in ("", f"divergences/{watched.divergence}", "status", "search?q=support"):
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing hangs over the edge"
        page.close()
