"""What the machine offers: system programs, ports, and who holds one."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import glob
import os
import shutil
import socket
import sys
from pathlib import Path

from . import paths
from .say import Problem, line, run

# Programs of which one is enough, Debian package, what it is for.
PROGRAMS = (
    (("wkhtmltopdf",), "wkhtmltopdf", "PDF documents"),
    # the engine without windows, tabs and menus: a third less work for a page
    (("chromium-headless-shell", "chromium"), "chromium-headless-shell", "browser tests"),
    (("pdfsig",), "poppler-utils", "tests of PDF documents"),
    (("fc-list",), "fontconfig", "fonts"),
)
FONT_PACKAGES = ("fonts-liberation", "fonts-dejavu-core")


def missing_programs() -> list[str]:
    """The Debian packages of programs that are not there."""
    packages = [package for names, package, _use in PROGRAMS if not any(map(shutil.which, names))]
    fonts = any(Path("/usr/share/fonts").glob("**/*.[to]tf"))
    return packages + ([] if fonts else list(FONT_PACKAGES))


def install_programs(detail) -> None:
    """With apt when root; otherwise the one command is said and everything else goes on."""
    packages = missing_programs()
    if not packages:
        detail.result = "all there"
        return
    command = f"apt install {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        detail.result = f"for PDF and browser tests run: sudo {command}"
        return
    detail.text = " ".join(packages)
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "update"], log="apt-system", what="Reading apt's lists", env=env)
        run(
            ["apt-get", "install", "-y", "--no-install-recommends", *packages],
            log="apt-system",
            what="Installing system programs",
            env=env,
        )
        detail.result = "installed " + " ".join(packages)
    except Problem:
        # A page works without them; only the PDF and the tests do not.
        detail.result = f"not installed, run later: {command}"


def port_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            if error.errno == errno.EACCES:
                raise Problem(
                    f"Port {port} needs root; choose one above 1024 with `./cae up --port 8069`."
                ) from None
            raise
    return True


def free_port(start: int) -> int:
    for port in range(start, min(start + 200, 65536)):
        if port_free(port):
            return port
    raise Problem(f"No port is free from {start} on; stop a program that uses them.")


def port_holder(port: int) -> tuple[int, str] | None:
    """The process that listens on a port, where this system tells (Linux, own processes)."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for row in Path(table).read_text().splitlines()[1:]:
                part = row.split()
                if part[3] == "0A" and int(part[1].rpartition(":")[2], 16) == port:
                    inodes.add(f"socket:[{part[9]}]")
    if not inodes:
        return None
    # glob passes over what ends meanwhile, and what belongs to others
    for handle in glob.iglob("/proc/[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if os.readlink(handle) in inodes:
                process = Path(handle).parent.parent
                text = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                return int(process.name), text.decode(errors="replace").strip()[:80]
    return None


def require_port(port: int) -> None:
    if port_free(port):
        return
    holder = port_holder(port)
    by = f" by process {holder[0]} ({holder[1]})" if holder else ""
    raise Problem(
        f"Port {port} is taken{by}; "
        f"run `./cae up --port {free_port(port + 1)}` or end that program."
    )


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


@contextlib.contextmanager
def alone():
    """Only one command builds at a time; another one waits."""
    paths.STATE.mkdir(parents=True, exist_ok=True)
    with open(paths.STATE / "lock", "a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            line("Another ./cae is at work here; waiting for it to finish.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def require_writable() -> None:
    try:
        paths.STATE.mkdir(parents=True, exist_ok=True)
        probe = paths.STATE / f"probe.{os.getpid()}"
        probe.write_text("x")
        probe.unlink()
    except OSError as error:
        raise Problem(
            f"The project folder cannot be written ({error.strerror}); "
            "give it to your user or clone it elsewhere."
        ) from None


def require_python() -> None:
    if sys.version_info >= (3, 14):
        raise Problem(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is newer than Odoo 19 knows; "
            "run it with python3.11 to python3.13: `python3.13 cae up`."
        )
    if os.name != "posix":
        raise Problem("This system is not supported; use `docker compose up`.")
