"""Chinese quotes, each shape by one marked sentence: {source:…} {cue:…} {content:…}."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.entities.pipelines.zh import build
from processors.quotes.zh import extract_quotes
from processors.records import Mention, Quote, Span

NLP = build()
MARK = re.compile(r"\{(source|cue|content):|\}")


def unmark(marked: str) -> tuple[str, dict[str, list[Span]]]:
    """The text without marks, and the spans of each kind; `据{source:他}介绍` may stand inside a cue."""
    text, spans, open_marks = "", {"source": [], "cue": [], "content": []}, []
    position = 0
    for match in MARK.finditer(marked):
        text += marked[position : match.start()]
        position = match.end()
        if match[1]:
            open_marks.append((match[1], len(text)))
        else:
            name, start = open_marks.pop()
            spans[name].append(Span(start=start, stop=len(text)))
    return text + marked[position:], spans


def quotes(text: str, field: str = "text") -> tuple[Quote, ...]:
    return extract_quotes(text, NLP(text), (), field=field)


def check(marked: str, kind: str, field: str = "text") -> None:
    text, spans = unmark(marked)
    found = quotes(text, field)
    assert [[text[s.start : s.stop] for s in quote.content] for quote in found] == [
        [text[s.start : s.stop] for s in sorted(spans["content"])]
    ]
    assert list(found[0].content) == sorted(spans["content"])
    assert [found[0].source] == (spans["source"] or [None])
    assert [found[0].cue] == (spans["cue"] or [None])
    assert found[0].kind == kind


INDIRECT = [
    "{source:魏凤和}{cue:说}，{content:两军合作体现了高水平的战略互信}。",
    "{source:俄罗斯国防部长绍伊古}5日在莫斯科{cue:表示}，{content:俄方愿同中方深化合作。双方要加强沟通，共同维护地区稳定}。",
    "{source:外交部发言人耿爽}8日在例行记者会上{cue:说}，{content:中方对此表示坚决反对}。",
    "{source:普京}在会见王毅时{cue:表示}，{content:两国关系不断发展}。",
    "{cue:据{source:他}介绍}，{content:双方将演练十四个课目}。",
    "{cue:据塔斯社援引{source:航空工业界消息人士}的话报道}，{content:交易涉及24架飞机}。",
    "新华社北京7月25日电（记者贾其远）{source:国防部新闻发言人张晓刚}25日{cue:说}，{content:演习不针对第三方}。",
    "{source:他}{cue:希望}{content:有关方面客观看待中俄两军的正常行动}，没有透露参加巡航的飞机数量。",
    "針對有關問題，{source:吳謙}{cue:回應稱}，{content:中方已經多次闡明立場}。",
]


@pytest.mark.parametrize("marked", INDIRECT)
def test_indirect(marked: str) -> None:
    check(marked, "indirect")


DIRECT = [
    "{source:耿爽}{cue:说}：“{content:中方一贯反对单边制裁。}”",
    "“{content:我们已经十分默契}”，{source:俄方指挥员斯托罗热夫海军上校}{cue:说}。",
    "“{content:今天的训练很难，}”{source:张伟}{cue:说}，“{content:但是我们完成了。}”",
    "“{content:大家都很辛苦。}”{source:班长李强}{cue:坦言}。",
    "{source:张晓刚}{cue:答}：{content:两国海军正在巡航，这是年度计划内的安排。}",
    "有{source:记者}{cue:问}：{content:请介绍合作的最新进展？}",
]


@pytest.mark.parametrize("marked", DIRECT)
def test_direct(marked: str) -> None:
    check(marked, "direct")


def test_mixed() -> None:
    check("{source:切梅佐夫}{cue:称}，{content:这是军用航空领域“规模最大的出口交易之一”}。", "mixed")


def test_a_title_in_quotation_marks_does_not_make_it_mixed() -> None:
    check("{source:他}{cue:表示}，{content:两国举办“中俄文化年”，友谊的根基更加牢固}。", "indirect")


NONE = [
    "双方还就国际和地区形势交换了意见。",
    "他没有透露参演舰艇的数量和型号。",
    "吴谦没有说，演习在哪里举行。",
    "李尚福向普京转达了习近平主席的问候。",
    "据说，这里的冬天很冷。",
    "也就是说，演习已经结束。",
    "“东方-2018”演习于9月11日至17日举行。",
    "官兵按照上级要求，完成了训练。",
]


@pytest.mark.parametrize("text", NONE)
def test_no_quote(text: str) -> None:
    assert quotes(text) == ()


def test_a_new_attribution_ends_the_words_before() -> None:
    text = "王毅说，中俄关系很好。双方合作不断深化。他强调，合作不针对第三方。"
    contents = [text[quote.content[0].start : quote.content[0].stop] for quote in quotes(text)]
    assert contents == ["中俄关系很好。双方合作不断深化", "合作不针对第三方"]


def test_one_subject_with_two_verbs() -> None:
    text = "王毅说，中俄关系很好，并强调，合作不针对第三方。"
    found = quotes(text)
    assert [text[quote.content[0].start : quote.content[0].stop] for quote in found] == ["中俄关系很好", "合作不针对第三方"]
    assert found[0].source == found[1].source == Span(start=0, stop=2)


def test_the_articles_own_account_is_not_the_speakers() -> None:
    text = "普京说，目前俄中贸易发展很快。普京在讲话中没有谈到合作的具体内容。"
    assert [text[quote.content[0].start : quote.content[0].stop] for quote in quotes(text)] == ["目前俄中贸易发展很快"]


OWN_ACCOUNTS = [
    "俄罗斯驻华大使杰尼索夫参加会见。",
    "这是王毅就任外长后首次访俄。",
    "当天，普京还会见了越南国家主席。",
    "两国元首还见证签署多份合作文件。",
    "会谈前，拉夫罗夫为王毅举行了欢迎仪式。",
    "2022年1月，双方签署《互惠准入协定》。",
]


@pytest.mark.parametrize("account", OWN_ACCOUNTS)
def test_the_account_goes_on_behind_reported_words(account: str) -> None:
    check("{source:王毅}{cue:说}，{content:中方愿同俄方一道努力。习近平主席的访问将推动两国关系发展}。" + account, "indirect")


def test_a_premise_inside_a_question_has_its_own_source() -> None:
    text = "有记者问：美方称巡航飞机曾接近其领空，请问发言人有何评论？"
    found = quotes(text)
    assert [text[quote.content[0].start : quote.content[0].stop] for quote in found] == [
        "美方称巡航飞机曾接近其领空，请问发言人有何评论？",
        "巡航飞机曾接近其领空",
    ]


def test_headline_colon_and_verb() -> None:
    check("{source:外交部}：{content:中方一贯反对单边制裁}", "indirect", field="title")
    check("{source:普京}{cue:说}{content:俄中关系处于历史最好时期}", "indirect", field="title")


@pytest.mark.parametrize("title", ["综述：中俄合作走深走实", "国防部回应中俄苏-35合作", "习近平同俄罗斯总统普京会谈"])
def test_headline_that_attributes_nothing(title: str) -> None:
    assert quotes(title, "title") == ()


def test_an_editors_brackets_are_marked() -> None:
    text = "普京说，他们（指美国——编者注）应当知道这一点。"
    assert [text[s.start : s.stop] for s in quotes(text)[0].insertions] == ["（指美国——编者注）"]


TOKENS = "他/普京/说/表示/，/。/：/“/”/据/介绍/记者/问/《/》/（/）/中方愿合作/称/\n\n/ "
PIECES = TOKENS.split("/")


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_the_text_the_spans_lie_in_it(text: str) -> None:
    for field in ("text", "title"):
        for quote in quotes(text, field):
            spans = [*quote.content, *(span for span in (quote.cue, quote.source) if span)]
            assert all(0 <= span.start < span.stop <= len(text) for span in spans)
            assert all(a.stop <= b.start for a, b in zip(quote.content, quote.content[1:], strict=False))


HOSTILE = ["", " ", "说", "“" * 20_000, "说，" * 20_000, "他说，“" * 10_000, "据" * 50_000, "“好。”他说" * 8_000, "a" * 200_000]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_keeps_spans_inside(text: str) -> None:
    doc = NLP(text)
    quotes = extract_quotes(text, doc, ())
    assert all(0 <= span.start < span.stop <= len(text) for quote in quotes for span in quote.content)


MORE_INDIRECT = [
    "{source:俄国防部长别洛乌索夫}曾{cue:表示}，{content:俄方愿扩大合作}。",  # a name that the network does not know
    "{cue:援引{source:俄太平洋舰队发言人}的话说}，{content:这次访问为期五天}。",
    "{source:绍伊古}感谢中方邀请，{cue:表示}{content:愿与中方加强合作}。",
    "{source:吴谦}{cue:表示}，{content:中方反对有关国家发展反导系统，希望有关国家恪守承诺}。",
    "{source:美国白宫发言人}{cue:说}，{content:总统不会出席会议}，但她拒绝透露原因。",
    "{source:这位不愿透露姓名的消息人士}{cue:说}，{content:首批导弹已经交付}。",
    "{source:中国驻俄罗斯大使李辉}在接受记者专访时{cue:认为}，{content:元首外交提供了战略引领}。",
    "{source:“进藏先遣连”党代表李狄三}曾{cue:说}，{content:部队要克服困难}。",  # a name in quotation marks is one word
    "{source:北约秘书长斯托尔滕贝格}{cue:呼吁}{content:俄罗斯缓和局势}。",
    "据塔斯社25日报道，{source:俄海军总司令叶夫梅诺夫}{cue:表示}，{content:两国海军将举行联合巡航}。",  # who relays is no source
]


@pytest.mark.parametrize("marked", MORE_INDIRECT)
def test_more_indirect(marked: str) -> None:
    check(marked, "indirect")


MORE_DIRECT = [
    "“{content:训练大纲变了。}”谈到这次考核，{source:连长王强}{cue:说}。",
    "{source:李强}摇了摇头：“{content:我们还要前往另一个点位。}”",
    "{source:福明}{cue:告诉塔斯社记者}：“{content:我们没有什么可隐瞒的。}”",
    "{source:王世祺}深有感触地{cue:说}：“{content:装备很先进。}”",
]


@pytest.mark.parametrize("marked", MORE_DIRECT)
def test_more_direct(marked: str) -> None:
    check(marked, "direct")


def test_question_and_answer_in_one_paragraph() -> None:
    text = "有记者问：请介绍训练情况。张晓刚表示，这是例行安排。\n\n记者问：中方有何评论？汪文斌：我们注意到有关情况。"
    assert [text[quote.content[0].start : quote.content[0].stop] for quote in quotes(text)] == [
        "请介绍训练情况。", "这是例行安排", "中方有何评论？", "我们注意到有关情况。",
    ]  # fmt: skip


def test_the_speakers_own_side_asks_inside_his_words() -> None:
    check("{source:该负责人}{cue:称}，{content:美方此举严重破坏稳定，中方敦促美方停止挑衅。中方认为，对话才是出路}。", "indirect")


def test_a_view_has_its_cue_around_its_source() -> None:
    check("{cue:在{source:他}看来}，{content:条约已名存实亡}。", "indirect")


def test_narrow_punctuation_as_a_typist_leaves_it() -> None:
    text = '普京说,俄中关系很好.他强调,合作将继续.\n\n绍伊古: "关系处于历史最高水平。"'
    assert [text[quote.content[0].start : quote.content[0].stop] for quote in quotes(text)] == [
        "俄中关系很好", "合作将继续", "关系处于历史最高水平。",
    ]  # fmt: skip


def test_a_country_that_hopes_is_the_authors_prose() -> None:
    assert quotes("另一方面，澳大利亚希望通过协作提升能力。") == ()


def test_a_document_speaks() -> None:
    check("{source:《联合声明》}{cue:指出}，{content:双方反对单边制裁}。", "indirect")


def test_corner_brackets_are_quotation_marks() -> None:
    check("「{content:我們不會退讓，}」{source:普京}{cue:說}，「{content:這是原則問題。}」", "direct")


def test_a_person_that_is_mentioned_is_one_word() -> None:
    text = "参赛队员阿布都说，演习很成功。"
    mention = Mention(span=Span(start=4, stop=7), text="阿布都", type="PER")
    found = extract_quotes(text, NLP(text), (mention,))
    assert [quote.source for quote in found] == [Span(start=0, stop=7)]


def test_the_next_speakers_sentence_belongs_to_him() -> None:
    text = "王毅强调，中俄是好邻居。中方愿同俄方一道努力。拉夫罗夫赞同王毅的看法，表示俄方将奉行一个中国政策。"
    assert [text[quote.content[0].start : quote.content[0].stop] for quote in quotes(text)] == [
        "中俄是好邻居。中方愿同俄方一道努力",
        "俄方将奉行一个中国政策",
    ]


def test_long_answers_of_a_transcript_go_on() -> None:
    text = "记者：请介绍情况？\n\n张晓刚：演习已经开始。\n\n两军关系很好。\n\n记者：何时结束？\n\n张晓刚：下周结束。"
    found = [[text[s.start : s.stop] for s in quote.content] for quote in quotes(text)]
    assert found == [["请介绍情况？"], ["演习已经开始。", "两军关系很好。"], ["何时结束？"], ["下周结束。"]]


def test_paragraphs_that_a_page_joined_by_spaces() -> None:
    text = "王毅说，中俄关系很好。 双方还签署了文件。 李强说，合作不断深化。"
    contents = [text[quote.content[0].start : quote.content[0].stop] for quote in quotes(text)]
    assert contents == ["中俄关系很好", "合作不断深化"]


@pytest.mark.parametrize(
    "text",
    [
        "官兵的严正警告，令对方撤离。",
        "大家称赞他“作风过硬”。",
        "他二话不说，拿出氧气瓶。",
        "不可否认，问题还有不少。",
        "他扪心自问，自己做得够不够。",
    ],
)
def test_more_that_is_no_quote(text: str) -> None:
    assert quotes(text) == ()
