"""The files for containers, read and held against one another: no engine is there to try them with."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from monitor.cli import readout
from monitor.settings import load_settings

CHECKOUT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
EXAMPLE = dict(
    line.split("=", 1) for line in (CHECKOUT / ".env.example").read_text(encoding="utf-8").splitlines() if re.match(r"[A-Z]", line)
)
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}")
MADE_LATER = {"READOUT_ES_SETUP_KEY", "READOUT_ES_API_KEY", "READOUT_SMTP_PASSWORD"}  # nothing begins with them
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DATABASE_PORTS = {"elasticsearch": "9200", "kibana": "5601", "web": "8000"}


def used_variables() -> list[tuple[str, str]]:
    lines = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8").splitlines()
    return [found for line in lines if not line.startswith("#") for found in VARIABLE.findall(line)]


def dockerfile_lines(word: str) -> list[str]:
    joined = re.sub(r"\\\n", " ", DOCKERFILE)
    return [line.removeprefix(word).strip() for line in joined.splitlines() if line.startswith(f"{word} ")]


def test_every_variable_is_in_the_example_and_none_there_is_unused() -> None:
    assert {name for name, _ in used_variables()} == set(EXAMPLE)


@pytest.mark.parametrize("name", sorted(EXAMPLE))
def test_each_variable_is_explained_above_it(name: str) -> None:
    text = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    block = text[: text.index(f"\n{name}=")].rpartition("\n\n")[2]
    assert "# " in block


def test_no_secret_has_a_default_anywhere() -> None:
    assert {name for name, value in EXAMPLE.items() if value} == {"STACK_VERSION"}
    for name, default in used_variables():
        assert default == ("-" if name in MADE_LATER else ":?set in .env"), name


def test_one_version_for_elasticsearch_and_kibana() -> None:
    images = {service["image"] for service in SERVICES.values() if "build" not in service}
    assert images == {"elasticsearch:${STACK_VERSION:?set in .env}", "kibana:${STACK_VERSION:?set in .env}"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", EXAMPLE["STACK_VERSION"])


def test_images_are_pinned_by_version() -> None:
    version = re.search(r'^version = "(.+)"', (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert {service["image"] for service in OURS.values()} == {f"readout:{version[1]}"}
    bases = {line.split()[0] for line in dockerfile_lines("FROM")}
    assert bases == {"python:3.11-slim-bookworm"}


def test_every_port_is_on_the_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {name: [f"127.0.0.1:{port}:{port}"] for name, port in DATABASE_PORTS.items()}
    assert not any("network_mode" in service or "privileged" in service for service in SERVICES.values())


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_can_come_true(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        awaited = SERVICES[other]
        assert awaited.get("profiles") is None
        if wait["condition"] == "service_healthy":
            assert "test" in awaited["healthcheck"]
            assert awaited["restart"] == "unless-stopped"
        else:
            assert wait["condition"] == "service_completed_successfully"
            assert awaited["restart"] == "no"


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_kept_small(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in ("", "0", "root")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert service["restart"] in ("no", "unless-stopped")
    named = {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith(".")}
    assert named <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", OURS)
def test_our_services_cannot_write_but_where_they_should(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["user"] == dockerfile_lines("USER")[0]
    assert service["volumes"] == ["readout-data:/data", "./config-live:/config:ro"]
    assert dockerfile_lines("WORKDIR")[-1] == "/data"


@pytest.mark.parametrize("name", OURS)
def test_the_commands_exist(name: str) -> None:
    words = [word for word in OURS[name]["command"] if not word.startswith("-")]
    command = words[:2] if words[0] in ("index", "kibana") else words[:1]
    answer = CliRunner().invoke(readout, [*command, "--help"])
    assert answer.exit_code == 0, answer.output
    options = [word for word in OURS[name]["command"] if word.startswith("-")]
    assert all(option in answer.output for option in options)


def test_the_health_checks_use_what_the_image_has() -> None:
    entry, health = json.loads(dockerfile_lines("ENTRYPOINT")[0]), dockerfile_lines("HEALTHCHECK")[0]
    assert entry == ["readout", "--config", "/config"]
    asked = json.loads(health[health.index("[") :])
    assert asked[:3] == entry
    assert "--awake" in CliRunner().invoke(readout, ["status", "--help"]).output
    assert asked[3:] == ["status", "--awake"]
    assert SERVICES["web"]["healthcheck"]["test"][:2] == ["CMD", "python"]
    assert "healthcheck" not in SERVICES["scheduler"], "it has that of the image"
    compile(SERVICES["web"]["healthcheck"]["test"][3], "healthcheck", "exec")


@pytest.mark.parametrize("name", OURS)
def test_every_secret_that_the_settings_name_is_there(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    shutil.copytree(CHECKOUT / "config", folder)
    shutil.copy(CHECKOUT / "docker" / "readout.yml", folder)
    environment = {key: "" if "-" in str(value) else str(value) for key, value in OURS[name]["environment"].items()}
    settings = load_settings(folder, environment)
    assert settings.store == Path("/data/readout.db")
    assert settings.web.host == "0.0.0.0"
    assert settings.elasticsearch is not None
    assert settings.elasticsearch.url == "http://elasticsearch:9200"
    assert settings.kibana is not None
    assert settings.kibana.url == "http://kibana:5601"


def test_the_secrets_of_elastic_go_to_the_one_shots_alone() -> None:
    holders = {name for name, service in SERVICES.items() if "ELASTIC_PASSWORD" in json.dumps(service["environment"])}
    assert holders == {"elasticsearch", "kibana-user", "keys", "kibana-import"}


def test_the_image_copies_what_is_there_and_the_builder_gets_no_more() -> None:
    sources = {source for line in dockerfile_lines("COPY") if "--from" not in line for source in line.split()[:-1]}
    allowed = {line[1:] for line in (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    assert sources == allowed
    assert all((CHECKOUT / source).exists() for source in sources)


def test_the_image_is_installed_by_hash_without_tools_for_developers() -> None:
    run = " ".join(dockerfile_lines("RUN"))
    installs = re.findall(r"pip install ([^&]*)", run)
    assert all("--require-hashes" in words or words.strip() == "--no-deps --no-build-isolation ." for words in installs)
    assert "requirements-dev" not in DOCKERFILE
    locked = re.findall(r"^([a-z0-9-]+)==", (CHECKOUT / "requirements-build.lock").read_text(encoding="utf-8"), re.MULTILINE)
    needed = re.findall(r"^([a-z0-9-]+)==", (CHECKOUT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    taken_away = re.findall(r"uninstall --yes ([a-z -]+)", run)[0].split()
    assert {*locked} - {*needed} - {*taken_away} <= {"setuptools", "pluggy"}
    assert not {*taken_away} & {*needed}


class Recorder(BaseHTTPRequestHandler):
    seen: list[tuple[str, str | None, bytes]]

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.seen.append((self.path, self.headers["Authorization"], self.rfile.read(length)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def recorder() -> Iterator[tuple[int, list[tuple[str, str | None, bytes]]]]:
    handler = type("Handler", (Recorder,), {"seen": []})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, handler.seen
        server.shutdown()
        thread.join()


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="needs bash and curl, as the image has them")
def test_kibanas_user_is_given_its_password(recorder: tuple[int, list[tuple[str, str | None, bytes]]]) -> None:
    port, seen = recorder
    command = SERVICES["kibana-user"]["command"][0].replace("$$", "$").replace("elasticsearch:9200", f"127.0.0.1:{port}")
    environment = {"PATH": "/usr/bin:/bin", "ELASTIC_PASSWORD": "one-secret_1", "KIBANA_PASSWORD": "two-secret_2"}
    subprocess.run(["bash", "-c", command], env=environment, check=True)
    ((path, signed, body),) = seen
    assert path == "/_security/user/kibana_system/_password"
    assert signed == "Basic ZWxhc3RpYzpvbmUtc2VjcmV0XzE="
    assert json.loads(body) == {"password": "two-secret_2"}


def test_the_schedule_has_time_to_stop() -> None:
    assert SERVICES["scheduler"]["stop_grace_period"] == "90s"
    assert "never more than a minute" in (CHECKOUT / "docs" / "schedule.md").read_text(encoding="utf-8")
