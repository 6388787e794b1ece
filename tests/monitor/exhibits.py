"""Hand-built records for mail and dossier: the demo's articles, with quotes found by their words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from monitor.reports.evidence import Desk, Evidence, Names
from monitor.reports.gathering import gather_evidence
from processors.records import Analysis, Article, Divergence, Language, Nearest, Quote, QuoteRef, SetPhrase, Span
from processors.wire import article_from_json

CRAWLS = Path(__file__).parent / "april_2018"  # crawl files of April 2018, invented
CLOCK = datetime(2018, 4, 5, 12, 0, tzinfo=UTC)
OUTLETS = {"tass": "TASS", "xinhua": "Xinhua", "nvo": "NVO"}
WEI = Names(id="wei-fenghe", en="Wei Fenghe", ru="Вэй Фэнхэ", zh="魏凤和")
SAID = {  # article → (content, source, cue)
    "w18-tass-ru-1": (
        "Мы приехали, чтобы американцы знали, насколько тесно связаны вооруженные силы Китая и России, "
        "особенно в нынешней обстановке. Мы приехали вас поддержать",
        "китайский министр",
        "подчеркнул",
    ),
    "w18-tass-en-1": (
        "We came so that the Americans would know how closely the armed forces of China and Russia are tied, "
        "especially in the present situation. We came to support you,",
        "the Chinese minister",
        "stressed",
    ),
}
NEAREST = "就任国防部长后首次出访就选择俄罗斯，是为了向世界展示中俄关系达到的高水平和两军深化战略协作的坚定决心"


def articles() -> dict[str, Article]:
    found = {}
    for file in sorted(CRAWLS.iterdir()):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "health" not in row:
                found.setdefault(row["id"], article_from_json(row))
    return found


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start=start, stop=start + len(words))


def analysed(article: Article) -> Analysis:
    quotes: tuple[Quote, ...] = ()
    if article.id in SAID and SAID[article.id][0] in article.text:
        content, source, cue = (span_of(article.text, words) for words in SAID[article.id])
        quotes = (Quote(id=article.id, kind="direct", content=(content,), source=source, cue=cue, speaker_id="wei-fenghe"),)
    return Analysis(
        article=article, language=Language(code=article.language or "und", confidence=1.0, method="declared"), quotes=quotes
    )


def reference(article_id: str, words: str | None = None) -> QuoteRef:
    article = articles()[article_id]
    return QuoteRef(article_id=article_id, revision=1, content=(span_of(article.text, words or SAID[article_id][0]),))


def omission(**changed: object) -> Divergence:
    """What Xinhua did not print in April 2018."""
    held = articles()
    anchor, silent = held["w18-tass-ru-1"].text, held["w18-xinhua-zh-1"].text
    fields: dict[str, object] = {
        "id": "dv-1f0c9ab3",
        "kind": "omitted",
        "state": "new",
        "certain": True,
        "event_id": "ev-1",
        "utterance_id": "ut-1",
        "speaker_id": "wei-fenghe",
        "anchor": reference("w18-tass-ru-1"),
        "quotes": (reference("w18-tass-ru-1"), reference("w18-tass-en-1")),
        "carried": ("tass/ru", "tass/en", "nvo/ru"),
        "absent": ("xinhua/zh", "xinhua/en", "xinhua/ru"),
        "coverage": ("w18-xinhua-zh-1", "w18-xinhua-en-1", "w18-xinhua-ru-1"),
        "nearest": Nearest(
            article_id="w18-xinhua-zh-1", revision=1, window=span_of(silent, NEAREST), score=0.41,
            matched=((span_of(anchor, "Китая и России"), span_of(silent, "中俄关系")),),
        ),
        "unmatched": (span_of(anchor, "американцы"), span_of(anchor, "поддержать")),
        "salience": 0.86,
        "reasons": ("names a third country: the United States", "direct speech", "a minister speaks"),
        "probability": 0.93,
        "opened_at": datetime(2018, 4, 3, 11, 20, tzinfo=UTC),
        "window_closes_at": datetime(2018, 4, 4, 23, 20, tzinfo=UTC),
    }  # fmt: skip
    return Divergence(**(fields | changed))  # type: ignore[arg-type]


def desk(**changed: Article) -> Desk:
    """The demo's articles on the desk; `changed` puts another one in the place of its id (`_` for `-`)."""
    held = articles() | {name.replace("_", "-"): article for name, article in changed.items()}
    silent = held["w18-xinhua-zh-1"]
    phrase = QuoteRef(article_id=silent.id, revision=1, content=(span_of(silent.text, "当前中俄关系稳如泰山"),))
    return Desk(
        analyses={(article.id, article.revision): analysed(article) for article in held.values()},
        names=lambda entity_id: WEI if entity_id == WEI.id else Names(id=entity_id, en=entity_id),
        outlets=OUTLETS,
        gloss=lambda text, language, names: f"gloss of {len(text)} characters",
        set_phrases=(SetPhrase(phrase="mount-tai", quote=phrase, span=span_of(silent.text, "稳如泰山"), speaker_id="wei-fenghe"),),
    )


def evidence(**changed: object) -> Evidence:
    return gather_evidence(omission(**changed), desk())
