"""What each page shows, and that what comes from an outlet's page is shown as text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from monitor.cli import readout
from monitor.web.app import make_app
from monitor.web.shelf import Shelf
from tests.monitor.lightweight import at
from tests.monitor.web.conftest import CLOCK, EVIL, Watched

PAGES = ("/", "/search", "/search?q=visit", "/status", "/?state=all")


def test_the_list_shows_words_sides_state_and_the_way_to_the_dossier(client: FlaskClient, watched: Watched) -> None:
    page = client.get("/").text
    assert "we came to support you" in page
    assert "Carried by TASS (ru); Xinhua (zh) quoted" in page
    assert "mailed" in page
    assert f'href="divergences/{watched.divergence}"' in page


def test_the_dossier_is_the_one_of_the_reports_under_the_head_of_the_pages(client: FlaskClient, watched: Watched) -> None:
    page = client.get(f"/divergences/{watched.divergence}").text
    assert "The words, side by side" in page
    assert "Who covered it and did not carry it" in page
    assert "Mailed to the watch “all”" in page
    assert 'aria-label="Main"' in page


def test_the_beginning_of_an_id_leads_to_the_dossier(client: FlaskClient, watched: Watched) -> None:
    answer = client.get(f"/divergences/{watched.divergence[:6]}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/divergences/{watched.divergence}")


@pytest.mark.parametrize("address", PAGES)
def test_text_of_an_article_is_text(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert EVIL not in page
    assert "javascript:" not in page.replace("&#", "")


def test_text_of_an_article_is_text_in_its_dossier(client: FlaskClient, watched: Watched) -> None:
    page = client.get(f"/divergences/{watched.divergence}").text
    assert "&lt;script&gt;alert(1)" in page
    assert EVIL not in page
    assert 'href="javascript:' not in page


def test_no_page_has_a_script_or_a_style_of_its_own_or_anything_from_elsewhere(client: FlaskClient, watched: Watched) -> None:
    for address in (*PAGES, f"/divergences/{watched.divergence}", "/nothing"):
        page = client.get(address).text
        assert "<script" not in page
        assert " style=" not in page
        assert not re.search(r"(?:src|srcset)=", page)
        assert set(re.findall(r"<link[^>]* href=\"([^\"]*)\"", page)) == {"icon.svg", re.findall(r"style-\w+\.css", page)[0]}


def test_a_search_finds_words_and_marks_them(client: FlaskClient) -> None:
    page = client.get("/search?q=support").text
    assert "<mark>support</mark>" in page
    assert "TASS (Russian)" in page
    assert "No article has these words" in client.get("/search?q=nonsuch").text


def test_a_search_is_restricted_to_a_language(client: FlaskClient) -> None:
    assert "<mark>" in client.get("/search?q=support&language=ru").text
    assert "<mark>" not in client.get("/search?q=support&language=zh").text


def test_the_status_tells_editions_passes_and_alarms(client: FlaskClient) -> None:
    page = client.get("/status").text
    assert "The watch is awake, with" in page
    assert "Xinhua, English" in page
    assert "blocked at the last crawl" in page
    assert "never read" in page


def test_the_status_tells_that_the_watch_sleeps(watched: Watched) -> None:
    page = make_app(watched.settings, lambda: at(9)).test_client().get("/status").text
    assert "The watch is asleep" in page


def test_the_pages_need_no_word_tables_where_they_show_no_dossier(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(shelf: Shelf) -> None:
        raise AssertionError("the word tables were loaded")

    monkeypatch.setattr(Shelf, "instruments", property(load))
    for address in PAGES:
        assert make_app(watched.settings, lambda: CLOCK).test_client().get(address).status_code == 200


def test_a_judgement_shows_at_once(client: FlaskClient, watched: Watched) -> None:
    CliRunner().invoke(readout, ["divergences", "reject", watched.divergence, "--why", "another day", "--by", "anna"])
    assert "Nothing here" not in client.get("/?state=rejected").text
    assert watched.divergence not in client.get("/").text
    assert "Judged rejected by anna: another day" in client.get(f"/divergences/{watched.divergence}").text


def test_names_of_outlets_come_from_the_configuration(watched: Watched) -> None:
    named = replace(watched.settings, outlets=watched.settings.outlets)
    assert "Nezavisimoe Voennoe Obozrenie" in make_app(named, lambda: CLOCK).test_client().get("/").text
