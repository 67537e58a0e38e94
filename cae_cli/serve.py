"""Serving the cooperative, and stopping it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import addons, database, machine, odoo, paths, postgres, say, venv
from .say import Problem, Steps, end, last_word, line

PID = paths.STATE / "server.json"
LOG = say.log_path("server")


def prepare(steps: Steps, *, dev: bool = False, programs: bool = True) -> None:
    """The steps every command shares: Python packages, Odoo, PostgreSQL, programs.

    They come from three places that do not wait for each other.
    """
    machine.require_python()
    machine.require_writable()
    fetched, installed = say.Detail(), say.Detail()
    with ThreadPoolExecutor() as beside, contextlib.ExitStack() as leaving:
        leaving.callback(say.end_all)  # what goes on when something fails is not waited for
        fetching = beside.submit(odoo.ensure, fetched)
        installing = beside.submit(machine.install_programs, installed) if programs else None
        with steps.step("Python environment") as detail:
            if not venv.ready(dev):
                odoo.space(paths.STATE, 1)
            venv.ensure(dev, detail)
        with steps.step("Odoo 19", fetched):
            fetching.result()
            venv.link_odoo()
            fetched.result = odoo.release().strip()
        with steps.step("PostgreSQL") as detail:
            postgres.ensure(detail)
            database.configuration()
        if installing:
            with steps.step("System programs", installed):
                installing.result()


def up(port: int, workers: int, fresh: bool, demo: bool, detach: bool) -> int:
    served = server()
    if served and not fresh:
        line(f"Already serving (process {served['pid']}).")
        tell(served["port"])
        return 0
    require_stopped()
    machine.require_port(port)
    started = time.monotonic()
    steps = Steps(6)
    with machine.alone():
        prepare(steps)
        with steps.step("Database") as detail:
            database.recover()
            name = database.main_name()
            if fresh or not database.exists(name):
                database.create(demo, detail)
                detail.result = "created"
            elif not database.parameter(name, "cae.addons"):
                raise Problem(
                    f"The database {name} was not made by this command; name another one in "
                    "CAE_DATABASE_URL or make it anew with `./cae up --fresh`."
                )
            else:
                new, changed = database.update(detail=detail)
                detail.result = (
                    f"updated {', '.join([*new, *changed])}" if new or changed else "up to date"
                )
            database.set_address(name, port)
    process = None
    try:
        with steps.step("Server") as detail:
            websocket = machine.free_port(port + 3) if workers else 0
            process = start(port, workers, websocket)
            wait(process, port)
        line(f"{'':8}ready in {time.monotonic() - started:.1f} s")
        tell(port)
        if detach:
            line("It serves in the background; `./cae stop` ends it.")
            return 0
        if workers:
            line(f"A proxy in front leads /websocket to port {websocket}, all else to {port}.")
        line("Ctrl-C ends the server; `./cae stop` ends PostgreSQL too.")
        code = process.wait()
    except BaseException as error:
        if process:
            end(process, patience=20)
            PID.unlink(missing_ok=True)
        if isinstance(error, KeyboardInterrupt) and process:
            line("\nThe server is stopped.")
            return 0
        raise
    PID.unlink(missing_ok=True)
    if code in (0, -signal.SIGTERM):
        line("The server was stopped.")
        return 0
    raise Problem(f"The server ended by itself (code {code}); see {os.path.relpath(LOG)}.")


def start(port: int, workers: int, websocket: int) -> subprocess.Popen:
    options = {"http_port": port, "max_cron_threads": 1}
    if workers:
        options |= {"workers": workers, "gevent_port": websocket}
    conf = database.configuration(paths.STATE / "server.conf", **options)
    process = say.start(
        [paths.python(), "-W", "ignore", paths.LAUNCHER, "--config", conf],
        log="server",
        cwd=paths.ROOT,
        preexec_fn=None,  # it stays when it is detached
    )
    paths.write(PID, json.dumps({"pid": process.pid, "port": port}))
    return process


def wait(process: subprocess.Popen, port: int, patience: float = 180) -> None:
    """Until the login page is answered."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            PID.unlink(missing_ok=True)
            told = last_word(say.read_log("server"))
            raise Problem(f"The server did not start ({told}); see {os.path.relpath(LOG)}.")
        with contextlib.suppress(OSError, urllib.error.URLError):
            address = f"http://127.0.0.1:{port}/web/login"
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(address, timeout=60) as answer:
                if answer.status == 200:
                    return
        time.sleep(0.1)
    raise Problem(f"The server does not answer on port {port}; see {os.path.relpath(LOG)}.")


def server() -> dict | None:
    """The process and the port of the server that `up` started here, if it runs."""
    try:
        kept = json.loads(PID.read_text())
        command = Path(f"/proc/{kept['pid']}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return kept if machine.alive(kept["pid"]) and b"odoo-bin" in command else None


def require_stopped() -> None:
    if server():
        raise Problem("The server is running; stop it with `./cae stop`, then run this again.")


def tell(port: int) -> None:
    """The address and who may log in; the administrator's password the first time only."""
    print(f"\n  http://127.0.0.1:{port}\n", flush=True)
    name = database.main_name()
    if database.parameter(name, "cae.demo") == "1":
        there = {row[0] for row in postgres.query(name, "SELECT login FROM res_users WHERE active")}
        print("  Log in as one of these people of the example (the password is the login):\n")
        for login, role in database.LOGINS.items():
            if login in there:
                print(f"  {login:<16} {role}")
        print("\n  No mail server is set: mails are not sent, but read where they were written.\n")
    told = hashlib.sha256(database.admin_password().encode()).hexdigest()
    if paths.marker("told") == told:
        where = os.path.relpath(database.ADMIN_PASSWORD)
        print(f"  {'admin':<16} the administrator: password in {where}\n", flush=True)
    else:
        print(f"  {'admin':<16} the administrator: password {database.admin_password()}\n")
        print("  (said this once; it is kept where only you can read it)\n", flush=True)
        paths.mark("told", told)


def stop() -> int:
    served = server()
    if served:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(served["pid"], signal.SIGTERM)
        deadline = time.monotonic() + 20
        while machine.alive(served["pid"]) and time.monotonic() < deadline:
            time.sleep(0.1)
        if machine.alive(served["pid"]):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(served["pid"], signal.SIGKILL)
        PID.unlink(missing_ok=True)
        line("The server is stopped.")
    if postgres.stop():
        line("PostgreSQL is stopped.")
    elif not served:
        line("Nothing was running.")
    return 0


def update(wanted: list[str]) -> int:
    """Bring packages, Odoo and the database to what the checkout says."""
    require_stopped()
    addons.require(wanted)
    steps = Steps(5)
    with machine.alone():
        prepare(steps)
        with steps.step("Database") as detail:
            database.recover()
            database.require()
            new, changed = database.update(wanted or None, detail)
            detail.result = ", ".join([*new, *changed]) or "up to date"
    return 0


def shell(arguments: list[str]) -> int:
    """An interactive Odoo shell on the cooperative's database."""
    prepare(Steps(), programs=False)
    database.require()
    conf = database.configuration(paths.STATE / "shell.conf")
    os.execv(
        paths.python(),
        [paths.python(), "-W", "ignore", str(paths.LAUNCHER), "shell", "--config", str(conf),
         "--database", database.main_name(), "--no-http", *arguments],
    )  # fmt: skip
