"""Lint, then every test, in databases cloned from the cached templates.

Three pytest processes run side by side, each in a clone of its own:

    addons   addons/*/tests and the doctests of addons/*/engine, without the example cooperative
    whole    tests/ and the tests of cae_demo, with the example cooperative installed
    screens  the tests of tests/ that drive a browser, with the example cooperative too: they
             wait more than they reckon
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from . import addons, database, lint, machine, paths, postgres, serve
from .say import Problem, Steps, die_with_parent, end, line

SCREENS = ("tests/test_browser_", "tests/test_play_")
SLOWEST = ["--durations=15", "--durations-min=5"]


def test(wanted: list[str], expression: str) -> int:
    files = [name for name in wanted if (paths.ROOT / name).exists() and "/" in name]
    named = [name for name in wanted if name not in files]
    lint.require(named)
    started = time.monotonic()
    groups = plan(named, files)
    failures: list[tuple[str, str]] = []
    passed = 0
    steps = Steps()
    reading = None
    processes: dict[str, Run] = {}
    try:
        with machine.alone():
            serve.prepare(steps, dev=True)
            reading = lint.Lint(named)
            kinds = {kind for kind, _arguments in groups.values()}
            for kind in sorted(kinds, key=["ground", "suite", "demo"].index):
                with steps.step(f"Template ({kind})") as detail:
                    detail.result = database.ensure_template(kind, detail)
            sweep()
            with steps.step("Clones"):
                for group, (kind, arguments) in groups.items():
                    processes[group] = Run(group, kind, arguments, expression)
        with steps.step("Lint") as detail:
            found = reading.results()
            detail.result = ", ".join(name for name, text in found.items() if text)
        for name, text in found.items():
            if text:
                line(text)
                failures.append((name, f"{len(text.splitlines())} lines of complaint (above)"))
            else:
                passed += 1
        for kind in sorted(kinds):
            logged = database.findings(kind)
            new = [(f"installing ({kind})", text) for text in logged]
            failures += [one for one in new if one[1] not in {text for _name, text in failures}]
        for process in processes.values():
            process.start()
        for process in processes.values():
            one, other = process.result()
            passed += one
            failures += other
    finally:
        if reading:
            reading.stop()
        for process in processes.values():
            process.clean()
    if expression and not any(process.ran for process in processes.values()):
        failures.append(("selection", f"no test matches -k {expression!r}"))
    if failures:
        line()
        for name, reason in failures:
            line(f"FAILED {name}")
            for row in reason.splitlines()[:12]:
                line(f"       {row}")
    line(f"\n{time.monotonic() - started:.0f} s")
    print(f"{passed} passed, {len(failures)} failed", flush=True)
    return 1 if failures else 0


def odoo(wanted: list[str]) -> int:
    """Odoo's own tests of the addons ours stand on, in a database with the suite and one without.

    Who works with Odoo besides us must not meet us: what fails only with the suite is ours.
    """
    from .odoo import addons_paths

    named = wanted or addons.extended()
    folders = {name: path for path in addons_paths() for name in named if (path / name).is_dir()}
    unknown = sorted(set(named) - set(folders))
    if unknown:
        raise Problem(f"Odoo has no addon {', '.join(unknown)}.")
    tests = [str(folders[name] / name / "tests") for name in named]
    tests = [path for path in tests if Path(path).is_dir()]
    started = time.monotonic()
    steps = Steps()
    runs: dict[str, Run] = {}
    try:
        with machine.alone():
            serve.prepare(steps, dev=True)
            for kind in ("ground", "suite"):
                with steps.step(f"Template ({kind})") as detail:
                    detail.result = database.ensure_template(kind, detail)
            sweep()
            with steps.step("Clones"):
                for group, kind in (("without", "ground"), ("with", "suite")):
                    runs[group] = Run(group, kind, tests, "")
                # Odoo's tests make users with short passwords; ours ask for longer ones.
                database.set_parameter(runs["with"].database, "auth_password_policy.minlength", "0")
        for run in runs.values():
            run.start()
        results = {group: run.result() for group, run in runs.items()}
    finally:
        for run in runs.values():
            run.clean()
    alone = {name for name, _reason in results["without"][1]}
    ours = [(name, reason) for name, reason in results["with"][1] if name not in alone]
    for name, reason in ours:
        line(f"FAILED only with the suite: {name}")
        for row in reason.splitlines()[:12]:
            line(f"       {row}")
    line(f"\n{len(alone)} fail without the suite too; {time.monotonic() - started:.0f} s")
    print(f"{results['with'][0]} passed, {len(ours)} failed", flush=True)
    return 1 if ours or not results["with"][0] else 0


def plan(named: list[str], files: list[str]) -> dict[str, tuple[str, list[str]]]:
    """Which pytest processes run: {group: (kind of template, paths)}."""
    whole = database.layers(demo=True)
    inner, outer = [], list(files)
    for name in named or ([] if files else addons.names()):
        own = [f"addons/{name}/{part}" for part in ("tests", "engine")]
        (outer if name == addons.DEMO else inner).extend(
            path for path in own if (paths.ROOT / path).is_dir()
        )
    if not named and not files:
        outer += sorted(f"tests/{path.name}" for path in paths.ROOT.glob("tests/test_*.py"))
    screens = [path for path in outer if path.startswith(SCREENS)]
    outer = [path for path in outer if path not in screens]
    groups = {"addons": ("suite", inner), "whole": (whole, outer), "screens": (whole, screens)}
    return {name: group for name, group in groups.items() if group[1]}


def sweep() -> None:
    """Drop the clones of runs that were killed."""
    for name in database.listed(f"{database.main_name()}_test_"):
        pid = name.rpartition("_")[2]
        if not pid.isdigit() or not machine.alive(int(pid)):
            database.drop(name)


class Run:
    """One pytest process in a database of its own."""

    def __init__(self, group: str, kind: str, arguments: list[str], expression: str):
        self.group = group
        self.arguments = arguments
        self.expression = expression
        self.database = f"{database.main_name()}_test_{group}_{os.getpid()}"
        self.results = paths.STATE / f"test-{group}-{os.getpid()}.json"
        self.conf = paths.STATE / f"test-{group}-{os.getpid()}.conf"
        self.process: subprocess.Popen | None = None
        self.ran = 0
        self.templates = {"CAE_TEST_TEMPLATE": database.template_name("suite"),
                          "CAE_TEST_TEMPLATE_DEMO": database.template_name(database.layers(True)),
                          "CAE_TEST_GROUND": database.template_name("ground")}  # fmt: skip
        database.clone(database.template_name(kind), self.database)
        database.configuration(self.conf, db_name=self.database)

    def start(self) -> None:
        self.results.unlink(missing_ok=True)
        command = [
            paths.python(), "-m", "pytest", "--odoo-http", "--odoo-log-level=warn",
            "-p", "cae_cli.pytest_plugin", "-ra", "--no-header", "--tb=short", *SLOWEST,
        ]  # fmt: skip
        if self.expression:
            command += ["-k", self.expression]
        self.process = subprocess.Popen(
            [*command, *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=paths.ROOT,
            env={
                **os.environ,
                **postgres.environment(),
                **self.templates,
                "ODOO_RC": str(self.conf),
                "PYTHONPATH": str(paths.ROOT),
                "PATH": os.pathsep.join(
                    [str(Path(postgres.binary("psql")).parent), os.environ["PATH"]]
                ),
                "CAE_TEST_RESULTS": str(self.results),
            },
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        with open(paths.LOGS / f"test-{self.group}.log", "w") as log:
            for row in self.process.stdout:
                log.write(row)
                log.flush()
                sys.stderr.write(f"{self.group:>7} | {row}")
                sys.stderr.flush()

    def result(self) -> tuple[int, list[tuple[str, str]]]:
        """How many passed, and what failed with its reason."""
        code = self.process.wait()
        self.reader.join(10)
        if not self.results.exists():
            return 0, [(f"pytest ({self.group})", f"ended with code {code} before it could count")]
        read = json.loads(self.results.read_text())
        failed = [(name, reason) for name, reason in read["failed"]]
        self.ran = read["passed"] + len(failed)
        # 0 all passed, 1 some failed, 5 nothing collected (another group may have the test).
        if code not in (0, 1, 5) or (code == 1 and not failed):
            failed.append((f"pytest ({self.group})", f"ended with code {code}"))
        return read["passed"], failed

    def clean(self) -> None:
        if self.process and self.process.poll() is None:
            end(self.process)
        try:
            database.drop(self.database)
        except Problem as problem:
            line(f"(the clone {self.database} stays: {problem})")
        self.results.unlink(missing_ok=True)
        self.conf.unlink(missing_ok=True)
