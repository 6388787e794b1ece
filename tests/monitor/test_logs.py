"""What a log line looks like, which run it belongs to, and what no text from outside can make of it."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.log_lines import JsonLines, TextLines
from monitor.logs import current_run, run_id, start_logging
from monitor.run import run_pass
from monitor.settings import Settings, load_settings
from monitor.store.engine import open_store
from tests.monitor.lightweight import CHECKOUT, at, light_bench, light_settings

LOG = logging.getLogger("monitor.example")
HOSTILE = "read\n2018-04-05T12:00:00Z ERROR monitor: forged\r\x1b[2K\u2028\u202egnorts\x85\x00"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers = list(root.handlers)
    yield
    root.handlers = handlers


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(light_settings(tmp_path), log_level="info")


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    found = LOG.makeRecord("monitor.example", logging.INFO, "example.py", 1, message, args, None, extra=extra)
    found.created = datetime(2018, 4, 5, 12, tzinfo=UTC).timestamp()
    return found


def test_a_line_of_text_has_its_time_level_place_and_run(settings: Settings) -> None:
    assert TextLines().format(record("read %d pages", 3)) == "2018-04-05T12:00:00Z INFO monitor.example: read 3 pages"
    told = TextLines().format(record("read", run="pass-17", outlet="tass", seconds=1.5, url="https://tass.ru/a b"))
    assert told == '2018-04-05T12:00:00Z INFO monitor.example run=pass-17 outlet=tass seconds=1.5 url="https://tass.ru/a b": read'


def test_a_line_of_json_has_the_same_as_fields(settings: Settings) -> None:
    row = json.loads(JsonLines().format(record("Вэй 魏凤和", run="pass-17", outlet="tass", counts={"new": 2}, at=at(3))))
    assert row == {
        "time": "2018-04-05T12:00:00.000000Z", "level": "info", "logger": "monitor.example", "message": "Вэй 魏凤和",
        "run": "pass-17", "outlet": "tass", "counts": {"new": 2}, "at": at(3).isoformat(),
    }  # fmt: skip


def test_the_form_is_that_of_the_settings(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(replace(settings, log_form="json"))
    LOG.info("one")
    start_logging(settings)
    LOG.info("two")
    first, second = lines(capsys)
    assert json.loads(first)["message"] == "one"
    assert second.endswith("INFO monitor.example: two")


def test_less_than_the_level_is_left_out(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(replace(settings, log_level="warning"))
    LOG.info("not told")
    LOG.warning("told")
    assert [line.rpartition(": ")[2] for line in lines(capsys)] == ["told"]


def test_a_run_inside_a_run_has_its_own_name(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(settings)
    with run_id("pass-17"):
        with run_id("sync"):
            LOG.info("inside")
        LOG.info("after it")
    LOG.info("outside")
    assert [line.split("monitor.example")[1] for line in lines(capsys)] == [
        " run=sync: inside", " run=pass-17: after it", ": outside",
    ]  # fmt: skip
    assert current_run() is None


def test_an_exception_is_a_field_and_set_in_below_a_line_of_text(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "json"):
        start_logging(replace(settings, log_form=form))
        try:
            raise ValueError(HOSTILE)
        except ValueError:
            LOG.exception("the page %s", "is bad")
    told = lines(capsys)
    assert told[0].endswith("ERROR monitor.example: the page is bad")
    assert all(line.startswith("    | ") for line in told[1:-1])
    row = json.loads(told[-1])
    assert row["message"] == "the page is bad"
    assert row["exception"].endswith(HOSTILE)


@given(st.text() | st.just(HOSTILE))
def test_no_text_makes_a_line_more_than_one(text: str) -> None:
    for form in (TextLines(), JsonLines()):
        line = form.format(record("said: %s", text, run=text, title=text))
        assert len(line.splitlines()) == 1
        assert line.isprintable() or not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line)
    assert json.loads(line)["title"] == text


def test_a_field_cannot_pretend_to_be_another(settings: Settings) -> None:
    line = TextLines().format(record("read", outlet='tass run=pass-18: "'))
    assert line.endswith(r'outlet="tass run=pass-18: \"": read')


def test_a_record_that_does_not_fit_its_arguments_is_told_as_it_is(settings: Settings) -> None:
    assert TextLines().format(record("%d pages", "three")).endswith(": %d pages ('three',)")


SECRETS = {"SMTP": "correct horse/battery", "ES": "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHA=", "KIBANA": "päss\nword"}


@pytest.fixture
def secretive(tmp_path: Path) -> Settings:
    config = tmp_path / "secretive"
    shutil.copytree(CHECKOUT / "config" / "outlets", config / "outlets")
    (config / "readout.yml").write_text(
        "log_level: info\n"
        "mail: {smtp: {host: mail.example.org, user: readout, password: '${SMTP}'}}\n"
        "elasticsearch: {url: 'https://es.example.org', api_key: '${ES}'}\n"
        "kibana: {url: 'https://kibana.example.org', user: readout, password: '${KIBANA}'}\n"
    )
    return load_settings(config, SECRETS)


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_of_the_settings_stands_in_a_line(form: str, secretive: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(replace(secretive, log_form=form))
    for secret in SECRETS.values():
        try:
            raise OSError(f"535 not accepted: {secret}")
        except OSError:
            LOG.exception("signing in with %s at https://readout:%s@es", secret, quote(secret, safe=""), extra={"key": secret})
        LOG.info("%r", {"password": secret})
    LOG.info("%s", secretive.mail)
    told = capsys.readouterr().err
    assert "***" in told
    for secret in SECRETS.values():
        assert secret not in told
        assert json.dumps(secret)[1:-1] not in told
        assert repr(secret)[1:-1] not in told
        assert quote(secret, safe="") not in told
    assert "battery" not in told


def test_no_secret_stands_in_what_the_settings_show_of_themselves(secretive: Settings) -> None:
    shown = f"{secretive} {secretive!r} {secretive.mail} {secretive.elasticsearch!r} {secretive.kibana}"
    assert not any(secret in shown for secret in SECRETS.values())


def test_a_pass_tells_its_beginning_its_steps_and_its_end(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(replace(settings, log_form="json"))
    settings.crawl.crawls.mkdir(parents=True, exist_ok=True)
    with open_store(settings.store) as store:
        run_pass(store, settings, folder=settings.crawl.crawls, clock=at(3), now=lambda: at(3), bench=light_bench(settings))
    rows = [json.loads(line) for line in lines(capsys)]
    rows = [row for row in rows if row["logger"] == "monitor.run"]
    assert {row["run"] for row in rows} == {"pass-1"}
    assert [row["message"].split(":")[0] for row in rows] == [
        f"pass 1 begins, by the clock {at(3)}".split(":")[0], "taking crawl files", "alerting", "the pass",
    ]  # fmt: skip
    assert all(row["seconds"] >= 0 and "counts" in row for row in rows[1:])
