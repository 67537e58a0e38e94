"""Killed with SIGKILL while it closes a month, and run again: the same cents, one entry."""

import json
import os
import random
import subprocess
import sys
import time

from .addon_checks.repository import ROOT
from .addon_checks.throwaway import copy_database

NAME = f"cae_recovery_{os.getpid()}"
PROGRAM = "tests.addon_checks.contribution_month"
KILLS_AT_RANDOM = 3


class Month:
    """The month's program on one database."""

    def __init__(self, configuration):
        self.configuration = str(configuration)

    def start(self, step, pause=""):
        command = [sys.executable, "-W", "ignore", "-m", PROGRAM, "-c", self.configuration, step]
        environment = {key: val for key, val in os.environ.items() if key != "ODOO_RC"}
        return subprocess.Popen(
            command + ([pause] if pause else []),
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def done(self, step):
        """Run a step to its end and return what it said."""
        process = self.start(step)
        said, wrong = process.communicate(timeout=300)
        assert process.returncode == 0, wrong[-5000:]
        return said

    def figures(self):
        return json.loads(self.done("figures"))

    def stopped_at(self, point):
        """Close the month up to a point it says; it waits there, its transaction open."""
        process = self.start("close", pause=point)
        said = []
        while point not in said:
            line = process.stdout.readline()
            assert line, process.stderr.read()[-5000:]
            said.append(line.strip())
        return process

    def kill_at(self, point):
        process = self.stopped_at(point)
        process.kill()
        process.communicate()

    def kill_after(self, seconds):
        """Close the month and kill it that long after it has begun."""
        process = self.start("close")
        assert process.stdout.readline().strip() == "ready", process.stderr.read()[-5000:]
        time.sleep(seconds)
        process.kill()
        process.communicate()

    def time_to_close(self):
        process = self.start("close")
        assert process.stdout.readline().strip() == "ready", process.stderr.read()[-5000:]
        started = time.monotonic()
        _said, wrong = process.communicate(timeout=300)
        assert process.returncode == 0, wrong[-5000:]
        return time.monotonic() - started


def test_killed_and_run_again_books_the_same_cents(tmp_path):
    (tmp_path / "undisturbed").mkdir()
    with copy_database(NAME, tmp_path / "undisturbed") as configuration:
        month = Month(configuration)
        month.done("prepare")
        duration = month.time_to_close()
        expected = month.figures()
    assert expected["states"] == ["posted"]
    assert len(expected["entries"]) == 1
    assert len(expected["lines"]) == 60
    items = expected["entries"][0]["items"]
    assert round(sum(item[2] for item in items), 2) == round(sum(item[3] for item in items), 2) > 0

    (tmp_path / "killed").mkdir()
    with copy_database(NAME, tmp_path / "killed") as configuration:
        month = Month(configuration)
        month.done("prepare")
        month.kill_at("computed")
        assert month.figures() == {"states": [], "lines": [], "entries": []}
        month.kill_at("posted")
        half = month.figures()
        assert (half["states"], half["entries"]) == (["computed"], [])
        assert half["lines"] == expected["lines"]
        # two at once: the second is refused while the first has not ended, and books nothing
        first, second = month.stopped_at("posted"), month.start("close")
        _said, wrong = second.communicate(timeout=300)
        assert second.returncode != 0
        assert "being posted by someone else" in wrong, wrong[-5000:]
        first.kill()
        first.communicate()
        for _kill in range(KILLS_AT_RANDOM):
            month.kill_after(random.uniform(0, duration))
            between = month.figures()
            assert between["states"] in (["computed"], ["posted"])
            assert between["lines"] == expected["lines"]
            assert len(between["entries"]) == (between["states"] == ["posted"])
        month.done("close")
        assert month.figures() == expected
        month.done("close")  # and once more changes nothing
        assert month.figures() == expected
