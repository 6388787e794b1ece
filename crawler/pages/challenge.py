"""Pages that stand in place of an article: a script that tests the browser, a captcha, a refusal, a request for consent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from parsel import Selector

from crawler.pages.metadata import news_articles
from crawler.pages.texts import text_of

SMALL = 1_500  # characters that a reader sees; no article is kept from us by a page that says more
FEW = 200  # paragraphs that are looked at
LARGEST = 1_000_000  # characters of source: no challenge is that large
HEAD = 200_000  # characters of source that are searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    name: str
    where: Literal["source", "words"]  # of the page, or what a reader sees, the title included
    pattern: re.Pattern[str]


def _mark(name: str, where: Literal["source", "words"], *patterns: str) -> Mark:
    return Mark(name=name, where=where, pattern=re.compile("|".join(patterns), re.IGNORECASE))


# Tried in this order. The first two were seen on tass.ru; the others are the products' own, from their pages and documentation.
MARKS = (
    _mark("StormWall challenge", "source", r"__js_p_", r"__jhash_", r"__jua_", r"__lhash_", r"stormwall"),
    _mark("Servicepipe challenge", "source", r"servicepipe\.ru", r"[\"';\s]spid=", r"\bspsn?=[\w.]+;", r"get_cookie_spsc_"),
    _mark("Cloudflare challenge", "source", r"cf-chl-", r"cf_chl_opt", r"/cdn-cgi/challenge-platform/", r"cf-browser-verification"),
    _mark("DDoS-Guard challenge", "source", r"ddos-guard\.net", r"/\.well-known/ddos-guard/", r"__ddg\d_"),
    _mark("Qrator challenge", "source", r"__qrator", r"qauth\.js"),
    _mark("Imperva challenge", "source", r"_Incapsula_Resource", r"incap_ses_"),
    _mark("captcha", "source", r"g-recaptcha", r"recaptcha/api", r"hcaptcha\.com", r"smartcaptcha", r"geetest", r"showcaptcha"),
    _mark(
        "captcha", "words",
        r"\bcaptcha\b", r"капч[аиу]", r"вы не робот", r"подтвердите,? что (?:вы|запросы)",
        r"are you (?:a )?(?:human|robot)", r"人机验证", r"安全验证", r"请输入验证码",
    ),
    _mark(
        "browser check", "words",
        r"checking your browser", r"just a moment", r"enable (?:javascript|cookies) (?:and|to)",
        r"проверка (?:вашего )?браузера", r"浏览器安全检查",
    ),
    _mark(
        "refusal", "words",
        r"access (?:to this (?:page|resource) )?(?:is |has been )?denied", r"403 forbidden",
        r"request (?:was )?(?:blocked|rejected)",
        r"you have been blocked", r"доступ (?:к \w+ )?(?:запрещ[её]н|ограничен|заблокирован)",
        r"访问被(?:拒绝|拦截|阻断)", r"您的(?:请求|访问)已?被(?:拦截|阻断|拒绝)", r"禁止访问",
    ),
    _mark("too many requests", "words", r"too many requests", r"слишком много запросов", r"(?:访问|请求)过于频繁"),
    _mark(
        "consent page", "words",
        r"before you continue", r"we (?:use|value) (?:cookies|your privacy).{0,200}(?:accept|agree)",
        r"согласие на (?:обработку|использование)", r"для продолжения.{0,80}(?:согласи|cookie)",
    ),
)  # fmt: skip
REFUSING = (401, 403, 405, 429, 503)


def find_challenge(text: str, page: Selector, status: int = 200) -> str | None:
    """The name of the mark that tells that this is no article; None when nothing does, or an article stands there all the same."""
    if len(text) > LARGEST or news_articles(page):
        return None
    seen = " ".join(text_of(node) for node in page.css("title, body"))
    if len(seen) > SMALL or (_has_paragraphs(page) and status not in REFUSING):
        return None
    places = {"source": text[:HEAD], "words": seen}
    return next((mark.name for mark in MARKS if mark.pattern.search(places[mark.where])), None)


def _has_paragraphs(page: Selector) -> bool:
    """A page that loads a protection's script and has paragraphs of its own is an article behind that protection."""
    return sum(len(text_of(paragraph)) for paragraph in page.css("p")[:FEW]) > SMALL // 3
