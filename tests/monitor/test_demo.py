"""`readout demo`: real passes that crawl a replica of the sites, and a folder that is never cleared unless the demo made it."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email import policy
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.archive.archive import open_archive
from crawler.replica import Replica
from monitor.cli import readout
from monitor.demo.folder import MARKER, give_way, set_stage
from monitor.demo.script import ACTS
from monitor.settings import load_settings
from monitor.store.articles import all_articles
from monitor.store.engine import open_store
from processors.errors import InputError


@dataclass(frozen=True)
class Shown:
    acts: tuple[str, ...]  # what was told of each pass
    rest: str
    folder: Path


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("demo") / "readout-demo"
    result = CliRunner().invoke(readout, ["demo", str(folder)])
    assert result.exit_code == 0, result.output
    acts, _, rest = result.stdout.partition("── the other way round")
    return Shown(acts=tuple(re.split(r"\n── \d ── ", acts)[1:]), rest=rest, folder=folder)


def mails(folder: Path) -> list[email.message.EmailMessage]:
    found = sorted((folder / "mail").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in found]


def plain(message: email.message.EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_each_pass_is_told(shown: Shown) -> None:
    assert len(shown.acts) == len(ACTS)
    assert "Trouble" not in "".join(shown.acts)


def test_before_the_window_closes_it_waits(shown: Shown) -> None:
    assert "waiting for the other side" in shown.acts[1]
    assert "Mail: none" in shown.acts[0]
    assert "Mail: none" in shown.acts[1]


def test_after_the_window_one_digest_leads_with_the_words(shown: Shown) -> None:
    assert "Mail: one digest" in shown.acts[2]
    digest = mails(shown.folder)[0]
    assert "We came so that the Americans would know" in digest["Subject"]
    lead = plain(digest).partition("\n2. ")[0]
    assert "We came to support you" in lead
    assert "Wei Fenghe / 魏凤和 / Вэй Фэнхэ" in lead
    assert re.search(r"Carried by TASS \(.*; Xinhua \(en, ru, zh\) quoted Wei Fenghe", lead)
    assert "*Americans*" in lead or "*американцы*" in lead
    assert "invented for Readout's demo" in lead


def test_the_same_again_mails_nothing(shown: Shown) -> None:
    assert "Mail: none" in shown.acts[3]
    assert "Mail: none" in shown.acts[4]


def test_a_late_text_closes_it_in_a_line(shown: Shown) -> None:
    assert len(mails(shown.folder)) == 2
    closing = plain(mails(shown.folder)[1])
    assert "CLOSED" in closing
    assert "printed by Xinhua (zh) 10 days after the first printing" in closing


def test_dossiers_stand_beside_it(shown: Shown) -> None:
    named = re.search(r"The dossier: (\S+)", shown.rest)
    assert named is not None
    page = Path(named[1]).read_text(encoding="utf-8")
    assert "We came so that the Americans would know" in page
    assert "closed: the other side printed it later" in page
    assert "word-by-word machine gloss" in page
    assert "稳如泰山" in page  # a set phrase in the covering articles, charted


def test_the_claim_is_checked(shown: Shown) -> None:
    assert "Verdict: ALTERED" in shown.rest
    assert "Nobody printed “[against the United States]”" in shown.rest


def test_what_it_left_can_be_asked(shown: Shown) -> None:
    listed = CliRunner().invoke(readout, ["--config", str(shown.folder / "config"), "divergences"])
    assert listed.exit_code == 0, listed.output
    assert "wei-fenghe" in listed.stdout


def test_a_dossier_can_be_asked_for(shown: Shown, tmp_path: Path) -> None:
    name = next((shown.folder / "dossiers").iterdir()).stem
    made = CliRunner().invoke(
        readout, ["--config", str(shown.folder / "config"), "divergences", "dossier", name[:8], "-o", str(tmp_path / "d.html")]
    )
    assert made.exit_code == 0, made.output
    assert name in (tmp_path / "d.html").read_text(encoding="utf-8")


# --- the folder ---------------------------------------------------------------------------------------------------------


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="was not made by the demo"):
        set_stage(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_second_demo_starts_anew_and_spares_what_is_not_its_own(tmp_path: Path) -> None:
    stage = set_stage(tmp_path / "demo")
    stage.crawls.mkdir()
    (stage.crawls / "20180403T134000Z-tass-ru.jsonl").write_text("{}")
    (stage.folder / "notes.txt").write_text("mine")
    again = set_stage(tmp_path / "demo")
    assert not again.crawls.exists()
    assert (again.folder / "notes.txt").read_text() == "mine"
    assert (again.folder / MARKER).is_file()


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "demo").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError):
        set_stage(tmp_path / "demo")


def test_crawls_go_by_the_replica_and_by_nothing_else(tmp_path: Path) -> None:
    stage = set_stage(tmp_path / "a folder: with, signs")
    with Replica.start(clock=ACTS[0].clock) as replica:
        give_way(stage, replica)
        crawl = load_settings(stage.config).crawl
        assert crawl.proxy == replica.proxy
        assert crawl.ca_file is not None
        assert crawl.ca_file.read_bytes() == replica.certificates.authority_pem
    assert crawl.contact == "demo@localhost"
    assert {crawl.archive.parent, crawl.crawls.parent} == {stage.folder.resolve()}


def test_pages_come_from_the_archive_that_it_leaves(shown: Shown) -> None:
    settings = load_settings(shown.folder / "config")
    with open_archive(settings.crawl.archive, outlets=settings.outlets) as archive, open_store(settings.store) as store:
        with store.reading() as connection:
            found = list(all_articles(connection))
        assert len({article.id for article in found}) >= 8
        for article in found:
            assert article.warc is not None
            assert archive.read(article.warc).status == 200
