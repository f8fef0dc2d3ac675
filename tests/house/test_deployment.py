"""The files that bring FluXus to another machine agree with each other and with the code."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
# Read by docker-compose.yml or the scripts in bin/, not by Python.
READ_BY_COMPOSE = {"POSTGRES_PASSWORD", "WORKER_CONCURRENCY"}
# The container sets it; nobody has to.
READ_BUT_NOT_SET = {"HOST"}


def variables_read(*paths: str) -> set[str]:
    """The names that code asks of the environment: os.environ[...], os.environ.get(...) and flag(...)."""
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            asked = ast.unparse(node) if isinstance(node, ast.Call | ast.Subscript) else ""
            match = re.match(r"(?:os\.environ(?:\.get)?[\[(]|flag\()'([A-Z0-9_]+)'", asked)
            found |= {match[1]} if match else set()
    return found


def variables_listed() -> set[str]:
    return set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))


def test_env_example_lists_exactly_what_is_read() -> None:
    read = variables_read("fluxus/settings.py", "fluxus/services.py", "gunicorn.conf.py")
    assert variables_listed() == (read | READ_BY_COMPOSE) - READ_BUT_NOT_SET


def test_env_example_holds_no_secrets() -> None:
    text = (ROOT / ".env.example").read_text()
    filled = re.findall(r"^#?(\w*(?:SECRET|PASSWORD|KEY)\w*)=(.+)$", text, flags=re.MULTILINE)
    assert filled == []


def test_image_is_built_in_stages_from_the_lock_file() -> None:
    assert len(re.findall(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)) == 2
    assert "--require-hashes" in DOCKERFILE
    assert (ROOT / ".python-version").read_text().strip() in re.findall(
        r"^FROM python:([\d.]+)-", DOCKERFILE, re.MULTILINE
    )


def test_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)", DOCKERFILE, flags=re.MULTILINE)
    assert users == ["fluxus"]
    assert DOCKERFILE.index("USER fluxus") < DOCKERFILE.index("collectstatic") < DOCKERFILE.index("\nCMD ")


def test_image_has_the_same_text_libraries_and_fonts_as_make_run() -> None:
    packages = re.search(r"pdf\) echo (lib.*?) ;;", (ROOT / "bin/lib-system.sh").read_text())
    assert packages is not None
    assert packages[1] in DOCKERFILE


def test_image_and_every_service_have_a_health_check() -> None:
    assert "HEALTHCHECK " in DOCKERFILE
    without = {name for name, service in SERVICES.items() if "healthcheck" not in service and "build" not in service}
    assert without == set()
    assert [name for name, service in SERVICES.items() if service.get("healthcheck", {}).get("disable")] == ["migrate"]


def test_compose_gives_the_production_shape() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat", "mail"}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert set(COMPOSE["volumes"]) == {"postgres", "redis", "documents"}


def test_compose_starts_nothing_before_the_migrations_are_done() -> None:
    for name in ("web", "worker", "beat"):
        waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
        assert waits == {"migrate": "service_completed_successfully", "redis": "service_healthy"}
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["SECRET_KEY", "POSTGRES_PASSWORD"])
def test_compose_has_no_default_secrets(name: str) -> None:
    uses = re.findall(rf"\$\{{{name}\b([^}}]*)\}}", (ROOT / "docker-compose.yml").read_text())
    assert uses
    assert all(use.startswith(":?") for use in uses)


def test_compose_never_runs_in_debug() -> None:
    assert "DEBUG" not in SERVICES["web"]["environment"]


def test_compose_publishes_on_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_compose_hands_on_what_settings_read() -> None:
    handed = set(SERVICES["web"]["environment"])
    inside = {"DEBUG", "STAFF_SECOND_FACTOR", "PORT", "FLUXUS_VAR", "MEDIA_ROOT"}  # fixed by the image, or development
    assert variables_read("fluxus/settings.py") - handed == inside


def test_every_queue_has_a_worker_everywhere() -> None:
    queues = "documents,mail,planning,runs,default"
    assert f"--queues={queues}" in SERVICES["worker"]["command"]
    assert f"--queues {queues} " in (ROOT / "Procfile").read_text()


def test_every_script_can_be_run_and_says_what_it_is_for() -> None:
    scripts = [path for path in (ROOT / "bin").iterdir() if path.is_file() and not path.suffix]
    assert scripts
    for script in [*scripts, ROOT / ".ci/run"]:
        first, second = script.read_text().splitlines()[:2]
        assert first == "#!/usr/bin/env bash", script
        assert second.startswith("# "), script
        assert script.stat().st_mode & 0o111, script


def test_make_offers_what_the_readme_promises() -> None:
    targets = set(re.findall(r"^([a-z]+): ##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    promised = set(re.findall(r"`make ([a-z]+)", (ROOT / "README.md").read_text()))
    assert targets == {"help", "run", "test", "check", "bench", "reset", "lock"}
    assert promised <= targets
