"""Lint, then every test, in databases cloned from the cached templates.

Tests are in groups, each in a database of a kind of its own:

    cae_NAME   addons/cae_NAME, where only this addon is installed, with what it depends on
    whole      tests/ and the tests of cae_demo, with the example cooperative and all addons
    together   instead of each addon by itself (--together): all of them in one database

As many pytest processes as the machine has cores, and one more, work side by side. Each works in
a clone for one group and takes the group's files one by one, the longest first (as of the last
run); whoever is through begins on the group that has most left.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from . import addons, database, lint, machine, paths, postgres, serve
from .say import Problem, Steps, end, end_all, line, start

KINDS = ("ground", "suite", "demo")
SECONDS = paths.STATE / "test-seconds.json"  # of each test, when it ran last
CHECKS = "tests/test_addon_*.py"
WORTHWHILE = 30  # seconds of tests for which another process begins
# What a file takes whose tests never ran here, by what stands in it: (words, seconds for each).
GUESSES = (("def test_", 1), ("self.browse(", 6), ("copy_database(", 60), ("find_pages(", 20))


def command(wanted: list[str], of_odoo: bool, **how) -> int:
    return odoo(wanted) if of_odoo else test(wanted, **how)


def test(wanted: list[str], expression: str, together: bool, durations: bool) -> int:
    files = [name for name in wanted if (paths.ROOT / name).exists() and "/" in name]
    named = [name for name in wanted if name not in files]
    addons.require(named)
    started = time.monotonic()
    seconds = _read_seconds()
    groups = [
        Group(name, kind, arguments, seconds, expression, named if name == "checks" else [])
        for name, (kind, arguments) in plan(named, files, together).items()
    ]
    failures: list[tuple[str, str]] = []
    passed = 0
    steps = Steps()
    reading = None
    hurry, building = contextlib.ExitStack(), contextlib.ExitStack()
    try:
        building.enter_context(machine.alone())
        serve.prepare(steps, dev=True)
        hurry.enter_context(postgres.hurried())
        reading = lint.Lint(named)
        sweep()
        templates = Templates(list(dict.fromkeys(group.kind for group in groups)))
        building.callback(templates.stop)
        if templates.new:
            line(f"{len(templates.new)} templates are made; tests begin meanwhile.")
        work_off(groups, templates, building)
        failures += templates.findings()
        with steps.step("Lint") as detail:
            found = reading.results()
            detail.result = ", ".join(name for name, text in found.items() if text)
        for name, text in found.items():
            if text:
                line(text)
                failures.append((name, f"{len(text.splitlines())} lines of complaint (above)"))
            else:
                passed += 1
    finally:
        if reading:
            reading.stop()
        for group in groups:
            group.clean()
        building.close()
        hurry.close()
    passed += sum(group.passed for group in groups)
    failures += [failed for group in groups for failed in group.failed]
    ran = {name: taken for group in groups for name, taken in group.seconds.items()}
    keep_seconds(seconds, ran, whole=not expression)
    if expression and not ran:
        failures.append(("selection", f"no test matches -k {expression!r}"))
    if durations:
        tell_slowest(ran)
    if failures:
        line()
        tell(failures, "FAILED")
    line(f"\n{time.monotonic() - started:.0f} s")
    print(f"{passed} passed, {len(failures)} failed", flush=True)
    return 1 if failures else 0


def tell_slowest(seconds: dict[str, float]) -> None:
    line("\nThe 30 slowest tests, with the setup of their classes:")
    for name, taken in sorted(seconds.items(), key=lambda item: -item[1])[:30]:
        line(f"{taken:7.1f} s  {name}")


def tell(failures: list[tuple[str, str]], verdict: str) -> None:
    for name, reason in failures:
        line(f"{verdict} {name}")
        for row in reason.splitlines()[:12]:
            line(f"       {row}")


def _read_seconds() -> dict[str, float]:
    try:
        return json.loads(SECONDS.read_text())
    except (OSError, ValueError):
        return {}


def keep_seconds(seconds: dict[str, float], ran: dict[str, float], whole: bool) -> None:
    """Keep what the tests took; when whole files ran, forget those of their tests that are gone."""
    files = {name.partition("::")[0] for name in ran} if whole else set()
    others = {k: taken for k, taken in seconds.items() if k.partition("::")[0] not in files}
    paths.write(SECONDS, json.dumps({**others, **ran}, indent=0, sort_keys=True))


def plan(named: list[str], files: list[str], together: bool) -> dict[str, tuple[str, list[str]]]:
    """Which tests run where: {group: (kind of template, paths)}."""
    whole = database.layers(demo=True)
    groups: dict[str, tuple[str, list[str]]] = {}
    outer = [path for path in files if path.startswith("tests/")]
    owners = {path: Path(path).parts[1] for path in files if path not in outer}
    for name in named or sorted({*owners.values()}) or ([] if files else addons.names()):
        own = [path for path in files if owners.get(path) == name] or _tests_of(name)
        if name == addons.DEMO:
            outer += own
        elif own:
            kind = "suite" if together else database.ALONE + name
            groups.setdefault("together" if together else name, (kind, []))[1].extend(own)
    if not named and not files:
        outer += sorted(f"tests/{path.name}" for path in paths.ROOT.glob("tests/test_*.py"))
    if outer:
        groups["whole"] = (whole, outer)
    if named:
        checks = sorted(str(path.relative_to(paths.ROOT)) for path in paths.ROOT.glob(CHECKS))
        groups["checks"] = (whole, checks)
    return groups


def _tests_of(name: str) -> list[str]:
    """The files of an addon that hold tests, or examples in a docstring."""
    folder = paths.ROOT / "addons" / name
    found = set(folder.glob("tests/test_*.py"))
    found |= {path for path in folder.rglob("*.py") if ">>> " in path.read_text()}
    return sorted(str(path.relative_to(paths.ROOT)) for path in found)


class Templates:
    """What the tests' databases are cloned from: those that are missing are made two at a time."""

    def __init__(self, kinds: list[str]):
        self.started = time.monotonic()
        self.below: dict[str, str | None] = {}
        for kind in kinds:
            self._want(kind)
        # as they were when they were made, whatever changes while the tests run
        self.names = {kind: database.template_name(kind) for kind in {*self.below, *KINDS}}
        self.made = {
            kind
            for kind in self.below
            if database.exists(self.names[kind])
            and database.findings_path(self.names[kind]).exists()
        }
        self.new = [kind for kind in self.below if kind not in self.made]
        self.under_way: dict[str, threading.Thread] = {}
        self.problems: list[BaseException] = []

    def _want(self, kind: str | None) -> None:
        if kind and kind not in self.below:
            self._want(database.below(kind))
            self.below[kind] = database.below(kind)

    def _make(self, kind: str) -> None:
        try:
            self.names[kind] = database.ensure_template(kind)
            self.made.add(kind)
        except BaseException as problem:  # told by the thread that goes on
            self.problems.append(problem)

    def _weigh(self, kind: str) -> tuple[bool, int]:
        """First the longest ladder, then what most others stand on."""
        above = [self._weigh(other) for other, below in self.below.items() if below == kind]
        return kind in KINDS, 1 + sum(number for _first, number in above)

    def findings(self) -> list[tuple[str, str]]:
        """What our addons logged while the templates were made: (when, text), each text once."""
        logged = [
            (f"installing ({kind})", text)
            for kind in self.below
            for text in database.findings(self.names[kind])
        ]
        return list({text: (when, text) for when, text in reversed(logged)}.values())

    def stop(self) -> None:
        """End what is still being made, and wait until it has ended."""
        end_all()
        for thread in self.under_way.values():
            thread.join()

    @property
    def busy(self) -> int:
        return sum(thread.is_alive() for thread in self.under_way.values())

    def go_on(self) -> bool:
        """Begin what can be made now; say whether something is still to come."""
        if self.problems:
            raise self.problems[0]
        ready = [
            kind
            for kind in self.new
            if kind not in self.under_way and self.below[kind] in {None, *self.made}
        ]
        for kind in sorted(ready, key=self._weigh, reverse=True)[: 2 - self.busy]:
            self.under_way[kind] = threading.Thread(target=self._make, args=[kind], daemon=True)
            self.under_way[kind].start()
        if self.busy or self.made != {*self.below}:
            return True
        if self.new:
            seconds = time.monotonic() - self.started
            line(f"{'Templates ':.<44} {seconds:6.1f} s  {', '.join(self.new)}")
            self.new = []
        return False


def work_off(groups: list[Group], templates: Templates, building: contextlib.ExitStack) -> None:
    """Run all groups, on each free core the one that has most left to do.

    A group begins once its template is made, while others still are; `building` is closed when
    there are no others.
    """
    runs: list[Run] = []
    while True:
        coming = templates.go_on()
        if not coming:
            building.close()
        for run in [run for run in runs if run.ended()]:
            runs.remove(run)
            run.owner.take(run)
        while len(runs) + templates.busy <= len(os.sched_getaffinity(0)):
            ready = [group for group in groups if group.kind in templates.made]
            group = max(ready, key=lambda one: one.urgency(), default=None)
            if not group or group.urgency() <= 0:
                break
            runs.append(group.begin(templates.names))
        if not runs and not coming:
            return
        time.sleep(0.2)


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
                templates = {kind: database.template_name(kind) for kind in KINDS}
                for group, kind in (("without", "ground"), ("with", "suite")):
                    runs[group] = Run(group, kind, tests, "", templates)
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
    tell(ours, "FAILED only with the suite:")
    line(f"\n{len(alone)} fail without the suite too; {time.monotonic() - started:.0f} s")
    print(f"{results['with'][0]} passed, {len(ours)} failed", flush=True)
    return 1 if ours or not results["with"][0] else 0


def sweep() -> None:
    """Drop the clones of runs that were killed."""
    for name in database.listed(f"{database.main_name()}_test_"):
        pid = name.rpartition("_")[2]
        if not pid.isdigit() or not machine.alive(int(pid)):
            database.drop(name)


class Group:
    """Files of tests that run in the same kind of database, whoever takes them."""

    def __init__(self, name, kind, arguments, seconds, expression, only):
        self.name = name
        self.kind = kind
        self.expression = expression
        self.only = only
        by_file: dict[str, float] = {}
        for test_name, taken in seconds.items():
            path = test_name.partition("::")[0]
            by_file[path] = by_file.get(path, 0) + taken
        self.weights = {path: by_file.get(path) or guess(path) for path in arguments}
        self.queue = paths.STATE / f"test-{name}-{os.getpid()}.queue"
        self.runs: list[Run] = []
        self.begun = 0
        self.closed = False
        self.passed = 0
        self.failed: list[tuple[str, str]] = []
        self.seconds: dict[str, float] = {}

    @property
    def arguments(self) -> list[str]:
        return sorted(self.weights, key=lambda path: -self.weights[path])

    def urgency(self) -> float:
        """The seconds left for each process if another one began (0: none should)."""
        if self.closed or (self.begun and self.expression):
            return 0
        left = sum(
            weight
            for path, weight in self.weights.items()
            if not (self.queue / claim(path)).exists()
        )
        if self.begun and left < WORTHWHILE:
            return 0
        return left / (len(self.runs) + 1)

    def begin(self, templates: dict[str, str]) -> Run:
        self.queue.mkdir(parents=True, exist_ok=True)
        self.begun += 1
        name = f"{self.name}_{self.begun}"
        run = Run(name, self.kind, self.arguments, self.expression, templates)
        run.owner = self
        self.runs.append(run)
        # The example cooperative has people enough, and no others.
        shared = database.contents(self.kind) if self.kind != "demo" else []
        run.start(
            {
                "CAE_TEST_QUEUE": str(self.queue),
                "CAE_TEST_ONLY": ",".join(self.only),
                "CAE_TEST_FIXTURES": ",".join(shared),
            }
        )
        return run

    def take(self, run: Run) -> None:
        """Count what a process did that has ended."""
        passed, failed = run.result()
        self.passed += passed
        self.failed += failed
        for name, taken in run.seconds.items():
            self.seconds[name] = self.seconds.get(name, 0) + taken
        self.runs.remove(run)
        run.clean()
        # Whoever ends has been through all files, or has met what the others would meet.
        self.closed = True

    def clean(self) -> None:
        for run in self.runs:
            run.clean()
        shutil.rmtree(self.queue, ignore_errors=True)


def claim(path: str) -> str:
    """The name under which a file is taken from the queue."""
    return path.replace("/", "+")


def guess(path: str) -> float:
    path = paths.ROOT / path.partition("::")[0]
    text = path.read_text() if path.is_file() else ""
    return 1 + sum(text.count(words) * seconds for words, seconds in GUESSES)


class Run:
    """One pytest process in a database of its own."""

    def __init__(self, group: str, kind: str, arguments: list[str], expression: str, templates):
        self.group = group
        self.arguments = arguments
        self.expression = expression
        self.database = f"{database.main_name()}_test_{group}_{os.getpid()}"
        self.results = paths.STATE / f"test-{group}-{os.getpid()}.json"
        self.conf = paths.STATE / f"test-{group}-{os.getpid()}.conf"
        self.process: subprocess.Popen | None = None
        self.seconds: dict[str, float] = {}
        self.templates = {
            "CAE_TEST_TEMPLATE": templates["suite"],
            "CAE_TEST_TEMPLATE_DEMO": templates["demo"],
            "CAE_TEST_GROUND": templates["ground"],
        }
        database.clone(templates[kind], self.database)
        database.configuration(self.conf, db_name=self.database)

    def start(self, env=None) -> None:
        self.results.unlink(missing_ok=True)
        command = [
            paths.python(), "-m", "pytest", "--odoo-http", "--odoo-log-level=warn",
            "-p", "cae_cli.pytest_plugin", "-ra", "--no-header", "--tb=short",
        ]  # fmt: skip
        if self.expression:
            command += ["-k", self.expression]
        self.process = start(
            [*command, *self.arguments],
            text=True,
            errors="replace",
            cwd=paths.ROOT,
            env={
                **postgres.environment(),
                **self.templates,
                "ODOO_RC": str(self.conf),
                "PYTHONPATH": str(paths.ROOT),
                "PATH": os.pathsep.join(
                    [str(Path(postgres.binary("psql")).parent), os.environ["PATH"]]
                ),
                "CAE_TEST_RESULTS": str(self.results),
                **(env or {}),
            },
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        with open(paths.LOGS / f"test-{self.group}.log", "w") as log:
            for row in self.process.stdout:
                log.write(row)
                log.flush()
                sys.stderr.write(f"{self.group:>22} | {row}")
                sys.stderr.flush()

    def ended(self) -> bool:
        return self.process.poll() is not None

    def result(self) -> tuple[int, list[tuple[str, str]]]:
        """How many passed, and what failed with its reason."""
        code = self.process.wait()
        self.reader.join(10)
        if not self.results.exists():
            return 0, [(f"pytest ({self.group})", f"ended with code {code} before it could count")]
        read = json.loads(self.results.read_text())
        failed = [(name, reason) for name, reason in read["failed"]]
        self.seconds = read["seconds"]
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
