"""A server of `./cae up`: it goes on after what makes Odoo execute itself again."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import psycopg2
import pytest

from cae_cli import database, machine, paths, postgres
from cae_cli.say import end

NAME = f"cae_servertest_{os.getpid()}"
PATIENCE = 120  # seconds until a server counts as gone
# The launcher as `up` starts it, but for the pace at which Odoo looks at its limits (a minute).
QUICK = (
    "import runpy, sys; from odoo.service import server; server.SLEEP_INTERVAL = 1; "
    "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
)


class Server:
    def __init__(self, folder, **options):
        self.port = machine.free_port(8169)
        self.log = folder / "server.log"
        conf = database.configuration(
            folder / "odoo.conf", db_name=NAME, http_port=self.port, **options
        )
        environment = {key: value for key, value in os.environ.items() if key != "ODOO_RC"}
        # as from a terminal, where the environment of Python packages is not in PATH
        environment["PATH"] = os.pathsep.join(
            folder
            for folder in os.environ["PATH"].split(os.pathsep)
            if not folder.startswith(str(paths.VENV))
        )
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", QUICK, paths.LAUNCHER, "--config", conf],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=paths.ROOT,
                env={**environment, **postgres.environment()},
                start_new_session=True,
            )

    def starts(self):
        """How often Odoo began."""
        return self.log.read_text(errors="replace").count("HTTP service (werkzeug) running")

    def wait(self, times):
        """Until Odoo has begun so many times and answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text(errors="replace")[-3000:]
            if self.starts() >= times:
                with contextlib.suppress(OSError, urllib.error.URLError):
                    return self.get("/web/login")
            time.sleep(0.2)
        raise AssertionError(self.log.read_text(errors="replace")[-3000:])

    def get(self, path):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return answer.status


@pytest.fixture
def start(tmp_path):
    database.clone(os.environ["CAE_TEST_TEMPLATE"], NAME)
    begun = []

    def start(**options):
        begun.append(Server(tmp_path, **options))
        begun[-1].wait(1)
        return begun[-1]

    yield start
    for server in begun:
        end(server.process)
    database.drop(NAME)


def test_the_server_comes_back_after_a_reload(start):
    server = start()
    for times in (2, 3):
        os.kill(server.process.pid, signal.SIGHUP)
        assert server.wait(times) == 200


def test_the_server_comes_back_after_a_request_over_the_limit(start):
    server = start(limit_time_real=15)
    place = postgres.environment()
    connection = psycopg2.connect(
        dbname=NAME, host=place["PGHOST"], port=place["PGPORT"], user=place["PGUSER"],
        password=place.get("PGPASSWORD", ""),
    )  # fmt: skip
    with connection, connection.cursor() as holder:
        # every page reads the cooperative's settings: this one waits until they are let go
        holder.execute("LOCK TABLE res_company, res_users IN ACCESS EXCLUSIVE MODE")
        asked = threading.Thread(target=_try, args=(server, "/web/login"), daemon=True)
        asked.start()
        deadline = time.monotonic() + PATIENCE
        while "time limit" not in server.log.read_text(errors="replace"):
            assert time.monotonic() < deadline, server.log.read_text(errors="replace")[-3000:]
            time.sleep(0.2)
    connection.close()
    assert server.wait(2) == 200


def _try(server, path):
    with contextlib.suppress(OSError):
        server.get(path)


def test_links_lead_to_the_port_that_is_served(start):
    start()
    for known, wanted in (
        ("http://localhost:8069", "http://localhost:8079"),
        ("http://127.0.0.1:8070/", "http://localhost:8079"),
        ("https://erp.example.org", "https://erp.example.org"),
    ):
        database.set_parameter(NAME, "web.base.url", known)
        database.set_address(NAME, 8079)
        assert database.parameter(NAME, "web.base.url") == wanted
