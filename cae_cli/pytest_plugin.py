"""Counts tests strictly: a skip, a warning or an error logged by our addons is a failure.

Loaded by `./cae test` into each pytest process; writes its count to CAE_TEST_RESULTS as
{"passed": 3, "failed": [["node id", "reason"], ...]}.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import freezegun

ROOT = Path(__file__).resolve().parent.parent


class Results(logging.Handler):
    """Every test that ran with the reasons for which it failed."""

    def __init__(self):
        super().__init__(logging.WARNING)
        folder = ROOT / "addons"
        self.own = [path.parent.name for path in folder.glob("*/__manifest__.py")]
        self.seen: dict[str, list[str]] = {}
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
            part.write_text(json.dumps({"passed": passed, "failed": failed}))
            part.replace(target)


def _crash(report) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return (
        f"{crash.path}:{crash.lineno}: {crash.message}" if crash else str(report.longrepr)[-1500:]
    )


def _skip_reason(report) -> str:
    longrepr = report.longrepr
    return str(longrepr[2]) if isinstance(longrepr, tuple) else getattr(report, "wasxfail", "")


def pytest_configure(config):
    # a test that stops the clock does not stop the one that times it
    freezegun.configure(extend_ignore_list=["_pytest"])
    config.pluginmanager.register(Results(), "cae-results")
