"""Golden pages of TASS and NVO, damaged at random: elements and bytes dropped, doubled, moved. All texts are invented."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.pages.page import BlockedPage, NoArticle, Page
from crawler.pages.reading import read_page
from tests.crawler.pages.golden_pages import FOLDER, OUTLETS, golden, page_json, place

NAMES = sorted(f"{outlet}/{file.stem}" for outlet in ("tass", "nvo") for file in (FOLDER / outlet).glob("*.html"))
STEPS = st.tuples(st.sampled_from(["drop", "double", "move", "unwrap"]), st.integers(0, 10_000), st.integers(0, 10_000))
CUTS = st.tuples(st.sampled_from(["drop", "double", "flip", "cut"]), st.integers(0, 999), st.integers(1, 400))
RAW = ("script", "style", "title", "textarea", "noscript")  # what stands in them is text, "<script" too
few = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def read(name: str, body: bytes) -> Page | None:
    answer, told = golden(name)
    try:
        return read_page(replace(answer, body=body), *place(told["edition"]), OUTLETS)
    except (BlockedPage, NoArticle):  # nothing else may be raised
        return None


def check(page: Page | None) -> None:
    if page is not None:
        assert page.title.strip()
        assert all(paragraph.strip() for paragraph in page.paragraphs)
        assert page.paragraphs
        told = page_json(page) | {"title": ""}  # a <title> that lost its end holds the source that follows, for any browser too
        assert "<script" not in str(told)


@few
@given(name=st.sampled_from(NAMES), steps=st.lists(STEPS, min_size=1, max_size=8))
def test_elements_dropped_doubled_moved(name: str, steps: list[tuple[str, int, int]]) -> None:
    tree = html.document_fromstring(golden(name)[0].body)
    for what, where, target in steps:
        elements = [element for element in tree.iter(html.etree.Element) if element.getparent() is not None]
        if not elements:
            break
        _mutate(what, elements[where % len(elements)], elements[target % len(elements)])
    check(read(name, html.tostring(tree, encoding="utf-8")))


@few
@given(name=st.sampled_from(NAMES), cuts=st.lists(CUTS, min_size=1, max_size=6))
def test_bytes_dropped_doubled_flipped(name: str, cuts: list[tuple[str, int, int]]) -> None:
    body = golden(name)[0].body
    for what, where, length in cuts:
        start = where * len(body) // 1000
        part = body[start : start + length]
        damaged = {"drop": b"", "double": part * 2, "flip": bytes(byte ^ 0x15 for byte in part)}.get(what)
        body = body[:start] if damaged is None else body[:start] + damaged + body[start + length :]
    check(read(name, body))


def _mutate(what: str, element: html.HtmlElement, target: html.HtmlElement) -> None:
    parent = element.getparent()
    if what == "drop":
        element.drop_tree()
    elif what == "unwrap" and element.tag not in RAW:  # a script's source without its script would be text, and rightly read
        element.drop_tag()
    elif what == "double":
        parent.insert(parent.index(element), deepcopy(element))
    elif what == "move" and target.tag not in RAW and element not in target.iterancestors() and element is not target:
        target.append(element)
