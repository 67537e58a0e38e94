"""Uninstalling every addon leaves nothing behind, and it can be installed again."""

import os

from .addon_checks.throwaway import copy_database
from .program import Program

NAME = f"cae_lifecycle_{os.getpid()}"
PROGRAM = "tests.addon_checks.lifecycle"


def test_uninstalling_leaves_nothing_and_installing_again_works(tmp_path):
    with copy_database(NAME, tmp_path) as configuration:
        offenders = "\n".join(Program(PROGRAM, configuration).done()).strip()
    assert not offenders, f"to put right:\n{offenders}"
