"""How the command speaks: steps with their times, and failures in one sentence."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from . import paths


class Problem(Exception):
    """Something the person at the keyboard can do something about: one sentence, no traceback."""


def line(text: str = "") -> None:
    print(text, file=sys.stderr, flush=True)


class Steps:
    """Prints each step with its time; on a terminal the seconds run."""

    def __init__(self, total: int = 0):
        self.total = total
        self.count = 0

    @contextlib.contextmanager
    def step(self, title: str, detail: Detail | None = None):
        self.count += 1
        number = f"[{self.count}/{self.total}] " if self.total else ""
        label = f"{number}{title} ".ljust(44, ".") + " "
        started = time.monotonic()
        live = sys.stderr.isatty()
        done = threading.Event()
        detail = detail or Detail()

        def tick():
            while not done.wait(0.5):
                seconds = time.monotonic() - started
                text = f"\r\x1b[K{label}{seconds:5.0f} s  {detail.text}"
                sys.stderr.write(text[: _width()])
                sys.stderr.flush()

        sys.stderr.write(label)
        sys.stderr.flush()
        ticker = threading.Thread(target=tick, daemon=True)
        if live:
            ticker.start()
        outcome = "stopped"
        try:
            yield detail
            outcome = ""
        finally:
            done.set()
            if live:
                ticker.join()
                sys.stderr.write("\r\x1b[K" + label)
            seconds = time.monotonic() - started
            line(f"{seconds:6.1f} s  {outcome or detail.result}".rstrip())


class Detail:
    """What a running step is at (`text`) and what it found in the end (`result`)."""

    text = ""
    result = ""


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns + 4
    except OSError:
        return 100


def log_path(name: str) -> Path:
    return paths.LOGS / f"{name}.log"


def read_log(name: str) -> str:
    return log_path(name).read_text(errors="replace")


def start(command, *, log: str = "", env=None, **options) -> subprocess.Popen:
    """Start a program that ends with this one, its output in `.cae/log/LOG.log` or to be read."""
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    options = {"preexec_fn": die_with_parent, **options}
    with open(log_path(log), "wb") if log else contextlib.nullcontext(subprocess.PIPE) as out:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            start_new_session=True,
            **options,
        )


def run(command, *, log: str, what: str, hint: str = "", **options) -> str:
    """Run a program with its output in `.cae/log/LOG.log`; a failure becomes one sentence.

    Returns the output. `what` names the work ("Installing the Python packages"), `hint` what to
    do when it fails; without a hint the log is named. An interruption ends the program too.
    """
    try:
        process = start(command, log=log, **options)
    except OSError as error:
        raise Problem(f"{what} failed: {error.strerror or error} ({command[0]}).") from None
    _running.add(process)
    try:
        code = process.wait()
    except BaseException:
        end(process)
        raise
    finally:
        _running.discard(process)
    text = read_log(log)
    if code:
        raise Problem(sentence(what, text, log_path(log), hint))
    return text


_running: set[subprocess.Popen] = set()


def end_all() -> None:
    """End the programs that `run` waits for, in whatever thread."""
    for process in list(_running):
        end(process)


def _death_signal():
    """What a child calls to end with its parent, where the system has it (Linux).

    Without it a build would go on after `kill -9` of the command and meet the next one.
    """
    try:
        control = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    return lambda: control(1, signal.SIGKILL)


die_with_parent = _death_signal()


def end(process: subprocess.Popen, patience: float = 10) -> None:
    """End a program that was started here with all its children."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, sign)
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue


NO_SPACE = re.compile(r"No space left on device|Disk quota exceeded", re.I)
NO_NETWORK = re.compile(
    r"Temporary failure|Could not resolve|Failed to fetch|dns error|Network is unreachable"
    r"|Connection refused.*(?:http|index)|error sending request|Max retries exceeded"
    r"|Could not connect to|Unable to connect|No matching distribution found for uv",
    re.I,
)


def sentence(what: str, text: str, path, hint: str = "") -> str:
    """The one sentence for a failed program, from what it wrote."""
    where = os.path.relpath(path)
    if NO_SPACE.search(text):
        return f"{what} failed because the disk is full; make 4 GB free and run the command again."
    if NO_NETWORK.search(text):
        return (
            f"{what} failed because the network or the package server does not answer; "
            f"check the connection (or proxy) and run the command again (details: {where})."
        )
    last = last_word(text)
    told = f" ({last})" if last else ""
    return f"{what} failed{told}; {hint or f'the details are in {where}'}."


def last_word(text: str) -> str:
    """The line of a log that says what went wrong: the exception, or the last error."""
    lines = [row.strip() for row in text.splitlines() if row.strip()]
    for row in reversed(lines):
        if re.match(r"^([\w.]+(Error|Exception|Fault|Violation|Warning)\b|E: |error: |ERROR)", row):
            return row[:300].rstrip(".")
    for row in reversed(lines):
        if " ERROR " in row or " CRITICAL " in row:
            return row[:300].rstrip(".")
    return lines[-1][:300].rstrip(".") if lines else ""
