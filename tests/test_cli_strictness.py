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


def start(folder, *arguments, **variables):
    """Begin pytest on the files of a folder, as `./cae test` does but without Odoo."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("ODOO_RC", "OPENERP_SERVER") and not name.startswith("CAE_TEST_")
    }
    return subprocess.Popen(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", "-p", "no:cacheprovider",
            "-p", "cae_cli.pytest_plugin", "--rootdir", str(folder), str(folder), *arguments,
        ],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**inherited, "PYTHONPATH": str(ROOT), **variables},
    )  # fmt: skip


def read_results(process, path):
    said, _nothing = process.communicate(timeout=120)
    assert path.exists(), said
    return json.loads(path.read_text())


def test_count(tmp_path):
    addon = next(path.parent.name for path in sorted(ROOT.glob("addons/*/__manifest__.py")))
    (tmp_path / "test_some.py").write_text(TESTS.replace("{addon}", addon))
    (tmp_path / "test_broken.py").write_text("import nothing_of_this_name\n")
    results = tmp_path / "results.json"
    process = start(tmp_path, "--continue-on-collection-errors", CAE_TEST_RESULTS=str(results))
    read = read_results(process, results)
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
    slowest = max(read["seconds"], key=read["seconds"].get)
    assert slowest.startswith("test_some.py::")


def test_several_processes_share_the_files(tmp_path):
    """Each file is run by one of them, whole, and none is left out."""
    for number in range(8):
        (tmp_path / f"test_{number}.py").write_text(
            "import time\n\n"
            "def test_first():\n    time.sleep(0.1)\n\n"
            "def test_second():\n    time.sleep(0.1)\n"
        )
    queue = tmp_path / "queue"
    queue.mkdir()
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    processes = [
        start(tmp_path, CAE_TEST_RESULTS=str(path), CAE_TEST_QUEUE=str(queue)) for path in paths
    ]
    ran = [
        set(read_results(process, path)["seconds"])
        for process, path in zip(processes, paths, strict=True)
    ]
    assert not ran[0] & ran[1]
    assert len(ran[0] | ran[1]) == 16
    for names in ran:
        assert all(name.replace("first", "second") in names for name in names)


def test_checks_of_one_addon_only(tmp_path):
    (tmp_path / "test_checks.py").write_text(
        "def test_access__cae_one():\n    assert False\n\n"
        "def test_access__cae_two():\n    assert False\n\n"
        "def test_the_check_fails():\n    assert False\n"
    )
    results = tmp_path / "results.json"
    process = start(tmp_path, CAE_TEST_RESULTS=str(results), CAE_TEST_ONLY="cae_one")
    failed = [name for name, _reason in read_results(process, results)["failed"]]
    assert failed == ["test_checks.py::test_access__cae_one"]
