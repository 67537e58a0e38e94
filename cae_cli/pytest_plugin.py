"""Counts tests strictly: a skip, a warning or an error logged by our addons is a failure.

Loaded by `./cae test` into each pytest process; writes its count to CAE_TEST_RESULTS as
{"passed": 3, "failed": [["node id", "reason"], ...], "seconds": {"node id": 0.2}}.

Several processes share the files of one group: each takes the next one by making a file in the
folder CAE_TEST_QUEUE. Before the first, what the tests of the addons in CAE_TEST_FIXTURES share
is made, once for all classes that this process runs (`FixtureCase`). CAE_TEST_ONLY=cae_a,cae_b
leaves of the checks on every addon those on these.
"""

from __future__ import annotations

import importlib
import itertools
import json
import logging
import os
import sys
import threading
from pathlib import Path

import freezegun
import pytest

ROOT = Path(__file__).resolve().parent.parent


class Results(logging.Handler):
    """Every test that ran with the reasons for which it failed."""

    def __init__(self):
        super().__init__(logging.WARNING)
        folder = ROOT / "addons"
        self.own = [path.parent.name for path in folder.glob("*/__manifest__.py")]
        self.seen: dict[str, list[str]] = {}
        self.seconds: dict[str, float] = {}
        self.current = "before the first test"

    def fail(self, name: str, reason: str) -> None:
        self.seen.setdefault(name, []).append(reason.strip()[:2000])

    def concerns_us(self, name: str, text: str) -> bool:
        return any(name.startswith(f"odoo.addons.{own}") or own in text for own in self.own)

    # What is logged while a test runs; assertLogs and mute_logger keep expected lines from here.
    def emit(self, record):
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text += f" {record.exc_info[1]!r}"
        if self.concerns_us(record.name, text):
            self.fail(self.current, f"logged {record.levelname} {record.name}: {text}")

    def pytest_sessionstart(self, session):
        logging.getLogger().addHandler(self)
        # Odoo is told to log warnings; a test that lowers it must not hide ours.
        logging.captureWarnings(False)

    def pytest_runtest_logstart(self, nodeid, location):
        self.current = nodeid

    def pytest_runtest_logreport(self, report):
        taken = self.seconds.get(report.nodeid, 0) + report.duration
        self.seconds[report.nodeid] = round(taken, 3)
        reasons = self.seen.setdefault(report.nodeid, [])
        if report.failed:
            reasons.append(f"{report.when}: {_crash(report)}")
        elif report.skipped or hasattr(report, "wasxfail"):
            reasons.append(f"skipped: {_skip_reason(report)}")

    def pytest_collectreport(self, report):
        if report.failed:
            self.fail(report.nodeid or "collection", f"cannot be collected: {_crash(report)}")
        elif report.skipped:
            self.fail(report.nodeid, f"skipped: {_skip_reason(report)}")

    def pytest_warning_recorded(self, warning_message, when, nodeid, location):
        path = Path(warning_message.filename)
        text = f"{warning_message.category.__name__}: {warning_message.message}"
        if ROOT in path.parents and not {".venv", ".cae"} & set(path.relative_to(ROOT).parts):
            where = f"{path.relative_to(ROOT)}:{warning_message.lineno}"
            self.fail(nodeid or self.current, f"warned at {where}: {text}")

    def pytest_sessionfinish(self, session, exitstatus):
        logging.getLogger().removeHandler(self)
        target = os.environ.get("CAE_TEST_RESULTS")
        if target:
            failed = [[name, "\n".join(why)] for name, why in self.seen.items() if why]
            passed = sum(1 for why in self.seen.values() if not why)
            part = Path(f"{target}.part")
            part.write_text(
                json.dumps({"passed": passed, "failed": failed, "seconds": self.seconds})
            )
            part.replace(target)


def _crash(report) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return (
        f"{crash.path}:{crash.lineno}: {crash.message}" if crash else str(report.longrepr)[-1500:]
    )


def _skip_reason(report) -> str:
    longrepr = report.longrepr
    return str(longrepr[2]) if isinstance(longrepr, tuple) else getattr(report, "wasxfail", "")


class Caches:
    """What Odoo keeps in memory (compiled pages, rights, routes) outlives a test that changed none.

    Odoo forgets all of it after each test, and half of the time went into making it anew. Only
    what was declared changed while a test or its class ran can hold something that was rolled
    back: just that is forgotten. (CAE_TEST_NO_CACHE=1 tells whether a failure comes from here.)
    """

    def __init__(self):
        from odoo.orm.registry import _CACHES_BY_KEY, Registry
        from odoo.tests.common import TransactionCase

        self.by_test: set[str] = set()
        self.by_class: set[str] = set()
        self.clear = clear = Registry.clear_cache
        clear_all = Registry.clear_all_caches
        caches = self
        leaving = TransactionCase.muted_registry_logger

        def clear_cache(registry, *names):
            caches.by_test.update(names or ("default",))
            clear(registry, *names)

        def clear_all_caches(registry):
            if caches.leaving_class:
                caches.forget(registry, caches.by_class | caches.by_test)
                caches.by_class.clear()
            else:
                caches.by_test.update(_CACHES_BY_KEY)
                clear_all(registry)

        class Leaving(type(leaving)):
            """Under this name Odoo's `TransactionCase` forgets: with each test, and in the end."""

            def __call__(self, func):
                caches.by_class |= caches.by_test
                caches.by_test.clear()
                return lambda: caches.leave_test(func.__self__)

            def __enter__(self):
                caches.leaving_class = True
                return super().__enter__()

            def __exit__(self, *args):
                caches.leaving_class = False
                return super().__exit__(*args)

        self.leaving_class = False
        Registry.clear_cache, Registry.clear_all_caches = clear_cache, clear_all_caches
        TransactionCase.muted_registry_logger = Leaving(*leaving.loggers)

    def leave_test(self, registry):
        self.by_class |= self.by_test
        self.forget(registry, self.by_test)

    def forget(self, registry, names):
        if names:
            self.clear(registry, *names)
            registry.cache_invalidated.difference_update(names)
        self.by_test.clear()


def pytest_configure(config):
    # a test that stops the clock does not stop the one that times it, nor the browser's pipe
    freezegun.configure(extend_ignore_list=["_pytest", "asyncio", "playwright", "selectors"])
    config.pluginmanager.register(Results(), "cae-results")


def pytest_collection_modifyitems(config, items):
    only = os.environ.get("CAE_TEST_ONLY")
    if only:
        ends = tuple(end for name in only.split(",") for end in (f"__{name}", f"[{name}]"))
        config.hook.pytest_deselected(items=[one for one in items if not one.name.endswith(ends)])
        items[:] = [item for item in items if item.name.endswith(ends)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Run the files that nobody else has taken; the next is taken with the last test of one."""
    queue = os.environ.get("CAE_TEST_QUEUE")
    if not queue or session.testsfailed or session.config.option.collectonly:
        return None
    items = _take_items(session.items, Path(queue))
    item = next(items, None)
    if item:
        keep_fixtures(filter(None, os.environ.get("CAE_TEST_FIXTURES", "").split(",")))
    while item:
        following = next(items, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following
        if session.shouldfail or session.shouldstop:
            break
    return True


def keep_fixtures(names):
    """Make what the tests of some addons share in this process's database, before they begin."""
    made = [name for name in names if (ROOT / f"addons/{name}/tests/common.py").exists()]
    if not made:
        return
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    threading.current_thread().testing = True  # no mail leaves
    registry = Registry(get_db_name())
    cases = []
    for name in made:
        common = importlib.import_module(f"odoo.addons.{name}.tests.common")
        found = [case for case in vars(common).values() if isinstance(case, type)]
        cases += [case for case in found if "_make_fixture" in vars(case)]
    for case in sorted(dict.fromkeys(cases), key=lambda case: -case.fixture_order):
        with registry.cursor() as cr:
            case._keep_fixture(api.Environment(cr, SUPERUSER_ID, {}))
    registry.signal_changes()


def _take_items(items, queue):
    for path, group in itertools.groupby(items, lambda item: item.path):
        try:
            (queue / os.path.relpath(path, ROOT).replace("/", "+")).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from group


def pytest_sessionstart(session):
    if "odoo.tests.common" in sys.modules and not os.environ.get("CAE_TEST_NO_CACHE"):
        Caches()
