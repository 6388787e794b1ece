"""The digest: what stands in it, in which order, and that words from pages stay words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.digest import Correction, Digest, Item, build_digest
from monitor.alerts.render import render_digest, subject_of
from monitor.reports.gathering import gather_evidence
from processors.records import Quote, QuoteRef, Span
from tests.monitor.exhibits import CLOCK, articles, desk, evidence, omission


def digest(*salience: float, **fields: object) -> Digest:
    items = [Item(evidence=evidence(id=f"dv-{number}", salience=value)) for number, value in enumerate(salience)]
    made = build_digest(**({"id": "c1", "watch": "everything", "clock": CLOCK, "new": items} | fields))  # type: ignore[arg-type]
    assert made is not None
    return made


def test_nothing_new_gives_no_digest() -> None:
    assert build_digest(id="c1", watch="everything", clock=CLOCK, new=(), gaps=("TASS (ru): blocked",)) is None


def test_most_salient_leads_and_ten_stand_in_full() -> None:
    made = digest(*(number / 20 for number in range(12)))
    assert [item.evidence.divergence.salience for item in made.full] == [number / 20 for number in range(11, 1, -1)]
    assert len(made.rest) == 2
    text = render_digest(made).text
    assert "2 more:" in text
    assert "dv-0" in text
    assert text.count("First printed by TASS (ru)") == 10


def test_equal_salience_is_ordered_by_id() -> None:
    assert [item.evidence.divergence.id for item in digest(0.5, 0.5, 0.5).full] == ["dv-0", "dv-1", "dv-2"]


def test_subject_tells_the_news() -> None:
    assert subject_of(digest(0.8)).startswith("Readout: 1 new · Wei Fenghe: “We came so that the Americans would know")


def test_text_part_shows_words_places_times_and_hashes() -> None:
    text = render_digest(digest(0.86)).text
    assert "Wei Fenghe / 魏凤和 / Вэй Фэнхэ" in text
    assert "Carried by TASS (ru, en) and NVO (ru); Xinhua (zh, en, ru) quoted Wei Fenghe" in text
    assert "чтобы *американцы* знали" in text
    assert "_Китая и России_" in text
    assert "为了向世界展示_中俄关系_达到的高水平" in text
    assert "2018-04-03 11:20 UTC | 2018-04-03 14:20 Moscow | 2018-04-03 19:20 Beijing" in text
    assert "https://tass.ru/armiya-i-opk/5090417" in text
    assert text.count("SHA-256 of the text") == 5  # the two originals, three covering articles
    assert "names a third country: the United States" in text
    assert "(word-by-word machine gloss)" in text


def test_html_part_colours_the_words() -> None:
    html = render_digest(digest(0.86)).html
    assert 'dashed #b4540a">американцы</b>' in html
    assert 'solid #2e7d4f">Китая и России</span>' in html
    assert 'href="https://tass.ru/armiya-i-opk/5090417"' in html


def test_corrections_and_gaps_are_one_line_each() -> None:
    ended = Correction(evidence=evidence(), what="printed by Xinhua (zh) after 10 days")
    wrong = Correction(evidence=evidence(), what="a better reading found the words")
    made = digest(new=(), closed=(ended,), withdrawn=(wrong,), gaps=("Xinhua (zh): blocked since 2018-04-04 05:50 UTC",))
    text = render_digest(made).text
    assert subject_of(made).startswith("Readout: 1 closed, 1 withdrawn")
    assert "printed by Xinhua (zh) after 10 days" in text
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
    assert '<del style="color:#77818b">[against the US]</del>' in render_digest(digest(new=[Item(evidence=shown)])).html


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
