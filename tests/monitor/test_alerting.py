"""Alerts over a real store and a real mail server: once, whatever happens in between."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from monitor.alerts.alerting import AlertReport, send_alerts
from monitor.sections import Daily, Mail, Smtp, Watch, Web
from monitor.settings import Settings, load_settings
from monitor.store.analyses import save_analysis
from monitor.store.articles import save_article
from monitor.store.engine import Store, open_store
from monitor.store.judgements import Judgement, judge
from monitor.store.ledger import is_notified, unsent
from monitor.store.looks import last_look
from monitor.store.outbox import waiting
from monitor.store.schema import divergences, events
from processors.entities.knowledge import Entity, build_knowledge
from processors.records import Divergence
from processors.wire import divergence_to_json
from tests.monitor.exhibits import CLOCK, analysed, articles, omission
from tests.monitor.mail_servers import Inbox, free_port, serving

WEI = Entity(id="wei-fenghe", type="PER", names={"en": ("Wei Fenghe",), "ru": ("Вэй Фэнхэ",), "zh": ("魏凤和",)})
KNOWLEDGE = build_knowledge([WEI])
LATER = CLOCK + timedelta(hours=6)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "readout.db") as opened:
        fill(opened)
        yield opened


def fill(store: Store) -> None:
    """The articles of April 2018, as if they had been crawled."""
    with store.writing() as connection:
        for article in articles().values():
            save_article(connection, article, numbered=True, origin="crawl", at=CLOCK)
            save_analysis(connection, analysed(article), CLOCK)
        connection.execute(insert(events).values(id="ev-1"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(
        load_settings(None), mail=Mail(folder=tmp_path / "mail"), watches=(Watch(id="everything", to=("analyst@example.org",)),)
    )


def keep(store: Store, divergence: Divergence, **columns: object) -> None:
    row: dict[str, object] = {
        "id": divergence.id, "kind": divergence.kind, "status": "open", "known": True, "certain": divergence.certain,
        "event_id": divergence.event_id, "utterance_id": divergence.utterance_id, "speaker_id": divergence.speaker_id,
        "salience": divergence.salience, "mailable": True, "document": divergence_to_json(divergence), "renderings": [],
        "born_at": CLOCK, "open_at": CLOCK,
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(insert(divergences).values(**(row | columns)))


def end(store: Store, status: str, **columns: object) -> None:
    with store.writing() as connection:
        connection.execute(update(divergences).values(status=status, ended_at=LATER, **columns))


def alert(store: Store, settings: Settings, clock: datetime = CLOCK) -> AlertReport:
    return send_alerts(store, settings, clock=clock, knowledge=KNOWLEDGE, instruments=None)


def mails(settings: Settings) -> list[email.message.EmailMessage]:
    assert settings.mail.folder is not None
    return [
        email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(settings.mail.folder.glob("*.eml"))
    ]


def plain(message: email.message.EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_new_divergence_is_mailed_once(store: Store, settings: Settings) -> None:
    keep(store, omission())
    assert alert(store, settings).new == 1
    assert alert(store, settings, LATER) == AlertReport()
    assert alert(store, settings, CLOCK - timedelta(days=1)) == AlertReport()  # a clock set back
    (message,) = mails(settings)
    assert message["To"] == "analyst@example.org"
    assert "Wei Fenghe / 魏凤和 / Вэй Фэнхэ" in plain(message)
    assert "чтобы *американцы* знали" in plain(message)


def test_nothing_new_is_no_mail(store: Store, settings: Settings) -> None:
    assert alert(store, settings) == AlertReport()
    assert mails(settings) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "pending"},
        {"known": False},
        {"certain": False},
        {"mailable": False},
        {"open_at": CLOCK - timedelta(days=8)},
    ],
)
def test_what_must_not_be_mailed_is_not(store: Store, settings: Settings, columns: dict[str, object]) -> None:
    keep(store, omission(), **columns)
    assert alert(store, settings) == AlertReport()


def test_rejected_by_a_person_is_not_mailed(store: Store, settings: Settings) -> None:
    keep(store, omission())
    with store.writing() as connection:
        judge(connection, Judgement(divergence_id=omission().id, verdict="rejected", by="ann", why="a rumour", at=CLOCK))
    assert alert(store, settings) == AlertReport()


@pytest.mark.parametrize(
    ("restriction", "told"),
    [
        ({"kinds": ("altered",)}, 0),
        ({"speakers": ("sergei-shoigu",)}, 0),
        ({"outlets": ("nvo",)}, 1),
        ({"salience_from": 0.9}, 0),
        ({"speakers": ("wei-fenghe",), "kinds": ("omitted",)}, 1),
    ],
)
def test_a_watch_is_told_what_it_asked_for(store: Store, settings: Settings, restriction: dict[str, object], told: int) -> None:
    keep(store, omission())
    watch = Watch(id="some", to=("analyst@example.org",), **restriction)  # type: ignore[arg-type]
    assert alert(store, replace(settings, watches=(watch,))).new == told


def test_each_watch_is_told_once(store: Store, settings: Settings) -> None:
    keep(store, omission())
    both = replace(settings, watches=(*settings.watches, Watch(id="second", to=("b@example.org",))))
    alert(store, settings)
    assert alert(store, both, LATER).new == 1
    assert [message["To"] for message in mails(settings)] == ["analyst@example.org", "b@example.org"]


def test_closed_and_withdrawn_are_told_once_and_only_to_who_knew(store: Store, settings: Settings) -> None:
    keep(store, omission())
    end(store, "withdrawn")
    assert alert(store, settings) == AlertReport()  # never mailed, so nothing to take back
    end(store, "open")
    alert(store, settings)
    end(store, "closed", ended_by="w18-xinhua-zh-3")
    assert alert(store, settings, LATER).ended == 1
    assert alert(store, settings, LATER) == AlertReport()
    told = plain(mails(settings)[-1])
    assert "printed by Xinhua (zh) 10 days after the first printing" in told
    end(store, "withdrawn")
    assert alert(store, settings, LATER + timedelta(hours=1)).ended == 1
    assert "WITHDRAWN" in plain(mails(settings)[-1])


def test_a_server_that_is_away_gets_the_same_message_later(store: Store, settings: Settings) -> None:
    keep(store, omission())
    port = free_port()
    by_smtp = replace(settings, mail=Mail(smtp=Smtp(host="127.0.0.1", port=port, security="none")))
    first = alert(store, by_smtp)
    assert (first.new, first.sent, len(first.waiting)) == (1, (), 1)
    assert "the next pass sends it again" in first.troubles[0]
    inbox = Inbox()
    with serving(inbox) as server:
        second = alert(store, replace(by_smtp, mail=Mail(smtp=server)), LATER)
        third = alert(store, replace(by_smtp, mail=Mail(smtp=server)), LATER)
    assert second.sent == first.waiting
    assert second.new == 0
    assert third == AlertReport()
    (mail,) = inbox.mails
    assert email.message_from_bytes(mail)["Message-ID"] == first.waiting[0]
    assert email.message_from_bytes(mail)["Date"] == "Thu, 05 Apr 2018 12:00:00 +0000"


def test_a_refusing_server_keeps_the_claim(store: Store, settings: Settings) -> None:
    keep(store, omission())
    refusing, inbox = Inbox(data="451 try again"), Inbox()
    with serving(refusing) as server:
        assert alert(store, replace(settings, mail=Mail(smtp=server))).waiting
    with store.reading() as connection:
        assert len(unsent(connection)) == 1
    with serving(inbox) as server:
        assert alert(store, replace(settings, mail=Mail(smtp=server)), LATER).sent
    assert len(inbox.mails) == 1


def test_the_claim_is_kept_before_the_network(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, omission())
    seen: list[int] = []

    def killed(*args: object, **named: object) -> None:
        with store.reading() as connection:
            seen.append(len(unsent(connection)))
        raise KeyboardInterrupt

    monkeypatch.setattr("monitor.alerts.delivery.write_to_folder", killed)
    with pytest.raises(KeyboardInterrupt):
        alert(store, settings)
    monkeypatch.undo()
    assert seen == [1]
    assert len(alert(store, settings, LATER).sent) == 1
    assert len(mails(settings)) == 1


# --- daily watches ------------------------------------------------------------------------------------------------------

MORNING = datetime(2018, 4, 5, 4, 30, tzinfo=UTC)  # 07:30 in Moscow
DAILY = Watch(id="morning", to=("b@example.org",), daily=Daily(at="07:30", zone="Europe/Moscow"))


def test_a_daily_watch_is_told_at_its_hour_and_the_others_at_once(store: Store, settings: Settings) -> None:
    both = replace(settings, watches=(*settings.watches, DAILY))
    assert alert(store, both, CLOCK - timedelta(days=1)) == AlertReport()  # the daily one begins
    keep(store, omission(), open_at=MORNING - timedelta(hours=2))
    assert alert(store, both, MORNING - timedelta(minutes=1)).new == 1
    assert alert(store, both, MORNING + timedelta(minutes=9)).new == 1
    assert alert(store, both, MORNING + timedelta(minutes=10)) == AlertReport()
    assert [message["To"] for message in mails(settings)] == ["analyst@example.org", "b@example.org"]


def test_a_new_daily_watch_waits_for_its_first_hour(store: Store, settings: Settings) -> None:
    keep(store, omission(), open_at=MORNING - timedelta(days=1))
    daily = replace(settings, watches=(DAILY,))
    assert alert(store, daily, MORNING + timedelta(hours=1)) == AlertReport()
    assert alert(store, daily, MORNING + timedelta(hours=23)) == AlertReport()
    assert alert(store, daily, MORNING + timedelta(hours=24)).new == 1


def test_a_daily_watch_with_nothing_to_tell_waits_for_the_next_hour(store: Store, settings: Settings) -> None:
    daily = replace(settings, watches=(DAILY,))
    alert(store, daily, MORNING - timedelta(hours=1))
    assert alert(store, daily, MORNING) == AlertReport()
    keep(store, omission(), open_at=MORNING)
    assert alert(store, daily, MORNING + timedelta(hours=2)) == AlertReport()
    assert alert(store, daily, MORNING + timedelta(days=1)).new == 1


def test_after_a_standstill_a_daily_watch_is_told_late_and_once(store: Store, settings: Settings) -> None:
    daily = replace(settings, watches=(DAILY,))
    alert(store, daily, MORNING - timedelta(hours=1))
    keep(store, omission(), open_at=MORNING)
    late = MORNING + timedelta(days=3, hours=9)
    assert alert(store, daily, late).new == 1
    assert alert(store, daily, late + timedelta(minutes=30)) == AlertReport()


def test_a_clock_that_is_set_back_brings_no_second_mail(store: Store, settings: Settings) -> None:
    daily = replace(settings, watches=(DAILY,))
    alert(store, daily, MORNING - timedelta(hours=1))
    keep(store, omission(), open_at=MORNING - timedelta(hours=3))
    assert alert(store, daily, MORNING + timedelta(minutes=5)).new == 1
    keep(store, omission(id="dv-2"), open_at=MORNING - timedelta(hours=3))
    assert alert(store, daily, MORNING - timedelta(minutes=5)) == AlertReport()
    assert alert(store, daily, MORNING + timedelta(minutes=1)) == AlertReport()
    assert alert(store, daily, MORNING + timedelta(days=1)).new == 1


def test_a_clock_that_was_a_year_ahead_does_not_silence_a_watch(store: Store, settings: Settings) -> None:
    daily = replace(settings, watches=(DAILY,))
    alert(store, daily, MORNING + timedelta(days=365))
    keep(store, omission(), open_at=MORNING)
    assert alert(store, daily, MORNING + timedelta(hours=1)) == AlertReport()
    assert alert(store, daily, MORNING + timedelta(days=1)).new == 1


def test_the_look_is_noted_with_the_claim_or_not_at_all(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    daily = replace(settings, watches=(DAILY,))
    alert(store, daily, MORNING - timedelta(hours=1))
    keep(store, omission(), open_at=MORNING - timedelta(hours=3))
    for name in ("claim", "keep_message", "record_look"):
        monkeypatch.setattr(f"monitor.alerts.alerting.{name}", dying)
        with pytest.raises(KeyboardInterrupt):
            alert(store, daily, MORNING)
        monkeypatch.undo()
        with store.reading() as connection:
            assert last_look(connection, "morning") == MORNING - timedelta(hours=1)
            assert not is_notified(connection, omission().id, "morning")
    assert alert(store, daily, MORNING + timedelta(minutes=1)).new == 1


def dying(*args: object, **named: object) -> None:
    raise KeyboardInterrupt


# --- what becomes of it later -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["closed", "withdrawn"])
def test_what_opens_again_is_not_told_again(store: Store, settings: Settings, ending: str) -> None:
    keep(store, omission())
    alert(store, settings)
    end(store, ending)
    assert alert(store, settings, LATER).ended == 1
    end(store, "open")
    assert alert(store, settings, LATER) == AlertReport()
    end(store, ending)
    assert alert(store, settings, LATER) == AlertReport()


@pytest.mark.parametrize("ending", ["closed", "withdrawn"])
def test_what_ended_before_it_was_told_is_told_when_it_opens_again(store: Store, settings: Settings, ending: str) -> None:
    keep(store, omission())
    end(store, ending)
    assert alert(store, settings) == AlertReport()
    end(store, "open")
    assert alert(store, settings, LATER).new == 1


def test_a_correction_answers_the_digest_that_it_corrects(store: Store, settings: Settings) -> None:
    keep(store, omission())
    alert(store, settings)
    end(store, "withdrawn")
    alert(store, settings, LATER)
    told, corrected = mails(settings)
    assert corrected["In-Reply-To"] == corrected["References"] == told["Message-ID"]


def test_news_begin_a_thread_of_their_own(store: Store, settings: Settings) -> None:
    keep(store, omission())
    alert(store, settings)
    end(store, "withdrawn")
    keep(store, omission(id="dv-2"))
    alert(store, settings, LATER)
    assert mails(settings)[-1]["In-Reply-To"] is None


def test_what_was_mailed_is_announced_to_the_index(store: Store, settings: Settings) -> None:
    keep(store, omission())
    alert(store, settings)
    with store.reading() as connection:
        assert ("divergence", omission().id) in {(change.kind, change.key) for change in waiting(connection)}


def test_items_link_to_their_page(store: Store, settings: Settings) -> None:
    keep(store, omission())
    alert(store, replace(settings, web=Web(url="https://readout.example.org")))
    assert f"https://readout.example.org/divergences/{omission().id}" in plain(mails(settings)[0])


def test_gaps_stand_at_the_foot(store: Store, settings: Settings) -> None:
    keep(store, omission())
    alert(store, settings)
    assert "NOT FRESH" in plain(mails(settings)[0])
    assert "not read yet" in plain(mails(settings)[0])
