"""Source made to keep a parser busy is cut; all other source stays as it is, and the parser sees no more than was counted."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from crawler.pages.bounds import MOST_ATTRIBUTES, MOST_MARKS, bounded
from crawler.pages.trees import read_tree

PIECES = (
    "<a ", "<p ", "</p ", "<script", "<script>", "</script>", "<!--", "-->", "--!>", "<!-->", "<!--->", "->", "<title>", "</title>",
    "<textarea ", "</textarea>", "<style ", "</style>", "<iframe>", "<svg>", "<![CDATA[", "/>", ">", " ", "=", '"', "'", "x",
    "y=1 ", "z='", 'q="', "a b c d e f g ", "h=1 i=2 j=3 k=4 l", "/", "<", "<?", "<!",
)  # fmt: skip


def attributes(number: int) -> str:
    return " ".join(f"a{n}=1" for n in range(number))


def most_in_tree(text: str) -> int:
    root = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    return max((len(element.attrib) for element in root.iter(etree.Element)), default=0)


@pytest.mark.parametrize("number", [1, MOST_ATTRIBUTES, MOST_ATTRIBUTES + 1, 100_000, 1_000_000])
def test_a_tag_keeps_so_many_attributes(number: int) -> None:
    found = bounded(f"<p {attributes(number)}>x</p>")
    assert found.text == f"<p {attributes(min(number, MOST_ATTRIBUTES))}>x</p>"
    assert found.cut == (number > MOST_ATTRIBUTES)


@pytest.mark.parametrize(
    "attribute", ["a='>' ", 'b=">" ', "c = 'x y z' ", "d/", "e\n", "f=g\t", 'i="\'" ', "'j ", "k=<a ", "x='<!-- ' "]
)
def test_what_an_attribute_is_is_what_the_parser_takes_for_one(attribute: str) -> None:
    found = bounded(f"<p {attribute * 1_000}>words</p><!-- --><p>", most_attributes=7)
    assert found.text == f"<p {attribute * 7}".rstrip("\t\n /") + found.text[found.text.rindex(">words") :]
    assert found.text.endswith(">words</p><!-- --><p>")


@pytest.mark.parametrize(
    "around",
    [
        "<!-- {} -->",
        "<script>{}</script>",
        "<title>{}</title>",
        "<textarea>{}</textarea>",
        "<script><!--<script></script>{}</script>",
    ],
)
def test_what_only_looks_like_a_tag_is_not_cut(around: str) -> None:
    text = around.format(f"<p {attributes(1_000)}>")
    assert bounded(text).text == text


@settings(max_examples=500, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=18).map("".join))
def test_no_markup_hides_attributes_from_the_count(text: str) -> None:
    assert most_in_tree(f"<div>{bounded(text, most_attributes=3).text}") <= 3
    assert bounded(text).text == text


@pytest.mark.parametrize("mark", ["<p>", "</p>", "<br>x"])
def test_so_many_tags_are_read_and_the_rest_is_left(mark: str) -> None:
    assert not bounded(mark * (MOST_MARKS - 1)).cut
    found = bounded(mark * (MOST_MARKS + 9))
    assert found.cut
    assert found.text == (mark * MOST_MARKS).removesuffix("x").removesuffix(">")


@pytest.mark.parametrize(
    "unit",
    ["<a", "<", "<a x='", "<a =", "= ", "<a x", " ", "<!--", "<!", "</a ", "<script ", "<!--<script ", "<title>", "-", "x= ", "/ "],
)
@pytest.mark.parametrize("before", ["", "<a ", "<script>", "<!--", '<a x="', "<a x"])
def test_source_of_one_thing_over_and_over_ends(before: str, unit: str) -> None:
    assert bounded(before + unit * 300_000).text.startswith(before)


def test_a_tree_of_what_was_cut_says_so_and_one_of_a_page_does_not() -> None:
    assert read_tree(f"<p {attributes(100_000)}>x</p>").cut
    assert len(read_tree(f"<p {attributes(100_000)}>x</p>").page.css("p")[0].attrib) == MOST_ATTRIBUTES
    assert not read_tree(f"<p {attributes(100)}>x</p>").cut
