"""English quotes, by marked examples: {source:…} {cue:…} {content:…}; several contents are parts of one quote."""

from __future__ import annotations

import re

import pytest
from spacy.language import Language

from processors.entities.pipelines.en import build
from processors.quotes.en import extract_quotes
from processors.records import Quote, QuoteField

MARK = re.compile(r"\{(source|cue|content):|\}")


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build()


def read_marks(marked: str) -> tuple[str, dict[str, list[str]]]:
    """The plain text and what the marks hold; marks may nest."""
    text, found, stack, at = "", {"source": [], "cue": [], "content": []}, [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        if match.group(1):
            stack.append((match.group(1), len(text)))
        else:
            name, start = stack.pop()
            found[name].append(text[start:])
    return text + marked[at:], found


def quotes_of(nlp: Language, text: str, field: QuoteField = "text") -> tuple[Quote, ...]:
    return extract_quotes(text, nlp(text), (), field=field)


def assert_one(nlp: Language, kind: str, marked: str, field: QuoteField = "text") -> None:
    text, expected = read_marks(marked)
    quotes = quotes_of(nlp, text, field)
    assert len(quotes) == 1, quotes
    (quote,) = quotes
    printed = {
        "source": [text[quote.source.start : quote.source.stop]] if quote.source else [],
        "cue": [text[quote.cue.start : quote.cue.stop]] if quote.cue else [],
        "content": [text[span.start : span.stop] for span in quote.content],
    }
    assert printed == expected
    assert quote.kind == kind


DIRECT = [
    '"{content:The drills are purely defensive,}" {source:the general} {cue:said}.',
    "“{content:The drills are purely defensive,}” {cue:said} {source:Colonel Wu Qian}, a spokesperson for the ministry.",
    '"{content:We met. We talked at length,}" {source:he} {cue:told} reporters in Geneva on Monday.',
    '"{content:Trade has grown,}" {source:Li} {cue:said}. "{content:It will grow further.}"',
    '"{content:The West,}" {source:Putin} {cue:said}, "{content:has not listened to us.}"',
    '"{content:Will the talks go on?}" {source:the envoy} {cue:asked}.',
    '{source:Zhang} {cue:said}: "{content:Our ties are strong. They will last.}"',
    'Asked about the visit, {source:Peskov} {cue:said}, "{content:We will announce it in due time.}"',
    '"{content:We cannot wait,}" {source:Rogov} {cue:thundered}.',  # a verb that no lexicon has
    '"{content:We have [in recent years] grown,}" {source:he} {cue:noted}.',
    '"{content:As Deng said, hide your strength,}" {source:Wang} {cue:recalled}.',
]
INDIRECT = [
    "{source:Wei} {cue:stressed} that {content:the exercise was a concrete step}.",
    "{source:Shoigu} {cue:said} {content:Russia attached great importance to the visit}.",
    "{source:The minister} {cue:noted}, for his part, that {content:it was important for Moscow}.",
    "{content:The ties are as solid as a rock}, {source:he} {cue:noted}.",
    "{content:The planes stayed in neutral airspace}, {source:the Defense Ministry} {cue:said} in a statement on Thursday.",
    "{content:Two ships were caught in a storm}, {source:Maria Vorobyova}, a spokesperson for the service, {cue:said} Friday.",
    "{content:The deal is worth at least $2 billion}, {source:a source in the aviation industry} {cue:told} TASS.",
    "{cue:According to} {source:Captain Oleg Storozhev}, commander of the ships, {content:the crews work together}.",
    "{content:Ties are an important factor}, {cue:according to} {source:the Russian minister}.",
    "{content:The West}, {source:Putin} {cue:said}, {content:is trying to contain Russia}.",
    "However, {source:the minister} {cue:continued}, {content:the root causes must be addressed first}.",
    "TASS quoted {source:a source in the industry} as {cue:saying} that {content:Russia had started shipping the system}.",
    "{source:Wang Yi} {cue:called on} {content:Washington to respect China's core interests}.",
    "{source:The spokesperson} {cue:urged} {content:Japan to stop interfering in the affairs of others}.",
    "{source:Xi} {cue:pledged} {content:to expand cooperation with Russia}.",
    "{source:The prime minister} {cue:expressed} the hope that {content:the talks would continue}.",
    "{source:Lavrov} {cue:did not rule out} that {content:the talks would resume}.",
    "{cue:In {source:Putin}'s view}, {content:the West is to blame for the crisis}.",
    "As {source:Lavrov} {cue:put it}, {content:the West has lost its way}.",
    "It was {cue:reported} that {content:the missile had hit its target}.",
    'The exercise "Vostok-2018" will go on, {source:the general} {cue:said}.'.replace(
        'The exercise "Vostok-2018" will go on', '{content:The exercise "Vostok-2018" will go on}'
    ),
]
MIXED = [
    '{cue:According to} {source:Wei}, {content:the parties will "state a common concern and a single position."}',
    '{content:Their ties rest on "no alliance and no confrontation,"} {source:he} {cue:recalled}.',
    '{source:Peskov} {cue:replied} that {content:the matter "is always on the agenda, but it is a quiet subject"}.',
    '{source:He} {cue:said} that {content:from January 1, "they will acquire the status."}',
]
NONE = [
    "The minister did not say that the deal was signed.",
    "The ministry declined to comment on the report.",
    "The ministry refused to say when the ships would leave.",
    "The envoy asked whether the United States would attend the meeting.",
    "If he says that the deal is dead, the markets will fall.",
    "He would say that the deal is dead.",
    "The two sides exchanged views on the situation in Ukraine.",
    "Shoigu thanked his guest for the visit and conveyed greetings from the president.",
    'The exercise "Joint Sea-2024" began on Monday near Zhanjiang.',
    'The so-called "shadow fleet" entered the port on Friday.',
    "Chemezov said nothing about the dates of delivery.",
    "What did the minister say about the ships that left?",
    "The deal which he said was dead is alive.",
]


@pytest.mark.parametrize("marked", DIRECT)
def test_direct_speech(nlp: Language, marked: str) -> None:
    assert_one(nlp, "direct", marked)


@pytest.mark.parametrize("marked", INDIRECT)
def test_indirect_speech(nlp: Language, marked: str) -> None:
    assert_one(nlp, "indirect", marked)


@pytest.mark.parametrize("marked", MIXED)
def test_words_in_marks_inside_indirect_speech(nlp: Language, marked: str) -> None:
    assert_one(nlp, "mixed", marked)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_quote(nlp: Language, text: str) -> None:
    assert quotes_of(nlp, text) == ()


def test_one_subject_with_two_verbs_is_the_source_of_both(nlp: Language) -> None:
    text = "China-Russia relations are solid, he noted, adding that the Chinese side stands ready to work with Russia."
    first, second = quotes_of(nlp, text)
    assert first.source == second.source
    assert second.cue is not None
    assert text[second.cue.start : second.cue.stop] == "adding"
    assert text[second.content[0].start : second.content[0].stop] == "the Chinese side stands ready to work with Russia"


def test_a_relayed_clause_does_not_break_the_statement_around_it(nlp: Language) -> None:
    text = "The flow has grown and the Russian side expects it to rise further, Ambassador Gennady Bezdetko said in Hanoi."
    (quote,) = quotes_of(nlp, text)
    assert text[quote.content[0].start : quote.content[0].stop].startswith("The flow has grown and the Russian side")


def test_speech_goes_on_in_the_next_paragraph(nlp: Language) -> None:
    text = '"We came to support you," he said. "The Americans should know it.\n\n"We will come again next year."'
    (quote,) = quotes_of(nlp, text)
    assert [text[span.start : span.stop] for span in quote.content] == [
        "We came to support you,",
        "The Americans should know it.",
        "We will come again next year.",
    ]


def test_words_alone_after_a_report_lean_on_its_source(nlp: Language) -> None:
    text = 'Putin noted that transit did not stop. "We simply continue to supply gas every day."'
    first, second = quotes_of(nlp, text)
    assert (second.kind, second.cue, second.source) == ("direct", None, first.source)


def test_editors_brackets_are_marked(nlp: Language) -> None:
    text = '"On becoming minister, I chose Russia for my first trip [in the new capacity]," he said.'
    (quote,) = quotes_of(nlp, text)
    assert [text[span.start : span.stop] for span in quote.insertions] == ["[in the new capacity]"]


HEADLINES = [
    ("indirect", "{content:Trip to Moscow is a signal to Washington} — {source:Chinese defense minister}"),
    ("indirect", "{source:Lavrov}: {content:West has lost its way}"),
    ("indirect", "{source:China} {cue:says} {content:US arms sales to Taiwan undermine peace}"),
    ("indirect", "{content:West pushes Russia toward war}, {cue:says} {source:expert}"),
    ("indirect", "{source:Moscow} {cue:warns against} {content:sending troops to Ukraine}"),
]


@pytest.mark.parametrize(("kind", "marked"), HEADLINES)
def test_speech_in_a_headline(nlp: Language, kind: str, marked: str) -> None:
    assert_one(nlp, kind, marked, field="title")


@pytest.mark.parametrize(
    "title", ["Russia, China hold joint drills", "Xinhua Commentary: A new era", "IN BRIEF: Putin talks to media", ""]
)
def test_headlines_without_speech(nlp: Language, title: str) -> None:
    assert quotes_of(nlp, title, "title") == ()


@pytest.mark.parametrize("piece", ['"We go," he said. ', "he said ", "“", "according to ", "x", '"A ', "he said that "])
def test_hostile_text_keeps_spans_inside(nlp: Language, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    doc = nlp(text)
    quotes = extract_quotes(text, doc, ())
    assert all(0 <= span.start < span.stop <= len(text) for quote in quotes for span in quote.content)
