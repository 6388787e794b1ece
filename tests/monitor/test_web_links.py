import pytest

from monitor.sections import Web
from monitor.web_links import dossier_url


def test_nobody_said_how_readers_reach_the_pages():
    assert dossier_url(Web(), "d1") is None


@pytest.mark.parametrize("url", ["https://readout.example.org", "https://readout.example.org/"])
def test_the_page_of_a_divergence(url):
    assert dossier_url(Web(url=url), "d-1f") == "https://readout.example.org/divergences/d-1f"


def test_pages_under_a_path_and_an_id_that_would_break_out():
    assert dossier_url(Web(url="http://host/readout"), "a/b?c") == "http://host/readout/divergences/a%2Fb%3Fc"
