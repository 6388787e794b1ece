"""The dossier: one page that needs nothing but itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

from monitor.reports.dossier import render_dossier
from monitor.reports.evidence import Moment
from monitor.reports.gathering import gather_evidence
from monitor.reports.glossing import gloss_passage
from monitor.reports.wording import quoted_in_english, timeline_of
from processors.alignment.gloss import gloss
from processors.alignment.instruments import Cover, Word, Words
from processors.records import Finding, Mention, Span
from tests.monitor.exhibits import CLOCK, articles, desk, evidence, omission, reference, span_of

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.outside += [f"{tag} {name}" for name, value in attrs if name in ("src", "srcset", "data", "action") or tag == "link"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(**changed: object) -> str:
    return render_dossier(evidence(**changed), clock=CLOCK)


def test_page_is_whole_and_asks_for_nothing_outside() -> None:
    read = Balanced()
    read.feed(page())
    assert read.open == []
    assert read.outside == []
    assert "url(" not in page()
    assert "@import" not in page()


def test_page_proves_the_absence() -> None:
    html = page()
    for source in evidence().coverage:
        assert source.text_sha256 in html
        assert source.size in html
    assert "Xinhua (Chinese, English, Russian) wrote about the same event" in html
    assert "held back for 36 hours" in html
    assert '<span class="unmatched">американцы</span>' in html
    assert '<span class="matched">中俄关系</span>' in html
    assert "稳如泰山" in html
    assert "names a third country: the United States" in html


def test_timeline_is_in_order_and_tells_the_life() -> None:
    told = timeline_of(gather_evidence(omission(), desk(), [Moment(at=CLOCK, what="Mailed to everything")]))
    assert [moment.at for moment in told] == sorted(moment.at for moment in told)
    assert told[0].what == "TASS in Russian printed the words"
    assert told[-1].what == "Mailed to everything"
    assert any("window closed" in moment.what for moment in told)


def test_alteration_shows_both_sides_and_the_finding() -> None:
    a, b = reference("w18-tass-ru-1"), reference("w18-tass-en-1")
    words = articles()["w18-tass-ru-1"].text
    finding = Finding(
        type="party-dropped", a=span_of(words, "американцы"), b=None, note="the United States stands only in the first"
    )
    html = page(kind="altered", quotes=(a, b), findings=(finding,), coverage=(), absent=(), nearest=None, unmatched=())
    assert "a party is named in the first and not in the second" in html
    assert "the United States stands only in the first" in html
    assert '<span class="unmatched">американцы</span>' in html
    assert "The other side" in html


def test_hostile_words_stay_words() -> None:
    hostile = replace(
        articles()["w18-xinhua-zh-1"], title='"><img src=x onerror=alert(1)>\u202e', url="javascript:alert(1)", warc="<b>"
    )
    html = render_dossier(gather_evidence(omission(), desk(w18_xinhua_zh_1=hostile)), clock=CLOCK)
    read = Balanced()
    read.feed(html)
    assert read.outside == []
    assert "\u202e" not in html
    assert not re.search(r'href="javascript', html)


def test_articles_that_are_gone_are_named() -> None:
    bare = replace(desk(), analyses={})
    html = render_dossier(gather_evidence(omission(), bare), clock=CLOCK)
    assert "no longer in the store" in html
    assert "w18-tass-ru-1" in html


def test_no_nearest_words_says_so() -> None:
    assert "comes near these words" in page(nearest=None)


def test_uncertain_says_why() -> None:
    assert "mailed to nobody: one article is partial" in page(certain=False, state="uncertain", doubts=("one article is partial",))


def test_a_quote_in_two_parts_shows_what_stands_between() -> None:
    text = articles()["w18-nvo-ru-1"].text
    first, second = span_of(text, "Мы приехали, чтобы американцы знали"), span_of(text, "Мы приехали вас поддержать")
    split = replace(reference("w18-nvo-ru-1", "Поездка" if "Поездка" in text else "Первый"), content=(first, second))
    html = page(anchor=split, quotes=(split,), unmatched=(Span(start=second.start, stop=second.stop),), nearest=None)
    assert '<span class="outside">' in html
    assert '<span class="unmatched">Мы приехали вас поддержать</span>' in html


def test_an_edit_shows_both_versions_word_by_word() -> None:
    before = articles()["w18-tass-en-1"]
    after = replace(before, revision=2, text=before.text.replace("We came to support you,", "We came to talk,"))
    table = desk()
    table = replace(
        table, analyses={**table.analyses, (after.id, 2): replace(table.analyses[after.id, 1], article=after, quotes=())}
    )
    old, new = reference(before.id, "We came to support you"), replace(reference(before.id, "We came"), revision=2)
    new = replace(new, content=(span_of(after.text, "We came to talk"),))
    shown = gather_evidence(
        omission(kind="edited", anchor=old, quotes=(old, new), nearest=None, unmatched=(), carried=("tass/en",)), table
    )
    assert [piece.text for piece in shown.renderings[0].pieces if piece.mark == "unmatched"] == ["support", "you"]
    assert [piece.text for piece in shown.renderings[1].pieces if piece.mark == "unmatched"] == ["talk"]
    html = render_dossier(shown, clock=CLOCK)
    assert "TASS (en) reworded what it had quoted from Wei Fenghe in a later version" in html
    assert "Version 2 of the article in" in html
    gone = gather_evidence(
        omission(kind="edited", anchor=old, quotes=(old,), nearest=None, unmatched=(), carried=("tass/en",)), table
    )
    assert "TASS (en) removed these words of Wei Fenghe" in render_dossier(gone, clock=CLOCK)


def test_attribution_names_both_speakers() -> None:
    table = desk()
    analysis = table.analyses["w18-tass-en-1", 1]
    other = replace(analysis, quotes=tuple(replace(quote, speaker_id="sergei-shoigu") for quote in analysis.quotes))
    table = replace(table, analyses={**table.analyses, ("w18-tass-en-1", 1): other})
    shown = gather_evidence(omission(kind="attribution", coverage=(), absent=(), nearest=None, unmatched=()), table)
    html = render_dossier(shown, clock=CLOCK)
    assert "The same words are given to Wei Fenghe by TASS in Russian and sergei-shoigu by TASS in English." in html
    assert "<b>given to sergei-shoigu</b>" in html


class Dictionary:
    """Tables that match what they are told to."""

    def __init__(self, *pairs: tuple[str, str, float]) -> None:
        self.pairs = pairs

    def words(self, text: str, language: str, spans: Sequence[Span], mentions: Sequence[Mention]) -> Words:
        names = {name for pair in self.pairs for name in pair[:2]}
        found = [
            Word(norm=name, span=span_of(text, name.strip("@")), weight=6.0) for name in sorted(names) if name.strip("@") in text
        ]
        return Words(
            language=language, words=tuple(word for word in found if any(s.start <= word.span.start < s.stop for s in spans))
        )

    def cover(self, x: Words, y: Words) -> Cover:
        strength = {(a, b): value for a, b, value in self.pairs} | {(b, a): value for a, b, value in self.pairs}
        best = [(w, max(y.words, key=lambda v: strength.get((w.norm, v.norm), 0.0))) for w in x.words] if y.words else []
        return Cover(score=0.0, matched=tuple((w, v, strength.get((w.norm, v.norm), 0.0)) for w, v in best), unmatched=())


def test_words_are_coloured_by_the_tables() -> None:
    tables = Dictionary(("особенно", "坚定", 0.9), ("обстановке", "向", 0.2), ("@американцы", "展示", 0.8), ("@России", "@俄", 0.5))
    shown = gather_evidence(omission(unmatched=()), replace(desk(), tables=tables))
    marks = {piece.text: piece.mark for piece in shown.main.pieces if piece.mark != "plain"}
    assert marks == {"особенно": "matched", "обстановке": "unmatched", "американцы": "unmatched", "России": "unmatched"}


def test_the_fullest_rendering_of_the_first_article_is_shown() -> None:
    lead = reference("w18-tass-ru-1", "Китайская делегация приехала в Москву")
    shown = gather_evidence(omission(anchor=lead, quotes=(lead, reference("w18-tass-en-1"), reference("w18-tass-ru-1"))), desk())
    assert shown.main.words.startswith("Мы приехали, чтобы американцы знали")
    assert len(shown.renderings) == 3


def test_an_article_that_has_the_words_twice_proves_them_once() -> None:
    lead = reference("w18-tass-ru-1", "Китайская делегация приехала в Москву")
    shown = gather_evidence(omission(anchor=lead, quotes=(lead, reference("w18-tass-en-1"), reference("w18-tass-ru-1"))), desk())
    proofs = render_dossier(shown, clock=CLOCK).split("The articles that carry it")[1]
    assert [proofs.count(f"<code>{name}</code>") for name in ("w18-tass-ru-1", "w18-tass-en-1")] == [1, 1]


def test_a_gloss_has_people_by_name() -> None:
    text = articles()["w18-xinhua-zh-1"].text
    table = desk()
    analysis = table.analyses["w18-xinhua-zh-1", 1]
    name = span_of(text, "魏凤和表示")
    mention = Mention(span=Span(start=name.start, stop=name.start + 3), text="魏凤和", type="PER", entity_id="wei-fenghe")
    analyses = {**table.analyses, ("w18-xinhua-zh-1", 1): replace(analysis, mentions=(mention,))}
    place = reference("w18-xinhua-zh-1", "魏凤和表示，中方愿")
    shown = replace(table, analyses=analyses, gloss=gloss)
    assert gloss_passage(shown.analyses["w18-xinhua-zh-1", 1], place, shown) == "Wei Fenghe say, the Chinese side be willing"


def test_the_end_of_a_difference_is_told() -> None:
    assert "Later the other side printed it after all" in page(state="closed")
    assert "it was our mistake" in page(state="withdrawn")


def test_a_gloss_is_never_shown_as_a_quote() -> None:
    ru = reference("w18-tass-ru-1")
    shown = gather_evidence(omission(quotes=(ru,)), replace(desk(), gloss=lambda words, language, names: "gloss of words"))
    html = render_dossier(shown, clock=CLOCK)
    assert "“gloss of words”" not in html
    assert re.search(r"machine gloss</span> gloss of words", html)
    assert "<h1>“Мы приехали, чтобы американцы знали" in html
    assert quoted_in_english(shown) == "[word by word] gloss of words"


def test_an_alteration_is_told_with_the_words_of_both_sides() -> None:
    a, b = reference("w18-tass-ru-1"), reference("w18-tass-en-1")
    words = span_of(articles()["w18-tass-ru-1"].text, "американцы")
    finding = Finding(type="party-dropped", a=words, b=None)
    html = page(kind="altered", quotes=(a, b), findings=(finding,), coverage=(), absent=(), nearest=None, unmatched=())
    assert "TASS in Russian has американцы (≈ gloss of 10 characters), TASS in English has nothing of it." in html
