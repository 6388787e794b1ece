"""What the ledger holds goes out: to each recipient once, and what keeps one message back does not keep the others."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from pathlib import Path

import pytest

from monitor.alerts.delivery import Delivered, Timeouts, deliver, waiting_parcels
from monitor.alerts.mail import compose_mail, message_id
from monitor.alerts.render import Rendered
from monitor.sections import Mail, Smtp, Watch
from monitor.store.deliveries import load_deliveries
from monitor.store.engine import Store, open_store
from monitor.store.ledger import drop_message, keep_message, load_message, undelivered, unsent
from tests.monitor.exhibits import CLOCK
from tests.monitor.mail_servers import STAGES, BrokenServer, Inbox, answering, drop, free_port, make_certificate, serving

ANN, BEN = "ann@example.org", "ben@example.org"
HOUR = timedelta(hours=1)
BRIEF = Timeouts(each=0.3, last=0.3)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "readout.db") as opened:
        yield opened


def write(store: Store, name: str, *recipients: str, watch: str = "all", at: datetime = CLOCK) -> str:
    """A message of that watch that nobody has; its id."""
    mail = compose_mail(
        Rendered(subject=name, text="fiction\n", html="<p>fiction</p>\n"),
        digest_id=name, watch=watch, sender="readout@example.org", recipients=recipients, clock=at,
    )  # fmt: skip
    with store.writing() as connection:
        keep_message(connection, message_id(name, "readout@example.org"), watch, mail.as_bytes().decode(), at)
    return message_id(name, "readout@example.org")


def go(store: Store, server: Smtp, *to: str, clock: datetime = CLOCK, watches: tuple[Watch, ...] = ()) -> Delivered:
    watches = watches or (Watch(id="all", to=to or (ANN, BEN)),)
    mail = Mail(sender="readout@example.org", smtp=server)
    return deliver(store, mail, waiting_parcels(store, watches), clock, timeouts=BRIEF)


def subjects(mails: list[bytes]) -> list[str]:
    return [str(email.message_from_bytes(mail, policy=policy.default)["Subject"]) for mail in mails]


@pytest.mark.parametrize("stage", STAGES)
def test_a_drop_at_each_stage_loses_nothing_and_doubles_nothing_that_was_confirmed(store: Store, stage: str) -> None:
    name = write(store, "one", ANN)
    broken = BrokenServer(stage, drop, times=1)
    with broken.serving() as server:
        first = go(store, server)
        again = go(store, server, clock=CLOCK + 2 * HOUR)
        third = go(store, server, clock=CLOCK + 4 * HOUR)
    assert (first.sent or again.sent) == (name,)
    assert third == Delivered()
    assert len(broken.mails) == 1
    assert len(broken.whole) == (2 if stage == "content" else 1)  # there is no way to know, so it went out twice under one id


def test_after_the_last_dot_it_goes_out_again_later_under_the_same_id(store: Store) -> None:
    name = write(store, "one", ANN)
    broken = BrokenServer("content", drop, times=1)
    with broken.serving() as server:
        first = go(store, server)
        assert "it may have arrived, and goes out again under the same Message-ID" in first.troubles[0]
        assert go(store, server, clock=CLOCK + HOUR / 2).sent == ()  # not at the next pass already
        assert go(store, server, clock=CLOCK + HOUR).sent == (name,)
    assert {email.message_from_bytes(mail)["Message-ID"] for mail in broken.whole} == {name}


def test_a_server_that_is_silent_keeps_nothing_but_its_own(store: Store) -> None:
    write(store, "one", ANN)
    broken = BrokenServer("DATA", lambda connection: broken.silent(connection))
    with broken.serving() as server:
        done = go(store, server)
    assert "did not answer in time" in done.troubles[0]
    assert len(done.waiting) == 1


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "content"])
def test_a_temporary_refusal_is_tried_with_the_next_pass(store: Store, stage: str) -> None:
    name = write(store, "one", ANN)
    with BrokenServer(stage, answering("451 later")).serving() as server:
        done = go(store, server)
    assert (done.sent, done.waiting) == ((), (name,))
    assert done.troubles == (f"mail {name[1:-1]} of watch all to {ANN}: 451 later; the next pass sends it again",)
    inbox = Inbox()
    with serving(inbox) as server:
        assert go(store, server).sent == (name,)


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "content"])
def test_a_lasting_refusal_is_tried_ever_more_seldom_and_told_at_each_pass(store: Store, stage: str) -> None:
    name = write(store, "one", ANN)
    server_ = BrokenServer(stage, answering("550 never"))
    tried = []
    with server_.serving() as server:
        for hour in range(72):
            before = server_.connections
            done = go(store, server, clock=CLOCK + hour * HOUR)
            tried += [hour] if server_.connections > before else []
            assert done.waiting == (name,)
            assert "550 never" in done.troubles[0]
            assert f"readout alerts drop {name[1:-1]}" in done.troubles[0]
    assert tried == [0, 1, 3, 7, 15, 31, 55]


def test_one_message_that_is_refused_does_not_keep_the_others(store: Store) -> None:
    bad, good = write(store, "bad", BEN), write(store, "good", ANN, at=CLOCK + HOUR)
    inbox = Inbox(rcpt={BEN: "550 nobody here"})
    with serving(inbox) as server:
        done = go(store, server)
    assert (done.sent, done.waiting) == ((good,), (bad,))
    assert subjects(inbox.mails) == ["good"]
    assert inbox.connections == 1


def test_one_message_that_breaks_the_connection_does_not_keep_the_others_for_ever(store: Store) -> None:
    for hour, name in enumerate(("a", "b", "c")):
        write(store, name, ANN, at=CLOCK + hour * HOUR)
    broken = BrokenServer("MAIL", drop, times=2)
    with broken.serving() as server:
        assert go(store, server).sent == ()  # lost twice in a row: the server is left alone
        assert broken.connections == 2
        assert len(go(store, server).sent) == 3
    assert subjects(broken.mails) == ["c", "a", "b"]  # what was tried least often goes first


def test_what_nobody_can_send_is_one_line(store: Store) -> None:
    names = {write(store, name, ANN) for name in ("a", "b", "c")}
    done = go(store, Smtp(host="127.0.0.1", port=free_port(), security="none"))
    assert set(done.waiting) == names
    (line,) = done.troubles
    assert "the next pass sends it again (3 wait)" in line


def test_partly_refused_goes_later_to_who_has_it_not(store: Store) -> None:
    name = write(store, "one", ANN, BEN)
    first, second = Inbox(rcpt={BEN: "451 greylisted"}), Inbox()
    with serving(first) as server:
        done = go(store, server)
    assert (done.sent, done.waiting) == ((name,), (name,))
    with serving(second) as server:
        done = go(store, server, clock=CLOCK + HOUR)
    assert (done.sent, done.waiting, done.troubles) == ((name,), (), ())
    assert first.envelopes[0].rcpt_tos == [ANN]
    assert second.envelopes[0].rcpt_tos == [BEN]
    assert first.mails == second.mails
    with store.reading() as connection:
        had = load_deliveries(connection, name)
        message = load_message(connection, name)
    assert (had[ANN].sent_at, had[BEN].sent_at) == (CLOCK, CLOCK + HOUR)
    assert message is not None
    assert message.sent_at == CLOCK


def test_an_address_that_is_taken_out_of_the_watch_is_left_alone(store: Store) -> None:
    write(store, "one", ANN, BEN)
    with serving(Inbox(rcpt={BEN: "550 nobody here"})) as server:
        assert go(store, server).waiting
        assert go(store, server, ANN, clock=CLOCK + 9 * HOUR) == Delivered()


def test_a_corrected_address_gets_what_waited(store: Store) -> None:
    name = write(store, "one", "bne@example.org")
    inbox = Inbox(rcpt={"bne@example.org": "550 nobody here"})
    with serving(inbox) as server:
        assert go(store, server, "bne@example.org").waiting == (name,)
        assert go(store, server, BEN).sent == (name,)
    assert inbox.envelopes[0].rcpt_tos == [BEN]


def test_a_watch_that_is_gone_gets_nothing(store: Store) -> None:
    write(store, "one", ANN, watch="gone")
    inbox = Inbox()
    with serving(inbox) as server:
        assert go(store, server) == Delivered()
    assert inbox.mails == []


def test_a_dropped_message_is_neither_sent_nor_told(store: Store) -> None:
    name = write(store, "one", ANN)
    with store.writing() as connection:
        drop_message(connection, name, CLOCK)
        assert undelivered(connection) == unsent(connection) == ()
    inbox = Inbox()
    with serving(inbox) as server:
        assert go(store, server) == Delivered()


def test_a_wait_that_a_wrong_clock_made_endless_is_none(store: Store) -> None:
    name = write(store, "one", ANN)
    with serving(Inbox(rcpt={ANN: "550 no"})) as server:
        go(store, server, clock=CLOCK + timedelta(days=365))
    with serving(Inbox()) as server:
        assert go(store, server).sent == (name,)


def test_a_refused_sign_in_keeps_everything_and_is_one_line(store: Store, tmp_path: Path) -> None:
    write(store, "a", ANN), write(store, "b", ANN)
    context, trusted = make_certificate(tmp_path)
    sign_in = {"security": "tls", "ca_file": trusted, "user": "readout", "password": "${P}"}
    with serving(Inbox(), implicit_tls=context) as server:
        signed = Smtp.model_validate(server.model_dump() | sign_in, context={"P": "fiction"})
        mail = Mail(folder=Path("mail")).model_copy(update={"smtp": signed, "folder": None})
        done = deliver(store, mail, waiting_parcels(store, (Watch(id="all", to=(ANN,)),)), CLOCK)
    assert len(done.waiting) == 2
    (line,) = done.troubles
    assert "sign-in" in line


def test_a_name_beyond_ascii_survives_the_ledger(store: Store) -> None:
    name = write(store, "one", "иван@example.org")
    inbox = Inbox()
    with serving(inbox, enable_SMTPUTF8=True) as server:
        assert go(store, server, watches=(Watch(id="all", to=("иван@example.org",)),)).sent == (name,)
    assert inbox.envelopes[0].rcpt_tos == ["иван@example.org"]


def test_a_folder_that_cannot_be_written_keeps_everything(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    write(store, "a", ANN), write(store, "b", ANN)
    watches = (Watch(id="all", to=(ANN,)),)
    done = deliver(store, Mail(folder=tmp_path / "mail"), waiting_parcels(store, watches), CLOCK)
    assert len(done.waiting) == 2
    assert len(done.troubles) == 1


def test_resting_messages_can_be_tried_at_once(store: Store) -> None:
    name = write(store, "one", ANN)
    watches = (Watch(id="all", to=(ANN,)),)
    with serving(Inbox(rcpt={ANN: "550 no"})) as server:
        go(store, server)
    with serving(Inbox()) as server:
        mail = Mail(sender="readout@example.org", smtp=server)
        assert deliver(store, mail, waiting_parcels(store, watches), CLOCK).sent == ()
        assert deliver(store, mail, waiting_parcels(store, watches), CLOCK, at_once=True).sent == (name,)


def test_the_name_of_a_file_is_that_of_the_message(store: Store, tmp_path: Path) -> None:
    write(store, "one", ANN)
    deliver(store, Mail(folder=tmp_path / "mail"), waiting_parcels(store, (Watch(id="all", to=(ANN,)),)), CLOCK)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name.startswith("20180405T120000Z-all-")


def test_nothing_is_tried_for_a_watch_without_recipients_left(store: Store) -> None:
    write(store, "one", ANN)
    with serving(Inbox()) as server:
        go(store, server)
        watches = (replace_to(Watch(id="all", to=(ANN,)), BEN),)
        assert go(store, server, watches=watches) == Delivered()


def replace_to(watch: Watch, *to: str) -> Watch:
    return watch.model_copy(update={"to": to})
