"""Killed with SIGKILL while it closes a month, and run again: the same cents, one entry."""

import os
import random

from .addon_checks.throwaway import copy_database
from .program import Program, ProgramOfSteps, kill

NAME = f"cae_recovery_{os.getpid()}"
PROGRAM = "tests.addon_checks.contribution_month"
KILLS_AT_RANDOM = 3


def test_killed_and_run_again_books_the_same_cents(tmp_path):
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    killed.mkdir()
    undisturbed.mkdir()
    with copy_database(NAME, killed) as configuration:
        Program(PROGRAM, configuration).done("prepare")
        with (
            copy_database(f"{NAME}_2", undisturbed, NAME, killed) as other,
            ProgramOfSteps(PROGRAM, other) as month,
        ):
            duration = month.time("close")
            expected = month.figures()
        assert expected["states"] == ["posted"]
        assert len(expected["entries"]) == 1
        assert len(expected["lines"]) == 60
        items = expected["entries"][0]["items"]
        debit, credit = (round(sum(item[side] for item in items), 2) for side in (2, 3))
        assert debit == credit > 0
        with ProgramOfSteps(PROGRAM, configuration) as month:
            kill_and_run_again(month, duration, expected)


def kill_and_run_again(month, duration, expected):
    month.kill_at("computed", "close")
    assert month.figures() == {"states": [], "lines": [], "entries": []}
    month.kill_at("posted", "close")
    half = month.figures()
    assert (half["states"], half["entries"]) == (["computed"], [])
    assert half["lines"] == expected["lines"]
    # two at once: the second is refused while the first has not ended, and books nothing
    first, second = month.stopped_at("posted", "close"), month.start("close")
    _said, wrong = second.communicate(timeout=300)
    assert second.returncode != 0
    assert "being posted by someone else" in wrong, wrong[-5000:]
    kill(first)
    for _time in range(KILLS_AT_RANDOM):
        month.kill_after(random.uniform(0, duration), "close")
        between = month.figures()
        assert between["states"] in (["computed"], ["posted"])
        assert between["lines"] == expected["lines"]
        assert len(between["entries"]) == (between["states"] == ["posted"])
    month.done("close")
    assert month.figures() == expected
    month.done("close")  # and once more changes nothing
    assert month.figures() == expected
