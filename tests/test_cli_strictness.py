"""The test command counts strictly: what passes silently elsewhere fails here."""

import json
import os
import subprocess
import sys

from .addon_checks.repository import ROOT

TESTS = """
import logging
import unittest
import warnings

logger = logging.getLogger("odoo.addons.{addon}.models.thing")

def test_passes():
    assert 1 + 1 == 2

def test_fails():
    assert 1 + 1 == 3

class TestCase(unittest.TestCase):
    def test_skips(self):
        self.skipTest("no time")

    def test_warns(self):
        logger.warning("this is odd")

    def test_expected_warning(self):
        with self.assertLogs(logger, "WARNING"):
            logger.warning("this is odd")

    def test_warning_about_us_from_elsewhere(self):
        logging.getLogger("odoo.modules").error("cannot load {addon}")

    def test_warning_of_others(self):
        logging.getLogger("odoo.addons.mail").warning("not ours")

    def test_subtests(self):
        for number in (1, 2):
            with self.subTest(number=number):
                self.assertEqual(number, 1)
"""


def test_count(tmp_path):
    addon = next(path.parent.name for path in sorted(ROOT.glob("addons/*/__manifest__.py")))
    (tmp_path / "test_some.py").write_text(TESTS.replace("{addon}", addon))
    (tmp_path / "test_broken.py").write_text("import nothing_of_this_name\n")
    results = tmp_path / "results.json"
    inherited = {k: v for k, v in os.environ.items() if k not in ("ODOO_RC", "OPENERP_SERVER")}
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", "-p", "no:cacheprovider",
            "-p", "cae_cli.pytest_plugin", "--rootdir", str(tmp_path), str(tmp_path),
            "--continue-on-collection-errors",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**inherited, "PYTHONPATH": str(ROOT), "CAE_TEST_RESULTS": str(results)},
        check=False,
    )  # fmt: skip
    assert results.exists(), done.stdout + done.stderr
    read = json.loads(results.read_text())
    failed = {name.rpartition("::")[2]: reason for name, reason in read["failed"]}
    assert set(failed) == {
        "test_fails",
        "test_skips",
        "test_warns",
        "test_warning_about_us_from_elsewhere",
        "test_subtests",
        "test_broken.py",
    }, failed
    assert "no time" in failed["test_skips"]
    assert "logged WARNING" in failed["test_warns"]
    assert read["passed"] == 3
