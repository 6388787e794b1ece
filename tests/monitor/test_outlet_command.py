"""`readout outlet`: stubs that work as written, and what is shown of pages, listings and crawls. All texts are invented."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from crawler.archive.archive import open_archive
from crawler.crawlfile import EntryPoint, Health
from crawler.outlets import load_outlets
from crawler.pages.layouts import LAYOUTS
from crawler.pages.page import Context, Layout, Page
from crawler.replica import Replica
from monitor.adding.checkout import GOLDEN
from monitor.adding.stubs import enter_layouts
from monitor.cli import main, readout
from monitor.commands import outlet_
from monitor.store.crawls import save_crawl
from monitor.store.engine import open_store
from tests.conftest import CHECKOUT
from tests.crawler.archive.exchanges import exchange
from tests.monitor.lightweight import at

PAGE = CHECKOUT / GOLDEN / "nvo" / "news-2026.html"
URL = "https://nvo.ng.ru/news/800001.html"
LISTINGS = CHECKOUT / "tests/crawler/listings/fixtures"
NEW = ("new", "lindenau", "--name", 'Lindenau\'s "News"', "--country", "cn", "--language", "zh", "--host", "www.lindenau.example")


PROSE = "<p>Министр обороны Громов заявил, что учения не направлены против третьих стран и продолжатся осенью.</p>" * 4


def stop(*_: object, **__: object) -> None:
    raise AssertionError("something was fetched")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration of its own: store, archive and crawl files in a folder that goes away."""
    folder = tmp_path / "config"
    shutil.copytree(CHECKOUT / "config", folder)
    (folder / "readout.yml").write_text(f"store: {tmp_path / 'readout.db'}\n", encoding="utf-8")
    (folder / "crawl.yml").write_text(f"archive: {tmp_path / 'archive'}\ncontact: editor@example.org\n", encoding="utf-8")
    return folder


@pytest.fixture
def check(config: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(subprocess, "Popen", stop)  # only a child process fetches
    return lambda *words: CliRunner().invoke(readout, ["--config", str(config), "outlet", "check", *map(str, words)])


# --- new ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the parts of a checkout that an outlet is written into."""
    root = tmp_path / "tree"
    for part in ("config", "crawler", "processors", "monitor/adding", "tests/crawler/pages", "tests/servers"):
        shutil.copytree(CHECKOUT / part, root / part, ignore=shutil.ignore_patterns("__pycache__", "content", "data"))
    for file in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(CHECKOUT / file, root / file)
    monkeypatch.setattr(outlet_, "checkout", lambda: root)
    return root


def new(*words: str) -> Result:
    return CliRunner().invoke(readout, ["outlet", *words])


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_stubs_load_and_pass_their_own_test_at_once(tree: Path, language: str) -> None:
    done = new(*NEW, "--language", language, "--host", "lindenau.example")
    assert done.exit_code == 0, done.output
    assert "entered it in crawler/pages/layouts.py" in done.output
    outlet = load_outlets(tree / "config" / "outlets").get("lindenau")
    assert outlet is not None
    assert (outlet.name, outlet.enabled, outlet.editions[0].zone) == ('Lindenau\'s "News"', False, "Asia/Shanghai")
    assert outlet.editions[0].is_article("https://lindenau.example/2018/0403/a-1.html")
    golden = ["-m", "pytest", "-p", "no:cacheprovider", "tests/crawler/pages/test_golden_pages.py", "-k", "lindenau"]
    spider = ["-c", "from crawler.spiders.lindenau import Lindenau; print(Lindenau.name)"]
    for words, told in ((golden, "2 passed"), (spider, "lindenau")):
        ran = subprocess.run([sys.executable, *words], cwd=tree, capture_output=True, text=True, check=False)
        assert told in ran.stdout, ran.stdout + ran.stderr


def test_stubs_are_in_the_house_style(tree: Path) -> None:
    new(*NEW)
    files = ["crawler/pages/lindenau.py", "crawler/spiders/lindenau.py", "crawler/pages/layouts.py"]
    for words in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *words, *files]
        ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout


def test_new_writes_over_nothing(tree: Path) -> None:
    assert new(*NEW).exit_code == 0
    before = {path: path.read_bytes() for path in tree.rglob("*lindenau*") if path.is_file()}
    again = new(*NEW)
    assert again.exit_code == 1
    assert "config/outlets/lindenau.yml is there already" in str(again.exception)
    assert {path: path.read_bytes() for path in before} == before
    assert "crawler/pages/texts.py is there already" in str(new("new", "texts", *NEW[2:]).exception)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("new", "Big", *NEW[2:]), "'Big': ID"),
        (("new", "class", *NEW[2:]), "is a word of Python"),
        ((*NEW[:-1], "https://www.lindenau.example/"), "--host: a host alone"),
        ((*NEW, "--zone", "Mars/Olympus"), "no time zone"),
        ((*NEW, "--country", "China"), "--country: two small letters"),
        ((*NEW, "--name", 'x"""y'), "--name"),
    ],
)
def test_new_refuses_in_one_line(tree: Path, words: tuple[str, ...], told: str) -> None:
    done = new(*words)
    assert done.exit_code == 1
    assert told in str(done.exception)
    assert not list(tree.rglob("*lindenau*"))


def test_layouts_of_another_form_are_left_alone(tree: Path) -> None:
    file = tree / "crawler/pages/layouts.py"
    file.write_text("LAYOUTS = load()\n", encoding="utf-8")
    assert 'add `from crawler.pages import lindenau` and, in LAYOUTS, `"lindenau": lindenau.LAYOUTS,`' in new(*NEW).output
    assert file.read_text(encoding="utf-8") == "LAYOUTS = load()\n"


def test_outlet_is_entered_in_the_layouts_as_they_are() -> None:
    text = (CHECKOUT / "crawler/pages/layouts.py").read_text(encoding="utf-8")
    entered = enter_layouts(text, "lindenau-news", "lindenau_news")
    assert entered is not None
    assert '    "lindenau-news": lindenau_news.LAYOUTS,\n}\n' in entered
    assert "lindenau_news, nvo" in entered


def test_an_installed_copy_says_what_configuration_alone_can_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor.adding.checkout import checkout

    monkeypatch.setattr(outlet_, "checkout", lambda: checkout(tmp_path))
    done = new(*NEW)
    assert done.exit_code == 1
    assert "read by the general extractor, its articles are partial and never prove" in str(done.exception)
    assert "\n" not in str(done.exception)


# --- check: a page --------------------------------------------------------------------------------------------------


def test_a_page_is_shown_field_by_field(check: Callable[..., Result]) -> None:
    output = check("nvo", "--page", PAGE, "--url", URL).output
    assert "nvo/ru: https://nvo.ng.ru/news/800001.html\naddress: an article\ncharset: utf-8 (valid utf-8)\n" in output
    assert "nvo-article: not of this layout" in output
    assert "nvo-news: 2 paragraphs, title, byline, published 2026-08-11T09:40:00Z" in output
    assert "read by: nvo-news, full" in output
    assert "printed '11.08.2026 12:40' at +03:00, from text" in output
    assert "expected fields: all there" in output


def test_what_is_expected_and_not_on_the_page_is_named(check: Callable[..., Result], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.read_text(encoding="utf-8").replace("<em>Владимир Мухов</em>", ""), encoding="utf-8")
    assert "expected and not found: byline" in check("nvo", "--page", page, "--url", URL).output


def test_address_that_a_crawl_would_pass_over_is_told(check: Callable[..., Result]) -> None:
    assert "NOT an article by `articles`" in check("nvo", "--page", PAGE, "--url", "https://nvo.ng.ru/news/").output


def test_page_says_its_address_itself(check: Callable[..., Result], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f'<link rel="canonical" href="{URL}">{PAGE.read_text(encoding="utf-8")}', encoding="utf-8")
    assert URL in check("nvo", "--page", page).output
    assert "say where the page stands: --url" in str(check("nvo", "--page", PAGE).exception)


def test_a_page_that_nothing_reads_would_be_in_quarantine(check: Callable[..., Result], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>x", encoding="utf-8")
    assert "read by: none; a crawl puts it into quarantine: no layout fits" in check("nvo", "--page", page, "--url", URL).output


def test_the_general_extractor_is_named(
    check: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setitem(LAYOUTS, "nvo", ())
    page = tmp_path / "page.html"
    page.write_text(PAGE.read_text(encoding="utf-8").replace("</div>", f"{PROSE}</div>"), encoding="utf-8")
    output = check("nvo", "--page", page, "--url", URL).output
    assert "no layout of nvo is in crawler/pages/layouts.py" in output
    assert "read by: trafilatura, partial (no layout fits: the general extractor)" in output


def test_a_layout_that_fails_is_told_with_its_line(check: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(page: object, context: Context) -> Page | None:
        raise KeyError("title")

    monkeypatch.setitem(LAYOUTS, "nvo", (Layout(name="nvo-broken", parse=parse),))
    output = check("nvo", "--page", PAGE, "--url", URL).output
    assert "nvo-broken: failed: KeyError: 'title' (test_outlet_command.py:" in output


def test_a_page_of_the_archive_is_shown_by_its_address(check: Callable[..., Result], tmp_path: Path) -> None:
    assert "the archive" in str(check("nvo", "--page", URL).exception)
    with open_archive(tmp_path / "archive") as archive:
        archive.append(exchange(url=URL, article_url=URL, outlet="nvo", edition="ru", body=PAGE.read_bytes()))
    assert "read by: nvo-news" in check("nvo", "--page", URL).output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nobody",), "no outlet is called nobody"),
        (("nvo", "--page", "absent.html", "--url", URL), "absent.html: No such file"),
        (("nvo", "--page", PAGE, "--url", "https://tass.ru/a/5091111"), "it belongs to tass"),
        (("nvo", "--page", PAGE, "--url", "http://["), "no address of nvo"),
        (("nvo", "--page", "a.warc.gz"), "readout import"),
        (("nvo", "--listing", PAGE, "--url", "https://nvo.ng.ru/x"), "no entry point of nvo; there is https://nvo.ng.ru/rss/"),
        (("nvo", "--listing", PAGE), "more than one entry point"),
    ],
)
def test_what_cannot_be_checked_is_told_in_one_line(check: Callable[..., Result], words: tuple[object, ...], told: str) -> None:
    done = check(*words)
    assert done.exit_code == 1
    assert told in str(done.exception)
    assert "\n" not in str(done.exception)


def test_two_things_at_once_are_wrong_usage(check: Callable[..., Result]) -> None:
    assert check("nvo", "--page", PAGE, "--live").exit_code == 2
    assert check("nvo", "--golden", "x").exit_code == 2


def test_a_golden_page_is_kept_with_what_was_read(
    check: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet_, "checkout", lambda: tmp_path)
    assert check("nvo", "--page", PAGE, "--url", URL, "--golden", "again").exit_code == 0
    kept = tmp_path / GOLDEN / "nvo" / "again.html"
    assert kept.read_bytes() == PAGE.read_bytes()
    told, before = (yaml.safe_load(file.with_suffix(".json").read_text(encoding="utf-8")) for file in (kept, PAGE))
    assert told["page"] == before["page"]
    assert "a name in small letters" in str(check("nvo", "--page", PAGE, "--url", URL, "--golden", "../x").exception)


# --- check: a listing -----------------------------------------------------------------------------------------------


def test_a_listing_is_counted(check: Callable[..., Result]) -> None:
    output = check("tass", "--listing", LISTINGS / "tass-ru-v2.xml", "--url", "https://tass.ru/rss/v2.xml").output
    assert "tass/ru: rss https://tass.ru/rss/v2.xml" in output
    assert "refused by the topic filter" in output
    assert "stale (newest item is of" in output


def test_the_clock_decides_what_is_stale(check: Callable[..., Result]) -> None:
    words = ("tass", "--listing", LISTINGS / "tass-ru-v2.xml", "--url", "https://tass.ru/rss/v2.xml")
    newest = next(line for line in check(*words).output.splitlines() if line.startswith("newest: ")).split()[1].rstrip(";")
    assert "; read (expected within 6 hours)" in check(*words, "--clock", newest).output


def test_what_is_no_listing_is_told(check: Callable[..., Result]) -> None:
    assert "no listing: " in check("tass", "--listing", PAGE, "--url", "https://tass.ru/rss/v2.xml").output


def test_addresses_that_are_no_articles_are_shown(check: Callable[..., Result], tmp_path: Path) -> None:
    page = tmp_path / "list.html"
    page.write_text(
        "<dl class=datelist><dd><a href='/gazeta/a.html'>Китай</a><a href='//other.example/b.html'>x</a></dl>", encoding="utf-8"
    )
    output = check("nvo", "--listing", page, "--url", "https://nvo.ng.ru/gazeta/").output
    assert "articles: 0;" in output
    assert "no articles by `articles`:\n  https://nvo.ng.ru/gazeta/a.html  Китай\n" in output
    assert "other.example 1" in output


# --- check: crawls --------------------------------------------------------------------------------------------------


def test_last_crawls_are_compared_with_what_is_expected(check: Callable[..., Result], tmp_path: Path) -> None:
    assert "none yet; --page and --listing look at saved files" in check("nvo").output
    point = EntryPoint(url="https://nvo.ng.ru/rss/", status="read", channel="issues", listed=3, newest=at(3))
    health = Health(
        outlet="nvo", edition="ru", started_at=at(3), finished_at=at(3), complete_to=at(3), status="complete",
        entry_points=(point,), articles=1, listed=3, fetched=1,
    )  # fmt: skip
    with open_store(tmp_path / "readout.db") as store, store.writing() as connection:
        save_crawl(connection, health)
    output = check("nvo", "--clock", "2018-04-03T13:00:00Z").output
    assert "issues: https://nvo.ng.ru/rss/: read, 3 articles listed, newest 2018-04-03T12:00:00Z" in output
    assert "as expected: no alarm" in output
    assert "alarm: nvo/ru: not crawled since" in check("nvo", "--clock", "2018-04-09T13:00:00Z").output


def test_live_crawls_once_into_a_folder_of_its_own(config: Path, tmp_path: Path) -> None:
    clock = datetime(2018, 4, 4, 16, tzinfo=UTC)
    with Replica.start(clock=clock) as replica:
        settings = {
            "contact": "test@example.org", "proxy": replica.proxy, "ca_file": str(replica.ca_file(tmp_path / "ca.pem")),
            "delay_seconds": 0, "archive": str(tmp_path / "archive"), "crawls": str(tmp_path / "crawls"),
        }  # fmt: skip
        (config / "crawl.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        words = ["--config", str(config), "outlet", "check", "tass", "--live", "--edition", "en", "--clock", clock.isoformat()]
        done = CliRunner().invoke(readout, words)
        assert done.exit_code == 0, (done.output, done.exception)
    assert "tass/en: complete, begun 2018-04-04T16:00:00Z" in done.output
    assert "full, layout tass-en" in done.output
    assert not (tmp_path / "archive").exists()
    assert not (tmp_path / "crawls").exists()


def test_a_live_crawl_that_failed_is_told_without_the_log_that_is_gone(
    check: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    trouble = "crawl of tass/en: ended with status 1: no route; none at all; /tmp/x.log tells more, what it fetched is kept"
    monkeypatch.setattr("monitor.adding.crawl_check.crawl_editions", lambda jobs, settings: (trouble,))
    done = check("tass", "--live", "--edition", "en")
    assert str(done.exception) == "crawl of tass/en: ended with status 1: no route; none at all"
    assert "no edition fr that can be crawled" in str(check("tass", "--live", "--edition", "fr").exception)


def test_live_needs_a_contact(config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (config / "crawl.yml").write_text("contact: ''\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["readout", "--config", str(config), "outlet", "check", "tass", "--live"])
    with pytest.raises(SystemExit) as end:
        main()
    assert "contact" in str(end.value)


@pytest.mark.parametrize("name", ["new", "check"])
def test_each_has_help_with_an_example(name: str) -> None:
    assert f"readout outlet {name}" in new(name, "--help").output.split("Example:")[1]
