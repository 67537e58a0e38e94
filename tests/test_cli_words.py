"""What `./cae` says when something is missing: one sentence, a code, never a traceback."""

import os
import shutil
import socket
import subprocess
import sys
import time

import pytest

from cae_cli import database, paths, postgres, serve

from .addon_checks.repository import ROOT


@pytest.fixture
def bare(tmp_path):
    """The command alone in an empty folder: no environment, no Odoo, no database."""
    shutil.copytree(ROOT / "cae_cli", tmp_path / "cae_cli")
    for name in ("cae", "requirements.txt", "requirements-dev.txt", "requirements-bootstrap.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(folder, *arguments, python=None, **env):
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("CAE_")}
    return subprocess.run(
        [python or sys.executable, str(folder / "cae"), *arguments],
        capture_output=True,
        text=True,
        env={**inherited, **env},
        timeout=120,
        check=False,
    )


def assert_one_sentence(done, *words):
    assert done.returncode not in (0, None), done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("cae: "), done.stderr
    for word in words:
        assert word in last, last


def test_port_taken_names_who_and_what_to_run(bare):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        done = run(bare, "up", "--port", str(port))
    assert_one_sentence(done, f"Port {port} is taken", f"process {os.getpid()}", "--port")
    assert not (bare / ".venv").exists(), "it is said before anything is installed"


def test_a_port_that_is_no_port():
    done = run(ROOT, "up", "--port", "eighty")
    assert done.returncode == 2
    assert "a port is a number from 1 to 65535" in done.stderr


def test_old_python_is_said():
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['cae'];"
        f"runpy.run_path({str(ROOT / 'cae')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().startswith(
        "cae: Python 3.10 or newer is needed and this is Python 3.9"
    )


def call(bare, code, **env):
    """Run one part of the command as `./cae` would, without what comes before it."""
    program = (
        "import sys; from cae_cli import main, say\n"
        f"def part(args):\n    {code}\n    return 0\n"
        "main.dispatch = part\n"
        "sys.exit(main.main(['doctor']))"
    )
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("CAE_")}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=bare,
        capture_output=True,
        text=True,
        env={**inherited, "PYTHONPATH": str(bare), **env},
        timeout=120,
        check=False,
    )


def test_no_apt(bare, tmp_path):
    done = call(bare, "from cae_cli import odoo; odoo.ensure()", PATH=str(tmp_path / "nothing"))
    assert_one_sentence(done, "no apt", "CAE_ODOO", "docker compose up")


def test_checkout_that_is_none(bare, tmp_path):
    done = call(bare, "from cae_cli import odoo; odoo.ensure()", CAE_ODOO=str(tmp_path))
    assert_one_sentence(done, "holds no Odoo 19", "19.0 checkout")


def test_full_disk(bare):
    done = call(bare, "raise OSError(28, 'No space left on device', 'x')")
    assert_one_sentence(done, "disk is full", "4 GB")


def test_disk_too_small_is_said_before(bare):
    done = call(bare, "from cae_cli import odoo, paths; odoo.space(paths.STATE, 1e9)")
    assert_one_sentence(done, "GB are free", "make room")


def test_no_network(bare):
    """uv cannot be fetched: nothing answers at the index, and no wheel lies on the machine."""
    done = call(
        bare,
        "from cae_cli import venv; venv.ensure()",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_CONFIG_FILE=os.devnull,
        PIP_FIND_LINKS="",
        PIP_RETRIES="0",
        PIP_NO_CACHE_DIR="1",
    )
    assert_one_sentence(done, "network")


def test_interruption_leaves_no_traceback(bare):
    done = call(bare, "raise KeyboardInterrupt")
    assert_one_sentence(done, "interrupted", "again")
    assert done.returncode == 130


def test_ended_from_outside_leaves_no_traceback_and_no_child(bare):
    """SIGTERM while a program runs: that program ends too."""
    done = call(
        bare,
        "import os, subprocess, threading; from cae_cli import say;"
        "threading.Timer(1, lambda: os.kill(os.getpid(), 15)).start();"
        "say.run(['sleep', '3157.25'], log='sleep', what='Sleeping')",
    )
    assert_one_sentence(done, "interrupted")
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "sleep 3157.25" not in listed.stdout


def test_killed_it_leaves_no_child_at_work(bare):
    """kill -9 of the command: the program it waited for does not meet the next start."""
    done = call(
        bare,
        "import os, signal, threading; from cae_cli import say;"
        "threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGKILL)).start();"
        "say.run(['sleep', '3158.25'], log='sleep', what='Sleeping')",
    )
    assert done.returncode == -9
    # the system ends it a moment after
    for _second in range(10):
        listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
        if "sleep 3158.25" not in listed.stdout:
            break
        time.sleep(1)
    else:
        pytest.fail(listed.stdout)


@pytest.mark.parametrize("url", ["nonsense", "mysql://u@h/d", "postgresql://"])
def test_database_address_not_understood(bare, url):
    done = call(bare, "from cae_cli import postgres; postgres.ensure()", CAE_DATABASE_URL=url)
    assert_one_sentence(done, "CAE_DATABASE_URL", "postgresql://user:password@host:5432/database")


def test_database_that_does_not_answer():
    done = run(ROOT, "doctor", CAE_DATABASE_URL="postgresql://cae@127.0.0.1:9/cae")
    assert done.returncode == 1
    assert "No PostgreSQL answers at 127.0.0.1:9" in done.stdout
    assert "Traceback" not in done.stderr


def test_doctor_of_an_empty_folder_says_what_comes(bare):
    done = run(bare, "doctor")
    assert "`./cae up` installs them" in done.stdout
    assert "Traceback" not in done.stderr


def test_restore_of_a_file_that_is_not_there(bare):
    assert_one_sentence(run(bare, "restore", "nowhere.tar"), "There is no file", "./cae backup")


def test_unknown_addon_and_unknown_benchmark():
    assert_one_sentence(run(ROOT, "test", "cae_nothing"), "No addon is called cae_nothing")
    assert_one_sentence(run(ROOT, "bench", "nothing"), "No benchmark is called nothing")


def test_a_failed_program_becomes_one_sentence(tmp_path):
    from cae_cli import say

    log = tmp_path / "x.log"
    told = say.sentence("Installing", "ok\nodoo.exceptions.UserError: not today\n", log)
    assert told.startswith("Installing failed (odoo.exceptions.UserError: not today)")
    assert "disk is full" in say.sentence("Unpacking", "write: No space left on device", log)
    assert "network" in say.sentence("Reading", "E: Failed to fetch http://x", log)


def test_a_long_path_has_its_socket_elsewhere(monkeypatch, tmp_path):
    from cae_cli import postgres

    monkeypatch.setattr(paths, "PGDATA", tmp_path / ("x" * 120) / "pg")
    folder = postgres.socket_folder()
    assert len(str(folder / ".s.PGSQL.5432.lock")) < 100
    assert folder == postgres.socket_folder()


def test_whoever_logs_in_to_the_example_is_named(monkeypatch, capsys):
    source = (ROOT / "addons" / "cae_demo" / "data/cooperative.json").read_text()
    for login, role in database.LOGINS.items():
        assert f'"{login}": ' in source, login
        assert len(role.split()) > 3, role
    monkeypatch.setattr(database, "parameter", lambda *names: "1")
    monkeypatch.setattr(postgres, "query", lambda *sql: [(login,) for login in database.LOGINS])
    monkeypatch.setattr(database, "admin_password", lambda: "secret")
    monkeypatch.setattr(paths, "marker", lambda name: "")
    monkeypatch.setattr(paths, "mark", lambda *told: None)
    serve.tell(8069)
    said = capsys.readouterr().out
    for words in ("127.0.0.1:8069", "gerante ", "signs for the cooperative", "mails are not sent"):
        assert words in said, words
