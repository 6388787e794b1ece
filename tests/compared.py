"""Analyses for the comparison's tests: articles whose quotes and mentions are given as the words that are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from processors.alignment.instruments import Instruments
from processors.alignment.loading import load_instruments
from processors.comparison import compare_articles
from processors.coverage import OutletFacts
from processors.entities.knowledge import Entity, Holding, Office, build_knowledge
from processors.records import Analysis, Article, Comparison, Divergence, Language, Mention, MentionType, Quote, QuoteField, Span
from processors.text.brackets import find_insertions

FACTS = OutletFacts(no_record=frozenset({"nvo"}))
TYPES: dict[str, MentionType] = {
    "wei-fenghe": "PER", "sergei-shoigu": "PER", "wu-qian": "PER", "zhang-xiaogang": "PER", "wang-yi": "PER", "china-mod": "ORG",
    "mcis": "EVENT", "vostok-2018": "EVENT", "s-400": "EQUIP",
}  # fmt: skip


SPOKESPEOPLE = Office(
    id="spokesperson", role="spokesperson", country="cn", organisation="china-mod", shared=True,
    holders=(Holding(person="wu-qian", since=date(2016, 1, 1)), Holding(person="zhang-xiaogang", since=date(2023, 1, 1))),
)  # fmt: skip
KNOWLEDGE = build_knowledge([Entity(id=name, type=kind) for name, kind in TYPES.items()], [SPOKESPEOPLE])


def instruments() -> Instruments:
    return load_instruments()


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).astimezone(UTC)


def place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start=start, stop=start + len(words))


def quoted(text: str, words: str, speaker: str | None, *, field: QuoteField = "text", cue: str | None = None) -> Quote:
    span = place(text, words)
    return Quote(
        id=f"{field}-{span.start}", kind="indirect", content=(span,), cue=place(text, cue) if cue else None, source=None,
        speaker_id=speaker, field=field, insertions=find_insertions(text, span),
    )  # fmt: skip


def analysis(
    name: str,
    day: str,
    text: str,
    quotes: Sequence[tuple[str, str | None]],
    *,
    mentions: Sequence[tuple[str, str]] = (),
    revision: int = 1,
    title: str = "",
    headline: Sequence[tuple[str, str | None]] = (),
    **fields: object,
) -> Analysis:
    """An article named `tass-ru-1`: outlet, edition and number."""
    outlet, edition, _ = name.split("-", 2)
    article = Article(
        id=name, text=text, title=title, outlet=outlet, edition=edition, published_at=at(day), revision=revision,
        **fields,  # type: ignore[arg-type]  # what a test sets beside
    )  # fmt: skip
    ends = [match.end() for match in re.finditer(r"[.!?]\s|[。！？\n]", text)]
    return Analysis(
        article=article,
        language=Language(code=edition, confidence=1.0, method="test"),
        mentions=tuple(
            Mention(span=place(text, words), text=words, type=TYPES.get(entity, "LOC"), entity_id=entity)
            for words, entity in mentions
        ),
        quotes=tuple(quoted(text, words, speaker) for words, speaker in quotes),
        headline_quotes=tuple(quoted(title, words, speaker, field="title") for words, speaker in headline),
        sentences=tuple(Span(start=a, stop=b) for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if text[a:b].strip()),
    )


def compare(analyses: Sequence[Analysis], clock: str = "2018-04-14T09:00:00+00:00", **options: object) -> Comparison:
    return compare_articles(
        analyses, clock=at(clock), outlets=FACTS, instruments=load_instruments(), knowledge=KNOWLEDGE,
        **options,  # type: ignore[arg-type]  # window, watermarks
    )  # fmt: skip


def of_kind(comparison: Comparison, kind: str) -> list[Divergence]:
    return [divergence for divergence in comparison.divergences if divergence.kind == kind]


# --- the talks of April 2018, written for the tests -----------------------------------------------------------------------

AMERICANS_RU = "Мы приехали, чтобы американцы знали о тесных связях вооруженных сил Китая и России"
AMERICANS_EN = "We came so that the Americans would know about the close ties of the armed forces of China and Russia"
FIRST_RU = "Россию он выбрал для первого зарубежного визита на посту министра"
FIRST_EN = "he chose Russia for his first foreign visit as minister"
FIRST_ZH = "就任国防部长后首次出访就选择俄罗斯"
BOTH = {
    "ru": (("Вэй Фэнхэ", "wei-fenghe"), ("Шойгу", "sergei-shoigu"), ("конференции по безопасности", "mcis")),
    "en": (("Wei Fenghe", "wei-fenghe"), ("Shoigu", "sergei-shoigu"), ("Conference on Security", "mcis")),
    "zh": (("魏凤和", "wei-fenghe"), ("绍伊古", "sergei-shoigu"), ("国际安全会议", "mcis")),
}


def tass_ru(day: str = "2018-04-03T14:20:00+03:00", **fields: object) -> Analysis:
    text = (
        "МОСКВА, 3 апреля. /ТАСС/. Министр обороны КНР Вэй Фэнхэ провел переговоры с Сергеем Шойгу накануне конференции по "
        f'безопасности. "{AMERICANS_RU}", - сказал он.\n\nКитайский министр добавил, что {FIRST_RU}.'
    )
    quotes = [(AMERICANS_RU, "wei-fenghe"), (FIRST_RU, "wei-fenghe")]
    return analysis("tass-ru-1", day, text, quotes, mentions=BOTH["ru"], **fields)  # type: ignore[arg-type]


def tass_en(day: str = "2018-04-03T15:48:00+03:00", *, with_americans: bool = True, **fields: object) -> Analysis:
    said = f'"{AMERICANS_EN}," he said.\n\n' if with_americans else ""
    text = (
        "MOSCOW, April 3. /TASS/. Chinese Defense Minister Wei Fenghe held talks with Sergey Shoigu "
        "before the Conference on Security. "
        f"{said}Wei also said that {FIRST_EN}."
    )
    quotes = [(AMERICANS_EN, "wei-fenghe")] * with_americans + [(FIRST_EN, "wei-fenghe")]
    return analysis("tass-en-1", day, text, quotes, mentions=BOTH["en"], **fields)  # type: ignore[arg-type]


def xinhua_zh(day: str = "2018-04-04T07:32:00+08:00", **fields: object) -> Analysis:
    text = f"新华社莫斯科4月3日电 国防部长魏凤和3日在莫斯科与绍伊古举行会谈，并将出席国际安全会议。\n\n魏凤和说，{FIRST_ZH}。"
    return analysis("xinhua-zh-1", day, text, [(FIRST_ZH, "wei-fenghe")], mentions=BOTH["zh"], **fields)  # type: ignore[arg-type]
