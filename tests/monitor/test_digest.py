"""The digest: what stands in it, in which order, and that words from pages stay words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.digest import Correction, Digest, Item, build_digest
from monitor.alerts.fitting import LARGEST, render_to_fit
from monitor.alerts.render import clock_line, in_marks, joined_marks, marked_text, render_digest, subject_of
from monitor.reports.gathering import gather_evidence
from monitor.reports.passages import Mark, Piece
from monitor.reports.wrapping import columns
from monitor.reports.zones import in_zones
from processors.records import Quote, QuoteRef, Span
from tests.monitor.exhibits import CLOCK, articles, desk, evidence, omission


def digest(*salience: float, **fields: object) -> Digest:
    items = [Item(evidence=evidence(id=f"dv-{number}", salience=value)) for number, value in enumerate(salience)]
    made = build_digest(**({"id": "c1", "watch": "everything", "clock": CLOCK, "new": items} | fields))  # type: ignore[arg-type]
    assert made is not None
    return made


def flat(text: str) -> str:
    """The text on one line, wherever it was broken."""
    return " ".join(text.split())


def test_nothing_new_gives_no_digest() -> None:
    assert build_digest(id="c1", watch="everything", clock=CLOCK, new=(), gaps=("TASS (ru): blocked",)) is None


def test_most_salient_leads_and_ten_stand_in_full() -> None:
    made = digest(*(number / 20 for number in range(12)))
    assert [item.evidence.divergence.salience for item in made.full] == [number / 20 for number in range(11, 1, -1)]
    assert len(made.rest) == 2
    text = render_digest(made).text
    assert "2 MORE, A LINE EACH" in text
    assert "dv-0" in text
    assert text.count("First printed by TASS (ru)") == 10


def test_equal_salience_is_ordered_by_id() -> None:
    assert [item.evidence.divergence.id for item in digest(0.5, 0.5, 0.5).full] == ["dv-0", "dv-1", "dv-2"]


def test_subject_tells_the_news() -> None:
    assert subject_of(digest(0.8)).startswith("Readout: 1 new · Wei Fenghe: “We came so that the Americans would know")


def test_text_part_shows_words_places_times_and_hashes() -> None:
    text = flat(render_digest(digest(0.86)).text)
    assert "1. LEFT OUT BY XINHUA Wei Fenghe / 魏凤和 / Вэй Фэнхэ “We came so that the Americans would know" in text
    assert "Carried by TASS (ru, en) and NVO (ru); Xinhua (zh, en, ru) quoted Wei Fenghe" in text
    assert "чтобы *американцы* знали" in text
    assert "_Китая и России_" in text
    assert "为了向世界展示_中俄关系_达到的高水平" in text.replace(" ", "")
    assert "Printed 2018-04-03 11:20 UTC, 14:20 Moscow, 19:20 Beijing" in text
    assert "https://tass.ru/armiya-i-opk/5090417" in text
    assert text.count("SHA-256 of the text") == 4  # the original, three covering articles, one of them with the nearest words
    assert "names a third country: the United States" in text
    assert "(word by word, by machine)" in text


def test_no_line_of_the_text_part_is_wider_than_a_terminal() -> None:
    text = render_digest(digest(0.86, 0.5, closed=(Correction(evidence=evidence(), what="printed"),))).text
    assert max(columns(line) for line in text.splitlines() if "://" not in line) <= 72
    assert all(line in text for line in ("     https://tass.ru/armiya-i-opk/5090417", f"     {evidence().main.source.text_sha256}"))


def test_html_part_colours_the_words() -> None:
    html = render_digest(digest(0.86)).html
    assert 'dashed #b4540a">американцы</span>' in html
    assert 'solid #2e7d4f">Китая и России</span>' in html
    assert 'href="https://tass.ru/armiya-i-opk/5090417"' in html


def test_both_parts_tell_the_same() -> None:
    """Every word of every item of the text part stands in the HTML part."""
    made = render_digest(
        digest(0.86, 0.4, closed=(Correction(evidence=evidence(), what="printed by Xinhua (zh)"),), gaps=("TASS: x",))
    )
    html = flat(unescape(re.sub("<[^>]+>", "", made.html)))
    for words in (
        "Left out by Xinhua", "Wei Fenghe", "Мы приехали, чтобы американцы знали", "китайский министр", "gloss of",
        evidence().main.source.text_sha256, "names a third country: the United States", "printed by Xinhua (zh)", "TASS: x",
    ):  # fmt: skip
        assert words in html
        assert flat(words).lower() in flat(made.text.replace("*", "").replace("_", "")).lower()


def test_a_headline_without_speaker_and_cue_has_no_empty_attribution() -> None:
    shown = evidence()
    bare = replace(shown, renderings=(replace(shown.main, speaker="", cue=""),), nearest=None)
    only_cue = replace(shown, renderings=(replace(shown.main, speaker=""),), nearest=None)
    assert "Attribution" not in render_digest(digest(new=[Item(evidence=bare)])).html
    assert "Attribution" not in render_digest(digest(new=[Item(evidence=bare)])).text
    assert "Attribution as printed: подчеркнул<" in render_digest(digest(new=[Item(evidence=only_cue)])).html
    assert "Attribution as printed: подчеркнул\n" in render_digest(digest(new=[Item(evidence=only_cue)])).text


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("omitted", ["First printed by TASS (ru)", "Nearest words in Xinhua (zh)"]),
        ("altered", ["Printed by TASS (ru)", "Printed by TASS (en)"]),
        ("edited", ["Version 1 in TASS (ru)", "Version 1 in TASS (en)"]),
    ],
)
def test_each_side_says_what_it_is(kind: str, labels: list[str]) -> None:
    told = render_digest(digest(new=[Item(evidence=evidence(kind=kind))]))
    for label in labels:
        assert f"{label}:" in told.text
        assert label in re.sub("<[^>]+>", "", told.html)


def test_each_item_links_to_its_page() -> None:
    item = Item(evidence=evidence(), link="https://readout.example.org/divergences/dv-1")
    told = render_digest(digest(new=[item]))
    assert 'href="https://readout.example.org/divergences/dv-1"' in told.html
    assert "   https://readout.example.org/divergences/dv-1\n" in told.text
    assert "readout divergences show" not in told.text + told.html


def test_a_reader_of_russian_gets_russian_words_and_no_gloss_of_them() -> None:
    russian = replace(desk(), reads=("ru", "en"))
    told = render_digest(digest(new=[Item(evidence=gather_evidence(omission(), russian))]))
    assert "Мы приехали" in told.subject
    assert "gloss of" in told.text  # of the Chinese side
    assert told.text.count("word by word") == 1
    assert render_digest(digest(0.5)).text.count("word by word") == 2


def test_sixty_divergences_stay_below_what_mail_programs_cut() -> None:
    made = digest(*(number / 60 for number in range(60)), in_full=60)
    cut, told = render_to_fit(made)
    assert 80_000 < len(told.html.encode()) <= LARGEST < 102_000
    assert cut.count == made.count == 60
    assert [item.evidence.divergence.id for item in (*cut.full, *cut.rest)] == [item.evidence.divergence.id for item in made.full]
    assert subject_of(cut) == subject_of(made)
    for part in (told.text, told.html):
        assert all(f"dv-{number}" in part for number in range(60))


def test_of_a_thousand_divergences_most_are_counted() -> None:
    made = digest(*(number / 1000 for number in range(1000)))
    _, told = render_to_fit(made)
    assert len(told.html.encode()) <= LARGEST
    assert "Readout: 1000 new" in told.subject
    assert "more: readout divergences list --state alerted" in told.text


def test_one_divergence_is_always_in_full() -> None:
    ended = Correction(evidence=evidence(), what="printed " * 2000)
    cut, _ = render_to_fit(digest(0.9, 0.8, closed=(ended,) * 20))
    assert (len(cut.full), len(cut.rest), cut.more) == (1, 0, 1)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("we came", "“we came”"),
        ('state a "common" concern', "“state a ‘common’ concern”"),
        ("«да» “нет”", "“‹да› ‘нет’”"),
        ('an inch of 5"', "“an inch of 5‘”"),
    ],
    ids=["plain", "straight", "angled", "single"],
)
def test_marks_inside_marks_are_inner_ones(words: str, shown: str) -> None:
    assert in_marks(words) == shown


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2018, 4, 3, 11, 20, tzinfo=UTC), "2018-04-03 11:20 UTC · 14:20 Moscow · 19:20 Beijing"),
        (datetime(2018, 4, 3, 20, 11, tzinfo=UTC), "2018-04-03 20:11 UTC · 23:11 Moscow · next day 04:11 Beijing"),
        (datetime(2018, 4, 3, 23, 32, tzinfo=UTC), "2018-04-03 23:32 UTC · next day 02:32 Moscow · 07:32 Beijing"),
        (None, "not known"),
    ],
    ids=["one-day", "beijing", "both", "unknown"],
)
def test_a_moment_in_three_zones_names_the_day_once(moment: datetime | None, shown: str) -> None:
    assert clock_line(in_zones(moment)) == shown


def test_neighbours_of_one_mark_are_joined_and_no_letter_is_lost() -> None:
    pieces = tuple(
        Piece(text=text, mark=mark)
        for text, mark in (("armed", "unmatched"), (" ", "plain"), ("forces", "unmatched"), (" of ", "plain"), ("China", "matched"))
    )
    assert [(piece.text, piece.mark) for piece in joined_marks(pieces)] == [
        ("armed forces", "unmatched"), (" of ", "plain"), ("China", "matched"),
    ]  # fmt: skip
    assert marked_text(pieces) == "*armed forces* of _China_"


@given(st.lists(st.tuples(st.sampled_from(["a", " ", "中", "\n"]), st.sampled_from(["plain", "matched", "unmatched", "outside"]))))
def test_joining_marks_keeps_the_text(parts: list[tuple[str, Mark]]) -> None:
    pieces = tuple(Piece(text=text, mark=mark) for text, mark in parts)
    assert "".join(piece.text for piece in joined_marks(pieces)) == "".join(text for text, _ in parts)


def test_corrections_and_gaps_are_one_line_each() -> None:
    ended = Correction(evidence=evidence(), what="printed by Xinhua (zh) after 10 days")
    wrong = Correction(evidence=evidence(), what="a better reading found the words")
    made = digest(new=(), closed=(ended,), withdrawn=(wrong,), gaps=("Xinhua (zh): blocked since 2018-04-04 05:50 UTC",))
    text = render_digest(made).text
    assert subject_of(made).startswith("Readout: 1 closed, 1 withdrawn")
    assert "printed by Xinhua (zh) after 10 days" in flat(text)
    assert "WITHDRAWN: we mailed these and were wrong" in text
    assert "NOT FRESH" in text
    assert "blocked since" in text


def test_markup_in_a_title_stays_text() -> None:
    hostile = replace(
        articles()["w18-tass-ru-1"], title="<script>alert(1)</script>\r\nBcc: all@example.org", url="javascript:alert(1)"
    )
    made = digest(new=[Item(evidence=gather_evidence(omission(), desk(w18_tass_ru_1=hostile)))])
    rendered = render_digest(made)
    assert "<script" not in rendered.html
    assert "&lt;script&gt;alert(1)" in rendered.html
    assert 'href="javascript' not in rendered.html
    assert "\nBcc:" not in rendered.text


def test_bidirectional_controls_are_neutralised() -> None:
    hostile = replace(articles()["w18-tass-ru-1"], title="safe\u202egnp.exe\u2066\x1b[31m")
    made = digest(new=[Item(evidence=gather_evidence(omission(), desk(w18_tass_ru_1=hostile)))])
    rendered = render_digest(made)
    for part in (rendered.subject, rendered.text, rendered.html):
        assert not set("\u202e\u2066\x1b") & set(part)


def test_editor_brackets_are_nobodys_words() -> None:
    held = articles()["w18-tass-en-1"]
    bracketed = replace(held, text=held.text.replace("We came to support you,", "We came to support you [against the US],"))
    start = bracketed.text.index("[against")
    table = desk(w18_tass_en_1=bracketed)
    brackets = Span(start=start, stop=start + len("[against the US]"))
    content = (Span(start=bracketed.text.index("We came so"), stop=brackets.stop),)
    quote = Quote(id="q", kind="direct", content=content, insertions=(brackets,))
    analysis = replace(table.analyses["w18-tass-en-1", 1], quotes=(quote,))
    marked = replace(table, analyses={**table.analyses, ("w18-tass-en-1", 1): analysis})
    reference = QuoteRef(article_id="w18-tass-en-1", revision=1, content=content)
    shown = gather_evidence(omission(anchor=reference, quotes=(reference,), unmatched=()), marked)
    assert [piece.text for piece in shown.main.pieces if piece.mark == "insertion"] == ["[against the US]"]
    assert (
        '<del class="soft" style="color:#77818b">[against the US]</del>' in render_digest(digest(new=[Item(evidence=shown)])).html
    )


def test_a_very_long_quote_is_cut_and_says_so() -> None:
    held = articles()["w18-tass-ru-1"]
    long = replace(held, text="а" * 1_000_000)
    reference = QuoteRef(article_id=held.id, revision=1, content=(Span(start=0, stop=1_000_000),))
    table = desk()
    analysis = replace(table.analyses[held.id, 1], article=long, quotes=())
    shown = gather_evidence(
        omission(anchor=reference, quotes=(reference,), unmatched=(), nearest=None),
        replace(table, analyses={(held.id, 1): analysis}),
    )
    text = render_digest(digest(new=[Item(evidence=shown)])).text
    assert len(text) < 20_000
    assert "characters more" in text


def test_clock_is_the_one_given() -> None:
    assert "2018-04-06 12:00 UTC" in render_digest(replace(digest(0.5), clock=CLOCK + timedelta(days=1))).text


def test_endless_titles_and_addresses_are_cut() -> None:
    endless = replace(articles()["w18-tass-ru-1"], title="щ" * 1_000_000, url="https://example.org/" + "a" * 1_000_000)
    made = digest(new=[Item(evidence=gather_evidence(omission(), desk(w18_tass_ru_1=endless)))])
    rendered = render_digest(made)
    assert len(rendered.html) < 40_000
    assert len(rendered.text) < 20_000


def test_readings_that_are_not_as_expected_stand_at_the_foot() -> None:
    made = digest(0.86, alarms=("TASS (ru): answers and lists nothing: https://tass.ru/<rss>",))
    told = render_digest(made)
    assert "LOOK AT: readings that are not as expected\n - TASS (ru): answers and lists nothing" in told.text
    assert "https://tass.ru/&lt;rss&gt;" in told.html
    assert "not as expected" not in render_digest(digest(0.86)).text
