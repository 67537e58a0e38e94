"""Databases of `./cae`: clones, replacements that were interrupted, backup and restore."""

import io
import json
import os
import subprocess
import sys
import tarfile

import psycopg2
import pytest

from cae_cli import database, paths, postgres

from .addon_checks.repository import ROOT

NAME = f"cae_clitest_{os.getpid()}"


@pytest.fixture
def place(monkeypatch):
    """The running server under another base name, so that nobody's database is touched."""
    server = postgres.environment()
    url = (
        f"postgresql://{server['PGUSER']}:{server.get('PGPASSWORD', '')}@/{NAME}"
        f"?host={server['PGHOST']}"
    )
    if not server["PGHOST"].startswith("/"):
        url = (
            f"postgresql://{server['PGUSER']}:{server.get('PGPASSWORD', '')}"
            f"@{server['PGHOST']}:{server['PGPORT']}/{NAME}"
        )
    monkeypatch.setenv("CAE_DATABASE_URL", url)
    assert database.main_name() == NAME
    yield url
    for name in database.listed(NAME):
        database.drop(name)


def make(name, content):
    """A database with one table and one file, quicker than one of Odoo."""
    database.drop(name)
    postgres.query("postgres", f'CREATE DATABASE "{name}" TEMPLATE template0')
    postgres.query(
        name,
        "CREATE TABLE ir_config_parameter (key text PRIMARY KEY, value text);"
        f"CREATE TABLE fruit (name text); INSERT INTO fruit VALUES ('{content}')",
    )
    file = database.filestore(name) / "aa" / content
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def content(name):
    """What the database and its files hold."""
    return (
        postgres.query(name, "SELECT name FROM fruit")[0][0],
        [path.name for path in database.filestore(name).glob("aa/*")],
    )


def test_clone_copies_rows_and_files(place):
    make(NAME, "apple")
    database.clone(NAME, f"{NAME}_copy")
    assert content(f"{NAME}_copy") == ("apple", ["apple"])
    database.drop(f"{NAME}_copy")
    assert content(NAME) == ("apple", ["apple"])
    assert not database.filestore(f"{NAME}_copy").exists()


def test_replace_takes_the_place_and_leaves_nothing(place):
    make(NAME, "apple")
    make(f"{NAME}_new", "pear")
    database.replace(f"{NAME}_new", NAME)
    assert content(NAME) == ("pear", ["pear"])
    assert database.listed(NAME) == [NAME]


def test_replace_refuses_a_database_in_use(place):
    make(NAME, "apple")
    make(f"{NAME}_new", "pear")
    connection = psycopg2.connect(dbname=NAME, **_arguments())
    try:
        with pytest.raises(database.Problem, match="in use; stop the server"):
            database.replace(f"{NAME}_new", NAME)
    finally:
        connection.close()
    assert content(NAME) == ("apple", ["apple"])


def _arguments():
    server = postgres.environment()
    return {
        "host": server["PGHOST"],
        "port": server["PGPORT"],
        "user": server["PGUSER"],
        "password": server.get("PGPASSWORD", ""),
    }


@pytest.mark.parametrize("step", range(1, 6))
@pytest.mark.parametrize("complete", [True, False])
def test_a_replacement_stopped_anywhere_is_taken_up(place, monkeypatch, step, complete):
    """Stopped after its nth change, the old or the new is there after `recover`, whole."""
    make(NAME, "apple")
    make(f"{NAME}_new", "pear")
    if complete:
        database.set_parameter(f"{NAME}_new", "cae.complete", "1")
    monkeypatch.setattr(database.postgres, "query", counted := _StopAfter(step))
    try:
        database.replace(f"{NAME}_new", NAME)
    except InterruptedError:
        assert counted.left == 0
    monkeypatch.setattr(database.postgres, "query", counted.real)
    database.recover()
    fruit, files = content(NAME)
    assert fruit in ("apple", "pear")
    assert files == [fruit]
    assert f"{NAME}_old" not in database.listed(NAME)


class _StopAfter:
    """`postgres.query` that works n times and is then cut off, as by a power failure."""

    def __init__(self, times):
        self.left = times
        self.real = postgres.query

    def __call__(self, *args, **kwargs):
        if not self.left:
            raise InterruptedError
        self.left -= 1
        return self.real(*args, **kwargs)


def test_the_example_can_be_saved_and_brought_back(place, tmp_path):
    """A whole cooperative: saved, lost, restored; damaged archives are refused."""
    database.clone(os.environ["CAE_TEST_TEMPLATE_DEMO"], NAME)
    archive = tmp_path / "cooperative.tar"
    said = cae(place, "backup", str(archive))
    assert said.returncode == 0, said.stderr
    assert archive.stat().st_mode & 0o077 == 0, "what is in it is for the cooperative only"

    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    assert manifest["rows"]["res_company"] >= 1
    assert manifest["files"] and not manifest["missing"]
    assert manifest["hashes"] is not None

    partners = manifest["rows"]["res_partner"]
    postgres.query(NAME, "UPDATE res_company SET name = 'lost'")
    # one row more, one file changed, and each journal another: all are found at once
    wrong = 1 + len(manifest["accounting"]) + 1
    for damage, words in (
        (changed_everywhere, f"and {wrong} more differences; nothing changed"),
        (cut_short, "nothing was changed"),
    ):
        refused = cae(place, "restore", str(damage(archive, tmp_path)))
        assert refused.returncode == 1, damage.__name__
        assert "Traceback" not in refused.stderr
        assert words in refused.stderr.strip().splitlines()[-1], refused.stderr
        assert postgres.query(NAME, "SELECT DISTINCT name FROM res_company") == [["lost"]]

    said = cae(place, "restore", str(archive))
    assert said.returncode == 0, said.stderr
    assert postgres.query(NAME, "SELECT DISTINCT name FROM res_company") != [["lost"]]
    assert postgres.query(NAME, "SELECT count(*) FROM res_partner") == [[str(partners)]]
    assert database.listed(NAME) == [NAME]
    for file in manifest["files"]:
        assert (database.filestore(NAME) / file).is_file()


def cae(url, *arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "cae"), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "CAE_DATABASE_URL": url},
        check=False,
    )


def changed_everywhere(archive, folder):
    """A copy of an archive with a row, a file and amounts that are not those of the manifest."""
    target, files = folder / "changed.tar", []
    with tarfile.open(archive) as source, tarfile.open(target, "w") as copy:
        for member in source:
            body = source.extractfile(member).read()
            if member.name == "manifest.json":
                manifest = json.loads(body)
                manifest["rows"]["res_partner"] += 1
                for journal in manifest["accounting"].values():
                    journal["debit"] = "0.01"
                manifest["accounting"]["1 NONE"] = {"entries": 1}
                body = json.dumps(manifest).encode()
            elif member.name.startswith("filestore/") and not files:
                files.append(member.name)
                body += b"x"
            member.size = len(body)
            copy.addfile(member, io.BytesIO(body))
    return target


def cut_short(archive, folder):
    target = folder / "short.tar"
    target.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    return target


def test_configuration_is_for_its_owner_only(place, tmp_path):
    written = database.configuration(tmp_path / "odoo.conf")
    assert written.stat().st_mode & 0o077 == 0
    assert f"db_name = {NAME}" in written.read_text()
    assert "list_db = False" in written.read_text()


def test_template_changes_with_code_manifests_and_requirements(monkeypatch, tmp_path):
    for name in ("cae_one", "cae_two"):
        (tmp_path / "addons" / name / "models").mkdir(parents=True)
        (tmp_path / "addons" / name / "__manifest__.py").write_text(
            "{'name': 'x', 'depends': ['mail']}"
        )
    (tmp_path / "requirements.txt").write_text("a==1\n")
    monkeypatch.setattr(paths, "ADDONS", tmp_path / "addons")
    monkeypatch.setattr(paths, "ROOT", tmp_path)

    def names():
        return {kind: database.template_name(kind) for kind in ("ground", "suite", "demo")}

    first = names()
    (tmp_path / "addons/cae_one/tests").mkdir()
    (tmp_path / "addons/cae_one/tests/test_x.py").write_text("a test changes no database\n")
    assert names() == first
    (tmp_path / "addons/cae_one/models/thing.py").write_text("code = 1\n")
    second = names()
    assert second["ground"] == first["ground"] and second["suite"] != first["suite"]
    (tmp_path / "addons/cae_two/__manifest__.py").write_text(
        "{'name': 'x', 'depends': ['mail', 'sale']}"
    )
    third = names()
    assert third["ground"] != second["ground"] and third["suite"] != second["suite"]
    (tmp_path / "requirements.txt").write_text("a==2\n")
    assert names()["ground"] != third["ground"]


def test_addons_follow_what_they_depend_on(monkeypatch, tmp_path):
    from cae_cli import addons

    for name, depends in (("cae_a", ["cae_b"]), ("cae_b", ["base"]), ("cae_demo", ["cae_a"])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(repr({"name": name, "depends": depends}))
    monkeypatch.setattr(paths, "ADDONS", tmp_path)
    assert addons.names() == ["cae_b", "cae_a", "cae_demo"]
    assert addons.ground() == ["base", "l10n_fr_account", "web"]


def test_an_addon_alone_stands_on_the_highest_below_it(monkeypatch, tmp_path):
    house = {
        "cae_base": ["mail"],
        "cae_left": ["cae_base"],
        "cae_right": ["cae_base", "event"],
        "cae_roof": ["cae_left"],
        "cae_top": ["cae_right", "cae_roof"],
    }
    for name, depends in house.items():
        (tmp_path / "addons" / name).mkdir(parents=True)
        (tmp_path / "addons" / name / "__manifest__.py").write_text(repr({"depends": depends}))
    (tmp_path / "requirements.txt").write_text("a==1\n")
    monkeypatch.setattr(paths, "ADDONS", tmp_path / "addons")
    monkeypatch.setattr(paths, "ROOT", tmp_path)

    assert [database.below(f"alone_{name}") for name in house] == [
        "bare",
        "alone_cae_base",
        "alone_cae_base",
        "alone_cae_left",
        "alone_cae_roof",
    ]
    assert database.contents("alone_cae_roof") == ["cae_base", "cae_left", "cae_roof"]

    def names():
        return {name: database.template_name(f"alone_{name}") for name in house}

    first, bare = names(), database.template_name("bare")
    (tmp_path / "addons/cae_right/models.py").write_text("code = 1\n")
    second = names()
    assert {name for name in house if first[name] != second[name]} == {"cae_right", "cae_top"}
    (tmp_path / "addons/cae_base/models.py").write_text("code = 1\n")
    assert not set(second.values()) & set(names().values())
    assert database.template_name("bare") == bare
