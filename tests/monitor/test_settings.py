"""Settings are checked once, and everything that is wrong with them is told at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import readout
from monitor.defaults import default_config
from monitor.settings import config_folder, load_settings
from processors.errors import ConfigError


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_config(), tmp_path / "config"))


def test_the_built_in_configuration_is_right(config: Path) -> None:
    settings = load_settings(config, {})
    assert settings.window_hours == 36
    assert settings.alert_horizon_days == 7
    assert {"nvo", "tass", "xinhua"} <= {outlet.id for outlet in settings.outlets}
    assert not settings.outlets.keeps_record("nvo")
    assert settings.watches[0].in_full == 10
    assert settings.crawl.limits.crawl_minutes == 30


def test_all_problems_of_all_files_are_told_at_once(config: Path) -> None:
    (config / "readout.yml").write_text("window_hours: soon\nwindow_days: 2\nlog_level: loud\n", encoding="utf-8")
    (config / "watchlist.yml").write_text("watches: [{id: all, to: [nobody], outlets: [pravda]}]\n", encoding="utf-8")
    (config / "outlets" / "tass.yml").write_text("id: tass\nname: [\n", encoding="utf-8")
    (config / "outlets" / "nvo.yml").write_text(
        "id: nvo\nname: NVO\ncountry: ru\neditions: [{id: ru, language: rus}]\n", encoding="utf-8"
    )
    (config / "crawl.yml").write_text("at_once: 0\nspeed: high\n", encoding="utf-8")
    with pytest.raises(ConfigError) as wrong:
        load_settings(config, {})
    told = str(wrong.value)
    assert f"{config}/crawl.yml: at_once: " in told
    assert "speed: no such setting" in told
    assert f"{config}/readout.yml: window_hours: " in told
    assert "window_days: no such setting" in told
    assert "log_level: input should be 'debug', 'info', 'warning' or 'error' (it says 'loud')" in told
    assert "watchlist.yml: watches[0].to[0]: " in told
    assert "tass.yml:3: not YAML" in told
    assert "nvo.yml: editions[0].language: " in told
    assert "editions[0].host: is missing" in told


def test_a_watch_on_an_outlet_that_is_not_declared_is_told(config: Path) -> None:
    (config / "watchlist.yml").write_text("watches: [{id: all, to: [a@b], outlets: [pravda]}]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"watches\[0\]\.outlets: 'pravda' is not declared"):
        load_settings(config, {})


def test_speakers_that_nobody_knows_are_told(config: Path) -> None:
    (config / "watchlist.yml").write_text(
        "watches: [{id: a, to: [a@b], speakers: [wei-fenghe, china-mod]}, {id: b, to: [a@b], speakers: [wei-fengeh]}]\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as wrong:
        load_settings(config, {})
    (line,) = str(wrong.value).splitlines()
    assert f"watchlist.yml: watches[1].speakers: 'wei-fengeh' is not in {config / 'entities'}; correct it, or add it" in line


def test_without_speakers_the_entities_are_not_read(config: Path) -> None:
    (config / "entities" / "people.yml").write_text("[", encoding="utf-8")
    load_settings(config, {})
    (config / "watchlist.yml").write_text("watches: [{id: a, to: [a@b], speakers: [wei-fenghe]}]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"people\.yml: cannot be read as YAML"):
        load_settings(config, {})


def test_a_daily_watch_with_a_horizon_of_hours_is_told(config: Path) -> None:
    (config / "readout.yml").write_text("alert_horizon_days: 0.5\n", encoding="utf-8")
    load_settings(config, {})
    (config / "watchlist.yml").write_text("watches: [{id: a, to: [a@b], daily: {at: '07:30'}}]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"watches\[0\]\.daily: with alert_horizon_days: 0\.5 a daily digest would miss"):
        load_settings(config, {})


@pytest.mark.parametrize(
    "line",
    [
        "daily: {at: '7:30'}", "daily: {at: '24:00'}", "daily: {at: '07:30', zone: Europe/Nowhere}", "reads: []", "reads: [de]",
        "to: ['a@b,c@d']", "to: ['Ann <a@b>']", "to: ['a@b\\nBcc: c@d']",
    ],
)  # fmt: skip
def test_a_watch_that_cannot_be_is_told(config: Path, line: str) -> None:
    fields = f"{{id: a, {line}{'' if line.startswith('to') else ', to: [a@b]'}}}"
    (config / "watchlist.yml").write_text(f"watches: [{fields}]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"watches\[0\]"):
        load_settings(config, {})


@pytest.mark.parametrize(
    ("fields", "told"),
    [("user: a", "user and password belong together"), ("user: a, password: '${P}', security: none", "never sent in the clear")],
    ids=["half", "clear"],
)
def test_a_sign_in_that_cannot_be_is_told(config: Path, fields: str, told: str) -> None:
    (config / "readout.yml").write_text(f"mail: {{smtp: {{host: mail.example.org, {fields}}}}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        load_settings(config, {"P": "fiction"})


SMTP = "mail: {from: a@b, smtp: {host: mail.example.org, password: '%s'}}\n"


def test_a_secret_comes_from_the_environment_and_shows_nowhere(config: Path) -> None:
    (config / "readout.yml").write_text(SMTP % "${MAIL_PASSWORD}", encoding="utf-8")
    settings = load_settings(config, {"MAIL_PASSWORD": "open sesame"})
    assert settings.mail.smtp is not None
    assert settings.mail.smtp.password is not None
    assert settings.mail.smtp.password.get_secret_value() == "open sesame"
    assert "sesame" not in repr(settings)


@pytest.mark.parametrize(("written", "told"), [("hunter2", "a secret is named"), ("${NOT_SET}", "the environment has no NOT_SET")])
def test_a_secret_that_is_written_down_or_missing_is_told_without_it(config: Path, written: str, told: str) -> None:
    (config / "readout.yml").write_text(SMTP % written, encoding="utf-8")
    with pytest.raises(ConfigError, match=told) as wrong:
        load_settings(config, {})
    assert "hunter2" not in str(wrong.value)


def test_two_editions_on_one_host_need_a_path(config: Path) -> None:
    text = (config / "outlets" / "nvo.yml").read_text(encoding="utf-8").replace("nvo.ng.ru", "tass.ru")
    (config / "outlets" / "nvo.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"tass\.ru/ belongs to nvo/ru and to tass/ru"):
        load_settings(config, {})


def test_the_folder_named_holds_then_the_one_here_then_the_built_in(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.parent)
    assert config_folder(None) == Path("config")
    assert config_folder(config / "outlets") == config / "outlets"
    monkeypatch.chdir(config)
    assert config_folder(None) == default_config()
    with pytest.raises(ConfigError, match="no such folder"):
        config_folder("nowhere")


def test_init_writes_a_copy_that_loads_and_never_writes_over(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert CliRunner().invoke(readout, ["init", str(folder)]).exit_code == 0
    assert "contact:" in (folder / "crawl.yml").read_text(encoding="utf-8")
    assert load_settings(folder, {}).outlets == load_settings(default_config(), {}).outlets
    (folder / "readout.yml").write_text("window_hours: 12\n", encoding="utf-8")
    again = CliRunner().invoke(readout, ["init", str(folder)])
    assert "not empty" in str(again.exception)
    assert load_settings(folder, {}).window_hours == 12


@pytest.mark.parametrize(
    "url", ["http://localhost:abc", "https://localhost:70000", "http://localhost:0", "https://[::1", "http://a?b"]
)
def test_an_address_that_leads_nowhere_is_told_by_name(config: Path, url: str) -> None:
    (config / "readout.yml").write_text(f"elasticsearch: {{url: '{url}'}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"readout.yml: elasticsearch.url: "):
        load_settings(config, {})
