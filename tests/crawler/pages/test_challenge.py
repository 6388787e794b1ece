"""Challenge, captcha, refusal and consent pages; and articles that only look like one."""

from __future__ import annotations

import pytest

from crawler.pages.challenge import MARKS, find_challenge
from crawler.pages.trees import read_tree

PROSE = (
    "<p>Министр обороны заявил, что капча на сайте ведомства будет заменена. Доступ запрещён не будет никому, сказал он.</p>" * 8
)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ('<script>document.cookie="__js_p_=1,1800,0,0;path=/";var a="__jhash_","__jua_"</script>', "StormWall challenge"),
        ('<script>document.cookie="spid=16_1;path=/";location.reload()</script>', "Servicepipe challenge"),
        ('<script src="https://servicepipe.ru/static/checkjs.js"></script>', "Servicepipe challenge"),
        ("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", "Cloudflare challenge"),
        ('<script src="/cdn-cgi/challenge-platform/h/b/orchestrate.js"></script>', "Cloudflare challenge"),
        ('<script src="/.well-known/ddos-guard/check"></script>', "DDoS-Guard challenge"),
        ('<div class="g-recaptcha" data-sitekey="x"></div>', "captcha"),
        ("<form><p>Подтвердите, что вы не робот</p></form>", "captcha"),
        ("<h1>请完成人机验证</h1>", "captcha"),
        ("<title>Just a moment...</title>", "browser check"),
        ("<h1>Проверка браузера перед переходом на сайт</h1>", "browser check"),
        ("<h1>403 Forbidden</h1><hr><center>nginx</center>", "refusal"),
        ("<h1>Access Denied</h1><p>You don't have permission.</p>", "refusal"),
        ("<h1>Доступ к сайту запрещен</h1>", "refusal"),
        ("<p>您的访问被拦截，事件编号 1</p>", "refusal"),
        ("<h1>429 Too Many Requests</h1>", "too many requests"),
        ("<p>访问过于频繁，请稍后再试</p>", "too many requests"),
        ("<h1>Before you continue</h1><button>Accept all</button>", "consent page"),
        ("<p>Мы просим согласие на обработку данных.</p><button>Принять</button>", "consent page"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [200, 403, 503])
def test_marks(page: str, name: str, status: int) -> None:
    html = f"<html><head></head><body>{page}</body></html>"
    assert find_challenge(html, read_tree(html).page, status) == name


@pytest.mark.parametrize(
    "page",
    [
        PROSE,
        f'{PROSE}<script src="https://www.google.com/recaptcha/api.js"></script>',
        f'<script>document.cookie="__js_p_=1"</script>{PROSE}',
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Капча"}</script><p>Введите капчу</p>',
        "<p>Short news: the minister spoke.</p>",
        "",
    ],
)
def test_an_article_is_never_taken_for_a_challenge(page: str) -> None:
    html = f"<html><body>{page}</body></html>"
    assert find_challenge(html, read_tree(html).page) is None


def test_each_mark_is_the_first_that_tells_for_some_page() -> None:
    assert len({mark.pattern for mark in MARKS}) == len(MARKS)
