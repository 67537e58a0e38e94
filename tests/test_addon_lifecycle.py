"""Uninstalling every addon leaves nothing behind, and it can be installed again."""

import os
import subprocess
import sys

from .addon_checks.repository import ROOT
from .addon_checks.throwaway import copy_database

NAME = f"cae_lifecycle_{os.getpid()}"


def test_uninstalling_leaves_nothing_and_installing_again_works(tmp_path):
    with copy_database(NAME, tmp_path) as configuration:
        command = [sys.executable, "-m", "tests.addon_checks.lifecycle", "-c", str(configuration)]
        environment = {key: val for key, val in os.environ.items() if key != "ODOO_RC"}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr[-5000:]
    offenders = done.stdout.strip()
    assert not offenders, f"to put right:\n{offenders}"
