from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from processors.entities.pipelines import load_pipeline
from processors.quotes.ids import quote_id
from processors.quotes.ru import extract_quotes
from processors.records import Quote, Span

MARK = re.compile(r"\{([scq]):|\}")


def extract(text: str, field: str = "text") -> tuple[Quote, ...]:
    return extract_quotes(text, load_pipeline("ru")(text), (), field="title" if field == "title" else "text")


def unmark(marked: str) -> tuple[str, dict[str, list[Span]]]:
    """The text without its marks {s:source} {c:cue} {q:content}, and where they stood."""
    text, spans, stack, last = "", {"s": [], "c": [], "q": []}, [], 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        last = match.end()
        if match.group(1):
            stack.append((match.group(1), len(text)))
        else:
            name, start = stack.pop()
            spans[name].append(Span(start=start, stop=len(text)))
    return text + marked[last:], spans


def words(text: str, spans: Sequence[Span | None]) -> list[str]:
    return [text[span.start : span.stop] for span in spans if span]


DIRECT = [
    '"{q:Мы приехали вас поддержать}", - {c:сказал} {s:он}.',
    '"{q:Мы приехали. Мы рады}", - {c:подчеркнули} в {s:министерстве}.',
    '"{q:Мы научились понимать друг друга}", - {c:поделился} с корреспондентом ТАСС {s:командир отряда}.',
    "«{q:Экономист – это знак}, – {c:говорит} {s:востоковед Лариса Тарханова}. – {q:Китайцы уважают тех, кто умеет считать}».",
    '"{q:Обязательства перед партнерами}", - {c:отметила} {s:Воробьева}, - "{q:мы выполняем полностью}".',
    '"{q:Обязательства перед партнерами}, - {c:отметила} {s:Воробьева}, - {q:мы выполняем полностью}".',
    "{s:Петров} {c:заверял} атташе: «{q:Учения не направлены против других}».",
    "«{q:Ну и дела!}» – {c:вздохнул} {s:Петров}.",
    '"{q:Стороны выражают озабоченность}", - {c:говорится} в {s:совместном заявлении}.',
    "«{q:Своего опыта у них нет.}\n\n«{q:Через два сезона они будут знать нас}», – {c:считает} {s:генерал Салтыков}.",
    '{s:Исайкин} {c:подтвердил}: "{q:Китай стал первым покупателем этой системы}. Сумма не раскрывалась. Военные прошли обучение.',
]
INDIRECT = [
    "{s:Вэй Фэнхэ} {c:сказал}, что {q:выбрал Россию для первого визита}.",
    "Во вторник {s:министр обороны РФ Сергей Шойгу} {c:заявил} журналистам, что {q:учения не направлены против третьих стран}.",
    "{q:Россия и Китай договорились проводить учения регулярно}. Об этом {c:сообщил} {s:министр обороны РФ Сергей Шойгу}.",
    "МОСКВА, 3 апреля. /ТАСС/. {q:Россия приступила к отправке систем}, {c:сообщил} ТАСС {s:источник в промышленности}.",
    "{q:Китайская сторона}, {c:продолжил} {s:министр}, {q:готова вместе с Россией расширять сотрудничество}.",
    "{c:По словам} {s:Шойгу}, {q:маневры стали крупнейшими за сорок лет}.",
    "{c:По {s:его} словам}, {q:отношения становятся важным фактором безопасности}.",
    "{q:В комплект}, {c:по {s:его} словам}, {q:входят командный пункт и радары}.",
    "Кроме того, {c:по мнению} {s:эксперта}, {q:стороны заявят об общей позиции}.",
    "{s:Представитель министерства} {c:призвал} {q:США объективно смотреть на действия армий}.",
    "Как ранее {c:сообщали} в {s:Минобороны КНР}, {q:визит проходит 16-19 апреля}.",
    "{s:Песков} не {c:отрицал}, что {q:переговоры идут}.",
    "{s:Он} {c:назвал} {q:мартовский визит председателя весьма успешным}.",
    "{s:Он} {c:заявил}, что {q:переговоры закончены}, передает ТАСС.",
    "{s:Он} же {c:предупреждает}: {q:делиться опытом полезно, пока партнер остается партнером}.",
]
REAL = [  # shapes that real texts got wrong
    "Начало было намечено на утро; {c:подчёркивалось}, что {q:акция состоится}.",
    "Как отметил {s:А. Кудрин}, {q:рынок вырос}.",
    "На переговорах с С. Шойгу {s:Ли Шанфу} {c:указал}, что {q:приехал в Россию}.",
    "В ходе встречи с В. Путиным {s:Ли Шанфу} {c:сказал}, что {q:главы двух государств держат руль}.",
    "О том, что {q:вопрос поднимался}, {c:сказал} в интервью {s:лидер движения}, депутат Мустафа Джемилев.",
    "Он привел пример с судом, где, {c:по словам} {s:Брода}, {q:звучали обвинения}.",
    "{s:Он} {c:призвал} к тому, чтобы {q:страны жили в мире}.",
    "{s:Он} {c:назвал} {q:итоги выборов подтасованными} и уехал.",
    "Марк рад. {s:Марк} завершил беседу, {c:сказав} «{q:мы принялись за сохранение этой работы}».",
    "{c:По данным} {s:ведомства}, {q:полет обеспечивали самолеты Су-35С}.",
    "{q:Китай призывает стороны проявлять сдержанность}, {c:заявил} {s:официальный представитель МИД КНР Линь Цзянь}.",
    "{c:Согласно заявлению} {s:Минобороны КНР}, {q:учения пройдут в Японском море}.",
    "Вашингтон рад. {s:Вашингтон} {c:обвинил} Пекин в том, что {q:тот поставляет оружие}.",
]
NONE = [
    "Сделка ожидает утверждения, что может затянуть ее завершение.",
    "Лидеры отметили три сферы: политическую, торговую и гуманитарную.",
    "Уральцы помнят первого президента. Об этом человеке говорят разное.",
    "Россия дала Украине кредит, сообщает ТАСС.",
    "Министр не сказал, что переговоры закончены.",
    "От комментариев в министерстве отказались.",
    "Если он заявит, что договор подписан, рынок вырастет.",
    "На вопрос, когда состоится встреча, он не ответил.",
    "Учения «Восток-2018» прошли на полигоне Цугол.",
    "Фильм «Мы из будущего» показал канал «Россия 24».",
    "Он так называемый «эксперт» по обороне.",
    "Министр мог бы сказать, что договор готов.",
]


@pytest.mark.parametrize("marked", DIRECT + INDIRECT)
def test_a_quote_has_its_content_cue_and_source(marked: str) -> None:
    text, expected = unmark(marked.replace("не {c:отрицал}", "{c:не отрицал}"))
    found = extract(text)
    assert len(found) == 1
    assert words(text, found[0].content) == words(text, expected["q"])
    assert words(text, [found[0].cue]) == words(text, expected["c"])
    assert words(text, [found[0].source]) == words(text, expected["s"])
    assert found[0].kind == ("direct" if marked in DIRECT else "indirect")


@pytest.mark.parametrize("marked", REAL)
def test_shapes_of_real_texts(marked: str) -> None:
    text, expected = unmark(marked)
    (quote,) = extract(text)
    assert words(text, quote.content) == words(text, expected["q"])
    if expected["c"]:
        assert words(text, [quote.cue]) == words(text, expected["c"])
    assert words(text, [quote.source]) == words(text, expected["s"])


def test_what_a_contrast_begins_is_another_statement() -> None:
    text = "Кан заявил, что визит вызывает сожаление, а глава МИДа Маэхара отметил, что поступок ранит чувства народа."
    found = extract(text)
    assert [words(text, quote.content) for quote in found] == [["визит вызывает сожаление"], ["поступок ранит чувства народа"]]
    assert [words(text, [quote.source]) for quote in found] == [["Кан"], ["глава МИДа Маэхара"]]


def test_direct_speech_ends_what_is_reported_before_it() -> None:
    text = "По словам Иванова, Крым не единственный: «Турция наравне с Россией является партнером», – сказал Иванов."
    found = extract(text)
    assert [words(text, quote.content) for quote in found] == [
        ["Крым не единственный"],
        ["Турция наравне с Россией является партнером"],
    ]


def test_a_paragraph_that_opens_with_a_dash_is_direct_speech() -> None:
    (quote,) = extract("– Мы не боимся санкций, – заявил журналистам глава ведомства.")
    assert quote.kind == "direct"


def test_words_in_marks_after_reported_speech_go_on() -> None:
    text = "Герстенмайер сказал, что беспокойства нет. «Мы не видим здесь больших проблем, это ясно»."
    found = extract(text)
    assert [quote.kind for quote in found] == ["indirect", "direct"]
    assert [words(text, [quote.source]) for quote in found] == [["Герстенмайер"], ["Герстенмайер"]]


def test_an_interview_is_one_quote_for_each_answer() -> None:
    turns = [
        "Голос Америки: Что сказал премьер?",
        "Мустафа Джемилев: Он сказал, что поможет.",
        "Голос Америки: И когда?",
        "Мустафа Джемилев: Скоро.",
    ]
    text = "\n\n".join(turns)
    found = extract(text)
    assert [words(text, quote.content) for quote in found] == [["Он сказал, что поможет."], ["Скоро."]]
    assert {words(text, [quote.source])[0] for quote in found} == {"Мустафа Джемилев"}


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_quote(text: str) -> None:
    assert extract(text) == ()


def test_two_verbs_of_one_subject_are_two_quotes() -> None:
    text = "Шойгу отметил, что учения прошли успешно, добавив, что они не последние."
    found = extract(text)
    assert [words(text, quote.content) for quote in found] == [["учения прошли успешно"], ["они не последние"]]
    assert [words(text, [quote.source]) for quote in found] == [["Шойгу"], ["Шойгу"]]


def test_quoted_words_inside_make_it_mixed_and_names_do_not() -> None:
    mixed, named = extract(
        'Он добавил, что стороны намерены "заявить об общей озабоченности". Он сказал, что учения "Восток-2018" прошли.'
    )
    assert (mixed.kind, named.kind) == ("mixed", "indirect")


def test_a_quote_in_a_quote_has_its_own_speaker() -> None:
    text = "«Еще Дэн Сяопин советовал: „Прячьте силу“. Час настал», – заключает Тарханова."
    outer, inner = extract(text)
    assert words(text, [outer.source, inner.source]) == ["Тарханова", "Дэн Сяопин"]
    assert words(text, inner.content) == ["Прячьте силу"]


def test_editors_words_are_marked_as_insertions() -> None:
    text = '"Они [США] это знают", - сказал он.'
    (quote,) = extract(text)
    assert words(text, quote.insertions) == ["[США]"]


@pytest.mark.parametrize(
    ("title", "source", "content"),
    [
        ("Шойгу: Россия не сколачивает военных блоков", "Шойгу", "Россия не сколачивает военных блоков"),
        ("Глава Минобороны КНР: в США должны знать о связях армий", "Глава Минобороны КНР", "в США должны знать о связях армий"),
        ("Источник: визит состоится в мае", "Источник", "визит состоится в мае"),
        ("МИД КНР: Пекин против эскалации", "МИД КНР", "Пекин против эскалации"),
        ("Учения пройдут осенью — Песков", "Песков", "Учения пройдут осенью"),
        ("Путин заявил, что договор подписан", "Путин", "договор подписан"),
    ],
)
def test_speech_in_headlines(title: str, source: str, content: str) -> None:
    (quote,) = extract(title, "title")
    assert (words(title, [quote.source]), words(title, quote.content), quote.field) == ([source], [content], "title")


@pytest.mark.parametrize(
    "title", ["Учения на Востоке: три тысячи китайцев", "Су-35: новая жизнь старого самолета", "Корветы ушли на юг"]
)
def test_headlines_without_speech(title: str) -> None:
    assert extract(title, "title") == ()


def test_ids_name_the_place() -> None:
    one = quote_id("a", 1, "text", (Span(start=1, stop=5),))
    assert one == quote_id("a", 1, "text", (Span(start=1, stop=5),))
    assert one != quote_id("a", 2, "text", (Span(start=1, stop=5),))


@pytest.mark.parametrize("text", ["", " ", "«", '"' * 5_000, "сказал, что " * 5_000, "а" * 100_000, "«а», – сказал он. " * 2_000])
def test_hostile_texts_keep_spans_inside(text: str) -> None:
    doc = load_pipeline("ru")(text)
    quotes = extract_quotes(text, doc, ())
    assert all(0 <= span.start < span.stop <= len(text) for quote in quotes for span in quote.content)
