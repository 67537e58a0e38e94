"""A program of ``addon_checks`` in a process of its own: run to its end, stopped, killed."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

from .addon_checks.repository import ROOT

PATIENCE = 900  # seconds until a program counts as stuck


class Program:
    """One program on one throwaway database.

    It says each point it passes on standard output, one a line, and waits at the point it is
    told to pause at.

    :param str module: what ``python -m`` runs
    :param configuration: path of the configuration that names the database
    """

    def __init__(self, module, configuration):
        self.command = [sys.executable, "-W", "ignore", "-m", module, "-c", str(configuration)]

    def start(self, *arguments):
        """Begin, and return the running process."""
        return subprocess.Popen(
            [*self.command, *arguments],
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key != "ODOO_RC"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def done(self, *arguments):
        """Run to the end and return the lines it said; it must end well."""
        said, _seconds = self._finish(self.start(*arguments))
        return said.splitlines()

    def figures(self):
        """Return what the program's step ``figures`` says, read from JSON."""
        return json.loads(self.done("figures")[-1])

    def stopped_at(self, point, step):
        """Run a step up to a point; it waits there, its transaction open."""
        return self._wait_for(self.start(step, point), point)

    def kill_at(self, point, step):
        """Run a step up to a point and kill it there."""
        kill(self.stopped_at(point, step))

    def kill_after(self, seconds, step):
        """Run a step and kill it that long after it has begun."""
        process = self._wait_for(self.start(step), "ready")
        time.sleep(seconds)
        kill(process)

    def time(self, step):
        """Run a step to its end and return the seconds since it was ready."""
        return self._finish(self._wait_for(self.start(step), "ready"))[1]

    def _wait_for(self, process, point):
        said = []
        while point not in said:
            line = process.stdout.readline()
            assert line, process.stderr.read()[-5000:]
            said.append(line.strip())
        return process

    def _finish(self, process):
        started = time.monotonic()
        said, wrong = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, wrong[-5000:]
        return said, time.monotonic() - started


class ProgramOfSteps(Program):
    """A program of many steps: Odoo is loaded once, and each step is a fork of that process."""

    def __init__(self, module, configuration):
        super().__init__(module, configuration)
        self.command.insert(-3, f"{__package__}.addon_checks.forks")

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.loaded = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key != "ODOO_RC"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.count = 0
        return self

    def __exit__(self, *args):
        kill(self.loaded)
        self.folder.cleanup()

    def order(self, **what):
        self.loaded.stdin.write(json.dumps(what) + "\n")
        self.loaded.stdin.flush()
        return int(self.loaded.stdout.readline())

    def start(self, *arguments):
        self.count += 1
        out = os.path.join(self.folder.name, f"{self.count}.out")
        err = os.path.join(self.folder.name, f"{self.count}.err")
        os.mkfifo(out)
        return Fork(self, self.order(arguments=arguments, out=out, err=err), out, err)


class Fork:
    """A step that runs, with what is used here of ``subprocess.Popen``."""

    def __init__(self, program, pid, out, err):
        self.program = program
        self.pid = pid
        self.stdout = open(out)  # noqa: SIM115
        self.err = err
        self.returncode = None

    @property
    def stderr(self):
        return open(self.err)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def communicate(self, timeout=PATIENCE):
        limit = threading.Timer(timeout, self.kill)
        limit.start()
        said = self.stdout.read()
        self.returncode = self.program.order(wait=self.pid)
        limit.cancel()
        self.stdout.close()
        with self.stderr as wrong:
            return said, wrong.read()


def kill(process):
    """End a process as the loss of power would."""
    process.kill()
    process.communicate()
