"""The import: what is sent, and one sentence for each answer."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from monitor.kibana.importing import Patience, dashboards_address, import_objects
from monitor.kibana.ndjson import ndjson_lines
from monitor.sections import Kibana
from processors.errors import ConfigError, InputError, ReadoutError, TryLater
from tests.monitor.kibana.pretending import NOT_READY, Answer, Pretended, as_json, pretended_kibana, refusal
from tests.servers.elasticsearch.certificate import write_certificates

LINES = ndjson_lines()
KEY = "bm90LWEtcmVhbC1rZXk6c2VjcmV0"
PASSWORD = "not-a-real-password"


@pytest.fixture
def kibana() -> Iterator[Pretended]:
    with pretended_kibana() as there:
        yield there


def sign_in(url: str, **more: object) -> Kibana:
    return Kibana(url=url).model_copy(update=more)


def sent(settings: Kibana, waits: list[float] | None = None) -> int:
    slept = waits if waits is not None else []
    return import_objects(LINES, settings, patience=Patience(looks=3), sleep=slept.append, waiting=lambda look: None)


def failing(settings: Kibana) -> ReadoutError:
    with pytest.raises(ReadoutError) as raised:
        sent(settings)
    line = str(raised.value)
    assert "\n" not in line
    assert line.startswith(settings.url)
    assert KEY not in line
    assert PASSWORD not in line
    return raised.value


def test_every_object_is_sent_as_a_file_to_overwrite_what_was_there(kibana: Pretended) -> None:
    assert sent(sign_in(kibana.url)) == len(LINES)
    (asked,) = kibana.asked
    assert asked.path == "/api/saved_objects/_import"
    assert asked.parameters == {"overwrite": ["true"]}
    assert asked.headers["kbn-xsrf"] == "true"
    assert [json.dumps(one, ensure_ascii=False) + "\n" for one in asked.objects] == list(LINES)


def test_an_api_key_is_sent(kibana: Pretended) -> None:
    sent(sign_in(kibana.url, api_key=SecretStr(KEY)))
    assert kibana.asked[0].headers["authorization"] == f"ApiKey {KEY}"


def test_a_user_signs_in_with_a_password(kibana: Pretended) -> None:
    sent(sign_in(kibana.url, user="desk", password=SecretStr(PASSWORD)))
    assert kibana.asked[0].headers["authorization"].startswith("Basic ")


def test_a_space_is_part_of_the_path(kibana: Pretended) -> None:
    settings = sign_in(kibana.url, space="desk")
    sent(settings)
    assert kibana.asked[0].path == "/s/desk/api/saved_objects/_import"
    assert dashboards_address(settings) == f"{kibana.url}/s/desk/app/dashboards"


def test_a_base_path_is_kept(kibana: Pretended) -> None:
    sent(sign_in(f"{kibana.url}/kibana/"))
    assert kibana.asked[0].path == "/kibana/api/saved_objects/_import"


def test_a_kibana_that_starts_is_waited_for(kibana: Pretended) -> None:
    kibana.answers = [NOT_READY, NOT_READY]
    waits: list[float] = []
    assert sent(sign_in(kibana.url), waits) == len(LINES)
    assert waits == [2.0, 2.0]


def test_it_is_not_waited_for_without_end(kibana: Pretended) -> None:
    kibana.answers = [NOT_READY] * 9
    wrong = failing(sign_in(kibana.url))
    assert isinstance(wrong, TryLater)
    assert "still not ready after 4 s" in str(wrong)
    assert len(kibana.asked) == 3


REFUSED = {"type": "dashboard", "id": "readout-quotes", "title": "Readout: quotes", "meta": {}}
LACKING = REFUSED | {"error": {"type": "missing_references", "references": [{"type": "index-pattern", "id": "readout-quotes"}]}}
UNKNOWN = REFUSED | {"id": "readout-coverage", "error": {"type": "unknown", "message": "it broke", "statusCode": 500}}


def test_an_import_that_failed_with_status_200_names_the_objects_and_the_reasons(kibana: Pretended) -> None:
    kibana.answers = [as_json(200, {"success": False, "successCount": 62, "errors": [LACKING, UNKNOWN]})]
    wrong = failing(sign_in(kibana.url))
    assert isinstance(wrong, InputError)
    assert "dashboard readout-quotes: missing references (index-pattern readout-quotes)" in str(wrong)
    assert "dashboard readout-coverage: it broke" in str(wrong)
    assert f"62 of {len(LINES)} objects were imported" in str(wrong)


def test_of_many_failures_some_are_named_and_the_rest_counted(kibana: Pretended) -> None:
    kibana.answers = [as_json(200, {"success": False, "successCount": 0, "errors": [LACKING] * 40})]
    assert "and 37 more" in str(failing(sign_in(kibana.url)))


def test_errors_beside_a_success_are_a_failure(kibana: Pretended) -> None:
    kibana.answers = [as_json(200, {"success": True, "successCount": 63, "errors": [UNKNOWN]})]
    assert "it broke" in str(failing(sign_in(kibana.url)))


def test_a_success_that_took_only_a_part_is_a_failure(kibana: Pretended) -> None:
    kibana.answers = [as_json(200, {"success": True, "successCount": 3})]
    assert f"took 3 of {len(LINES)} objects" in str(failing(sign_in(kibana.url)))


WORDS = "[security_exception: unable to authenticate user]"
NEWER = 'Document "readout-coverage" belongs to a more recent version of Kibana [8.9.0] when the last known version is [7.17.3].'
HTML = Answer(status=200, body=b"<html>Welcome to some router</html>", headers={"Content-Type": "text/html"})
ELASTIC = as_json(400, {"error": "no handler found for uri [/api/saved_objects/_import] and method [POST]"})
ELSEWHERE = Answer(status=302, body=b"", headers={"Location": "https://elsewhere.example.org/login?token=abc"})


@pytest.mark.parametrize(
    ("answer", "fate", "says"),
    [
        (refusal(401, "Unauthorized", WORDS), ConfigError, "Kibana wants a sign-in; set kibana.api_key"),
        (refusal(403, "Forbidden", "Unable to bulk_create dashboard"), ConfigError, "Saved Objects Management: All"),
        (refusal(404, "Not Found", "Not Found"), ConfigError, "a base path such as /kibana belongs into url"),
        (refusal(413, "Too Large", "Payload content length greater"), ConfigError, "takes no file that long"),
        (refusal(422, "Unprocessable Entity", NEWER), InputError, "this Kibana is older than the objects; use 8.9 or newer"),
        (refusal(400, "Bad Request", "Unexpected token"), InputError, "Kibana refuses the file (Unexpected token)"),
        (refusal(429, "Too Many Requests", "slow down"), TryLater, "call this again later"),
        (refusal(500, "Internal Server Error", "An internal error"), TryLater, "500: An internal error"),
        (HTML, ConfigError, "what answers there is not Kibana"),
        (as_json(200, {"hello": "world"}), ConfigError, "what answers there is not Kibana"),
        (as_json(200, [1]), ConfigError, "what answers there is not Kibana"),
        (Answer(status=405, body=b"{}"), ConfigError, "what answers there is not Kibana"),
        (ELASTIC, ConfigError, "that is Elasticsearch and not Kibana"),
        (ELSEWHERE, ConfigError, "write its final address"),
    ],
    ids=["401", "403", "404", "413", "422", "400", "429", "500", "html", "json", "list", "405", "elasticsearch", "redirect"],
)
def test_one_sentence_for_each_answer(kibana: Pretended, answer: Answer, fate: type[ReadoutError], says: str) -> None:
    kibana.answers = [answer]
    wrong = failing(sign_in(kibana.url))
    assert type(wrong) is fate
    assert says in str(wrong)


def test_a_redirect_is_not_followed_and_its_address_not_repeated(kibana: Pretended) -> None:
    kibana.answers = [ELSEWHERE]
    assert "token" not in str(failing(sign_in(kibana.url)))
    assert len(kibana.asked) == 1


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"api_key": SecretStr(KEY)}, "the API key is wrong, expired or taken back"),
        ({"user": "desk", "password": SecretStr(PASSWORD)}, "user desk or the password is wrong"),
    ],
    ids=["key", "user"],
)
def test_a_failed_sign_in_says_which_one(kibana: Pretended, how: dict[str, object], says: str) -> None:
    kibana.answers = [refusal(401, "Unauthorized", WORDS)]
    assert says in str(failing(sign_in(kibana.url, **how)))


def test_a_missing_right_names_the_space(kibana: Pretended) -> None:
    kibana.answers = [refusal(403, "Forbidden", "no"), refusal(404, "Not Found", "no")]
    assert "in the space desk" in str(failing(sign_in(kibana.url, space="desk")))
    assert "a space called desk has to be there" in str(failing(sign_in(kibana.url, space="desk")))


def test_a_secret_that_a_server_sends_back_is_not_shown(kibana: Pretended) -> None:
    kibana.answers = [refusal(500, "Error", f"Authorization: ApiKey {KEY}")]
    assert "ApiKey …" in str(failing(sign_in(kibana.url, api_key=SecretStr(KEY))))


def test_a_long_answer_is_cut(kibana: Pretended) -> None:
    kibana.answers = [refusal(500, "Error", "words\n" * 1000)]
    assert len(str(failing(sign_in(kibana.url)))) < 500


@pytest.mark.parametrize("key", ["", "two words", "ключ", f"{KEY}\r\nX-More: 1"], ids=["empty", "words", "cyrillic", "lines"])
def test_what_cannot_be_a_key_is_not_sent_and_not_shown(kibana: Pretended, key: str) -> None:
    wrong = failing(sign_in(kibana.url, api_key=SecretStr(key)))
    assert isinstance(wrong, ConfigError)
    assert "is none" in str(wrong)
    assert not key or key not in str(wrong)
    assert kibana.asked == []


def test_the_line_end_after_a_key_is_no_part_of_it(kibana: Pretended) -> None:
    sent(sign_in(kibana.url, api_key=SecretStr(f"{KEY}\n")))
    assert kibana.asked[0].headers["authorization"] == f"ApiKey {KEY}"


def test_an_address_that_is_none_is_told() -> None:
    wrong = failing(sign_in("http://xn--zzé"))
    assert isinstance(wrong, ConfigError)
    assert "that is no address" in str(wrong)


def test_nobody_there_is_for_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    wrong = failing(sign_in(f"http://127.0.0.1:{port}"))
    assert isinstance(wrong, TryLater)
    assert "nobody listens there" in str(wrong)


def test_what_is_no_http_is_told(tmp_path: Path) -> None:
    write_certificates(tmp_path)
    with pretended_kibana(tmp_path) as secure:
        plain = secure.url.replace("https", "http")
        wrong = failing(sign_in(plain))
    assert isinstance(wrong, ConfigError)
    assert "it speaks https and not http" in str(wrong)


def test_http_where_https_is_asked_is_told(kibana: Pretended) -> None:
    wrong = failing(sign_in(kibana.url.replace("http", "https")))
    assert isinstance(wrong, ConfigError)
    assert "it speaks http and not https" in str(wrong)


def test_a_certificate_is_trusted_when_its_authority_is_named(tmp_path: Path) -> None:
    write_certificates(tmp_path)
    with pretended_kibana(tmp_path) as secure:
        assert sent(sign_in(secure.url, ca_file=tmp_path / "ca.pem")) == len(LINES)


def test_a_certificate_that_nobody_trusts_is_told(tmp_path: Path) -> None:
    write_certificates(tmp_path)
    with pretended_kibana(tmp_path) as secure:
        wrong = failing(sign_in(secure.url))
        assert secure.asked == []
    assert isinstance(wrong, ConfigError)
    assert "name its CA as ca_file" in str(wrong)


@pytest.mark.parametrize("content", [None, "no certificate\n"], ids=["missing", "garbage"])
def test_an_authority_that_cannot_be_read_is_told(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="ca_file names Kibana's CA as PEM"):
        sent(sign_in("https://127.0.0.1:1", ca_file=file))
