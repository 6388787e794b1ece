"""What all of Xinhua's templates have in common: where the parts stand differs, how they are written does not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from parsel import Selector

from crawler.pages.metadata import meta
from crawler.pages.page import Context, Page, Stamp
from crawler.pages.stamps import first_stamp, stamp_from_text, stamp_from_url
from crawler.pages.texts import blocks, first_text, text_of, tidy, without_end_mark, without_last_digits

JUNK = (
    "script, style, ins, iframe, .ad, .share, .bdsharebuttonbox, .advise, .relate-news, .news-com, .seo, .nav,"
    " .xh-comment, .p-kwap, #div_currpage, #div_page_roll1, .page-Article, .tiyi1, .tiyi01, .ewm, .mobile-ewm"
)

NAMES = r"[^\s\[\]【】）)|丨]{1,30}(?:[ 、，,][^\s\[\]【】）)|丨]{1,30}){0,5}"
EDITOR = re.compile(rf"(?:责任编辑|责编|编辑|Editor|Редактор)\s*[:：]\s*({NAMES})", re.IGNORECASE)
EDITORS_LINE = re.compile(
    r"[\[【（(]?\s*(?:【纠错】\s*)?(?:责任编辑|责编|编辑|纠错|Editor|Редактор)\s*(?:[:：].{0,60}|】)?\s*[\]】）)]?",
    re.IGNORECASE,
)
SOURCE = re.compile(
    r"(?:稿件来源|来源|Source|Источник)\s*[:：]\s*(.{1,40}?)\s*(?=作者|责任编辑|责编|编辑|Editor|字体|\||丨|\d{4}\s*[-年/]|[】）)]|$)",
    re.IGNORECASE,
)
LABELLED_AUTHOR = re.compile(rf"作者\s*[:：]\s*({NAMES})")

# 新华社巴黎12月9日电（记者唐霁）: from Xinhua, Paris, 9 December, by wire (reporter Tang Ji)
DATELINE = {
    "zh": re.compile(
        r"(?P<dateline>(?:新华社|新华网)[^，。：；]{1,30}?\d{1,2}月\d{1,2}日\s*(?:综合|特稿|专)?(?:电|讯|消息))\s*"
        r"(?:[（(]\s*(?P<byline>(?:新华社)?(?:特约)?(?:记者|通讯员)[^）)]{1,60})[）)])?"
    ),
    "en": re.compile(r"(?P<dateline>[A-Z][^()]{1,60}\(Xinhua\)\s*(?:--|—|–|-))"),
    "ru": re.compile(r"(?P<dateline>[А-ЯЁ][^/]{1,60}/(?:Синьхуа|Xinhua)/\s*(?:--|—|–|-))"),
}
BYLINE = re.compile(r"[Bb]y (?:Xinhua (?:writers?|reporters?|correspondents?) )?[A-Z][^.;:()]{2,80}")  # a line of its own
END_MARK = re.compile(r"\s*(?:\bEnditem\b|\bItem/\d+\b|(?:^|(?<=[.!?\s\"»”)]))-0-)\s*\.?\s*$")
STAMP_LINE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?\s*[丨|].{0,40}")  # 2019-05-31 01:46:28丨Russian.News.Cn
FROM_HEAD = re.compile(r"\s*[-_|–—]+\s*(?:新华网|新华社|Xinhua|Russian\.News\.Cn|English\.news\.cn|Синьхуа).*$", re.IGNORECASE)
SENTENCE = re.compile(r"[。！？；!?.…][”」』\"»）)]*$")

CREDIT = re.compile(
    # 新华社记者 才扬 摄; 新华社发（张三摄）; but 记者拍摄 is what a sentence says
    r"(?:记者|通讯员|发)\s*[^，。]{0,20}(?<!拍)摄\s*[）)]?。?$|新华社发。?$|（[^（）]{0,12}(?:资料|无人机)照片）\s*(?:新华社.{0,20})?$"
    r"|[(\[](?:Xinhua/|Photo[/ ]|Фото|Синьхуа/)[^()]{2,60}[)\]]$"
)
LONGEST_CAPTION = 400
NO_BUTTON = 40
LONGEST_TITLE = 1_000
ARTICLE_FILE = re.compile(r"(?:^|/)(?P<article>(?:c|content)_\d+)(?:_(?P<number>\d{1,3}))?\.html?(?:[?#].*)?$")
NEXT = re.compile(r"下一页|下页|Next|Следующая", re.IGNORECASE)
MOST_PAGES = 200
CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """CSS selectors, the best first."""

    own: tuple[str, ...]  # a page with none of these is of another generation
    title: tuple[str, ...]
    time: tuple[str, ...]
    source: tuple[str, ...]
    body: tuple[str, ...]
    editor: tuple[str, ...]
    drop: str  # inside the body


def read_parts(parts: Parts, page: Selector, context: Context) -> Page | None:
    if not any(page.css(css) for css in parts.own):
        return None
    found = (read_body(node, parts.drop) for css in parts.body for node in page.css(css))
    paragraphs, captions = next((body for body in found if body[0]), ((), ()))
    title = first_text(page, *parts.title) or title_from_head(page)
    return finished(
        Page(
            layout="xinhua",
            title=title,
            paragraphs=paragraphs,
            captions=captions,
            source=source_in(page, parts.source),
            editor=labelled(EDITOR, (first_text(page, css) for css in parts.editor)),
            published=published(page, parts.time, context),
            further=further_pages(page, context.url),
            completeness="partial" if leads_elsewhere(page, context.url) else "full",
        ),
        page,
        context,
    )


def finished(found: Page, page: Selector, context: Context) -> Page:
    """With what the text itself says: dateline, byline, end mark, editor's line, the page's number under the text."""
    paragraphs = without_last_digits(without_end_mark(found.paragraphs, END_MARK), context.url)
    editor = found.editor or labelled(EDITOR, (line for line in paragraphs if EDITORS_LINE.fullmatch(line)))
    stamped = next((line for line in paragraphs[:3] if STAMP_LINE.fullmatch(line)), "")
    paragraphs = tuple(line for line in paragraphs if not EDITORS_LINE.fullmatch(line) and not STAMP_LINE.fullmatch(line))
    byline = next((line for line in paragraphs[:2] if BYLINE.fullmatch(line)), "") if context.language == "en" else ""
    paragraphs = without_last_digits(tuple(line for line in paragraphs if line != byline), context.url)
    form = DATELINE.get(context.language)
    dateline = next((match for line in paragraphs[:3] if form and (match := form.match(line))), None)
    reporter = dateline.groupdict().get("byline") if dateline else ""
    in_text = (
        stamp_from_text(stamped, context.zone) if stamped and (found.published is None or found.published.how != "text") else None
    )
    return replace(
        found,
        paragraphs=paragraphs,
        editor=editor,
        dateline=dateline["dateline"] if dateline else "",
        byline=tidy(reporter or "") or byline or found.byline,
        tags=found.tags or tags(page, context.language),
        published=in_text or found.published,
    )


def read_body(node: Selector, drop: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(paragraphs, captions) of the body. What stands outside its <p> is kept when it is long or a sentence: no button is."""
    dropped = node.css(drop)
    gone = {found.root for found in dropped}
    pictured = bool(node.css("img"))
    captions = [found for found in node.css("p, figcaption, font") if found.root not in gone and _is_caption(found, pictured)]
    in_paragraphs = set(blocks(node.css("p, h2, h3, h4, li, blockquote"), without=dropped))
    texts = [
        text
        for text in blocks((node,), without=(*dropped, *captions))
        if not in_paragraphs or text in in_paragraphs or len(text) >= NO_BUTTON
        or SENTENCE.search(END_MARK.sub("", text)) or EDITORS_LINE.fullmatch(text)
    ]  # fmt: skip
    in_lines = dict.fromkeys(text for text in texts if _is_credit(text))
    return (
        tuple(text for text in texts if text not in in_lines),
        tuple(dict.fromkeys((*(text for caption in captions if (text := text_of(caption))), *in_lines))),
    )


def _is_caption(node: Selector, pictured: bool) -> bool:
    """A line in the captions' navy, or a centred one beside a picture that is no bold subheading."""
    if node.root.tag == "figcaption":
        return True
    if node.root.tag == "font":
        return node.attrib.get("color", "").lower() in ("navy", "#000080") and _is_short(node)
    if node.root.tag != "p":
        return False
    centred = node.attrib.get("align", "").lower() == "center" or bool(CENTRED.search(node.attrib.get("style", "")))
    bold = bool(node.css("strong, b"))
    return (centred and pictured and not bold and _is_short(node)) or _is_credit(text_of(node))


def _is_short(node: Selector) -> bool:
    return len(text_of(node)) <= LONGEST_CAPTION


def _is_credit(text: str) -> bool:
    return len(text) <= LONGEST_CAPTION and CREDIT.search(text) is not None


def source_in(page: Selector, selectors: Iterable[str]) -> str:
    """The source without its label: `em#source` holds it alone, the info lines hold it behind 来源."""
    for css in selectors:
        for node in page.css(css):
            text = text_of(node)
            if found := SOURCE.search(text):
                return tidy(found[1])
            if text and css.endswith(("#source", ".source")) and len(text) <= 40:
                return text.lstrip(":： ")
    return meta(page, "source")[:40]


def labelled(form: re.Pattern[str], texts: Iterable[str]) -> str:
    return next((tidy(found[1]) for text in texts if (found := form.search(text))), "")


def published(page: Selector, selectors: Iterable[str], context: Context) -> Stamp | None:
    """The head's time, else the meta tag's, else the day in the address."""
    printed = (text_of(node) for css in selectors for node in page.css(css))
    in_head = next((stamp for text in printed if (stamp := stamp_from_text(text, context.zone))), None)
    in_meta = meta(page, "publishdate", "pubdate", "datePublished")
    return first_stamp(
        lambda: in_head,
        lambda: stamp_from_text(in_meta, context.zone, "meta"),
        lambda: stamp_from_url(context.url, context.zone),
    )


def title_from_head(page: Selector) -> str:
    """The title element's text without the site's name."""
    return FROM_HEAD.sub("", first_text(page, "title")[:LONGEST_TITLE])


def tags(page: Selector, language: str) -> tuple[str, ...]:
    """The keywords: "法国,巴黎,退休,制度", with a line break inside the value on some pages, or "法国 巴黎"."""
    printed = meta(page, "keywords")
    signs = r"[,，;；、]" if language != "zh" or re.search(r"[,，;；、]", printed) else r"\s"
    return tuple(dict.fromkeys(tag for part in re.split(signs, printed) if (tag := tidy(part))))


def further_pages(page: Selector, url: str) -> tuple[str, ...]:
    """The addresses of the article's later pages, by their numbers: `c_<id>_2.htm`, `c_<id>_3.htm`."""
    own = ARTICLE_FILE.search(url)
    links = page.css("#div_currpage a::attr(href), #div_page_roll1 a::attr(href)").getall()[:MOST_PAGES] if own else []
    found: dict[int, str] = {}
    for link in links:
        file = ARTICLE_FILE.search(link.strip())
        if own and file and file["article"] == own["article"] and int(file["number"] or 1) > int(own["number"] or 1):
            found.setdefault(int(file["number"]), _absolute(url, link.strip()))
    return tuple(address for _, address in sorted(found.items()) if address)


def leads_elsewhere(page: Selector, url: str) -> bool:
    """Whether the pager has a next page that `further_pages` does not understand."""
    own = ARTICLE_FILE.search(url)
    for link in page.css("#div_currpage a"):
        file = ARTICLE_FILE.search(link.attrib.get("href", "").strip())
        if NEXT.search(text_of(link)) and not (own and file and file["article"] == own["article"]):
            return True
    return False


def _absolute(url: str, link: str) -> str:
    try:
        return urljoin(url, link)
    except ValueError:  # "http://[": no address
        return ""
