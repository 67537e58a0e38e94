"""The production files: compose, image, settings, locked requirements, continuous integration."""

import configparser
import re
import subprocess

import pytest
import yaml

from .addon_checks.repository import ROOT


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile():
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [row for row in text.splitlines() if row.strip() and not row.startswith("#")]


def test_compose_names_the_services_and_images(compose, dockerfile):
    assert set(compose["services"]) == {"db", "odoo"}
    assert compose["services"]["db"]["image"] == "postgres:17"
    assert compose["services"]["odoo"]["build"] == "."
    assert dockerfile[0] == "FROM odoo:19.0"


def test_compose_publishes_on_this_machine_only_and_never_the_database(compose):
    assert "ports" not in compose["services"]["db"]
    for port in compose["services"]["odoo"]["ports"]:
        assert port.startswith("127.0.0.1:")


def test_compose_demands_a_password_and_brings_no_known_login(compose):
    for service, name in (("db", "POSTGRES_PASSWORD"), ("odoo", "PGPASSWORD")):
        value = compose["services"][service]["environment"][name]
        assert value.startswith("${CAE_DB_PASSWORD:?"), value
    assert compose["services"]["odoo"]["environment"]["CAE_DEMO"] == "${CAE_DEMO:-0}"


def test_compose_keeps_what_must_be_kept(compose):
    named = set(compose["volumes"])
    for service in compose["services"].values():
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in named


def test_image_installs_the_same_locked_requirements(dockerfile):
    copied = [row for row in dockerfile if row.startswith("COPY")]
    assert "COPY requirements.txt /opt/cae/requirements.txt" in copied
    install = next(row for row in dockerfile if "pip3 install" in row)
    assert "--require-hashes" in install and "--no-deps" in install
    assert "-r /opt/cae/requirements.txt" in install
    for row in copied:
        for source in row.split()[1:-1]:
            assert (ROOT / source).exists(), source


def test_image_does_not_run_as_root(dockerfile):
    users = [row.split()[1] for row in dockerfile if row.startswith("USER")]
    assert users[-1] == "odoo"


def settings():
    read = configparser.ConfigParser(inline_comment_prefixes=None, interpolation=None)
    read.read(ROOT / "odoo.conf")
    return read["options"]


def test_production_settings():
    options = settings()
    assert options.getboolean("proxy_mode") is True
    assert options.getboolean("list_db") is False
    assert int(options["workers"]) >= 2
    for limit in ("limit_memory_soft", "limit_memory_hard", "limit_time_cpu", "limit_time_real"):
        assert int(options[limit]) > 0
    assert int(options["limit_memory_hard"]) > int(options["limit_memory_soft"])


def test_production_settings_hold_no_secret():
    assert not [name for name in settings() if "passw" in name or "secret" in name]


def test_odoo_knows_every_production_setting():
    from odoo.tools import config

    known = {option.dest for group in config.parser.option_groups for option in group.option_list}
    assert set(settings()) - known == set()


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-bootstrap.txt"]
)
def test_requirements_are_locked_with_hashes_and_name_no_registry(name):
    text = (ROOT / name).read_text()
    rows = re.sub(r"\\\n\s*", " ", text).splitlines()
    locked = [row for row in rows if row and not row.lstrip().startswith("#")]
    assert locked
    for row in locked:
        assert re.match(r"^[a-zA-Z0-9_.\-]+==[^ ]+", row), row
        assert "--hash=sha256:" in row, row
    assert "://" not in text
    assert "--index" not in text and "--find-links" not in text


def test_every_requirement_is_locked():
    for source, target in (("", ""), ("-dev", "-dev"), ("-bootstrap", "-bootstrap")):
        wanted = (ROOT / f"requirements{source}.in").read_text()
        locked = (ROOT / f"requirements{target}.txt").read_text()
        for row in wanted.splitlines():
            name = re.match(r"^[a-z0-9][a-z0-9_.\-]*", row)
            if name:
                assert re.search(rf"^{re.escape(name.group())}==", locked, re.M), name.group()


def test_continuous_integration_runs_the_test_command():
    script = (ROOT / ".ci" / "run").read_text()
    assert script.rstrip().endswith("exec ./cae test")
    checked = subprocess.run(["sh", "-n", ROOT / ".ci" / "run"], capture_output=True, check=False)
    assert checked.returncode == 0
