"""What a person sees of the store: divergences and judgements, status, search, doctor."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import readout
from processors.errors import InputError
from tests.monitor.lightweight import article_row, at, light_bench, write_crawl

Command = Callable[..., Result]
SAID = 'Wei said: "we came to support you", "good".'


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A store with one open omission, and a way to run commands on it without language models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("monitor.run.lay_bench", lambda settings, notes=(): light_bench())
    crawls = tmp_path / "crawls"
    write_crawl(crawls, at(3), "tass", "ru", [article_row("t1", "tass", "ru", at(3, 10), SAID)])
    write_crawl(crawls, at(5), "xinhua", "zh", [article_row("x1", "xinhua", "zh", at(3, 11), 'Wei said: "good".')])
    write_crawl(crawls, at(5, 13), "xinhua", "en", [], "blocked")

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(readout, words)

    assert invoke("run", "--from", "crawls", "--clock", at(6).isoformat()).exit_code == 0
    return invoke


def divergence(command: Command) -> dict[str, object]:
    found: dict[str, object] = json.loads(command("divergences", "list", "--json").output)
    return found


def test_the_list_shows_words_sides_and_state(command: Command) -> None:
    output = command("divergences").output
    assert "alerted" in output
    assert "omitted  tass/ru ≠ xinhua/zh" in output
    assert "wei: we came to support you" in output
    assert "1 shown" in output
    assert command("divergences", "list", "--state", "pending").output == "0 shown, 1 more in other states\n"


def test_one_is_shown_by_the_beginning_of_its_id_with_its_history(command: Command) -> None:
    name = str(divergence(command)["id"])
    output = command("divergences", "show", name[:6]).output
    assert name in output
    assert "mailed to watch all" in output
    assert "covered by: x1" in output
    assert json.loads(command("divergences", "show", name, "--json").output)["id"] == name
    assert isinstance(command("divergences", "show", "zzz").exception, InputError)


def test_a_judgement_is_kept_with_name_and_reason_and_can_be_changed(command: Command) -> None:
    name = str(divergence(command)["id"])
    assert command("divergences", "confirm", name, "--by", "anna").output == f"{name}: confirmed\n"
    assert divergence(command)["state"] == "confirmed"
    command("divergences", "reject", name, "--why", "another occasion", "--by", "boris")
    assert json.loads(command("divergences", "list", "--state", "rejected", "--json").output)["id"] == name
    history = command("divergences", "show", name).output
    assert "confirmed by anna" in history
    assert "another occasion" in history
    assert command("divergences", "reject", name).exit_code == 2, "who rejects says why"


def test_a_judgement_survives_the_next_pass(command: Command) -> None:
    name = str(divergence(command)["id"])
    command("divergences", "confirm", name, "--by", "anna")
    write_crawl(Path("crawls"), at(7), "tass", "ru", [article_row("t2", "tass", "ru", at(6, 13), 'Wei said: "good".')])
    command("run", "--from", "crawls", "--clock", at(8).isoformat())
    assert (divergence(command)["id"], divergence(command)["state"]) == (name, "confirmed")


def test_status_tells_what_was_read_and_what_was_blocked(command: Command) -> None:
    state = json.loads(command("status", "--json").output)
    assert state["counts"] == {
        "articles": 2,
        "revisions": 2,
        "analysed": 2,
        "failed": 0,
        "waiting": 0,
        "to_compare": 0,
        "refused": 0,
    }
    assert state["editions"]["xinhua/zh"]["complete_to"] == "2018-04-05T12:00:00Z"
    assert state["editions"]["xinhua/en"]["status"] == "blocked"
    assert state["editions"]["xinhua/en"]["troubles"] == ["https://example.org/ blocked"]
    assert state["passes"][0]["finished_at"] is not None
    text = command("status").output
    assert "xinhua/en   never complete, last blocked" in text
    assert "nvo/ru      never read" in text


def test_what_was_refused_or_could_not_be_analysed_is_found_again(command: Command) -> None:
    rows = [article_row("t8", "tass", "ru", at(7), "UNREADABLE"), {"id": "t9"}]
    write_crawl(Path("crawls"), at(8), "tass", "ru", rows)
    command("run", "--from", "crawls", "--clock", at(9).isoformat())
    text = command("status").output
    assert "20180408T120000Z-tass-ru.jsonl:2: t9: no text: " in text
    assert "not analysed: t8 revision 1: ValueError: nothing can be made of this" in text


def test_search_prints_the_words_where_they_stand(command: Command) -> None:
    output = command("search", "support").output
    assert "tass/ru  t1" in output
    assert "*support*" in output
    (line,) = command("search", "support", "--json").output.splitlines()
    hit = json.loads(line)
    start, stop = hit["snippet"]["matches"][0]
    assert SAID[start:stop] == "support"
    assert command("search", "nothing-of-the-kind").output == "nothing found\n"


def test_exported_quotes_carry_their_words_and_their_place(command: Command) -> None:
    quotes = [json.loads(line) for line in command("export", "quotes").output.splitlines()]
    assert [(quote["article"], quote["text"], quote["speaker"]) for quote in quotes] == [
        ("t1", "we came to support you", "wei"),
        ("t1", "good", "wei"),
        ("x1", "good", "wei"),
    ]


def test_without_a_store_there_is_a_line_that_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["status"], ["divergences"], ["search", "x"], ["export"]):
        answer = CliRunner().invoke(readout, words)
        assert "there is no store yet" in str(answer.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_crawl_without_a_contact_is_refused_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(readout, ["run"])
    assert answer.exit_code == 1
    assert "crawl.yml: contact" in str(answer.exception)
