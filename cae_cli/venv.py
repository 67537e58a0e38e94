"""The Python environment, from locked requirements with hashes."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys

from . import apt, machine, odoo, paths
from .addons import digest
from .say import Problem, Steps, run

REQUIREMENTS = paths.ROOT / "requirements.txt"
REQUIREMENTS_DEV = paths.ROOT / "requirements-dev.txt"
BOOTSTRAP = paths.ROOT / "requirements-bootstrap.txt"
UV = paths.STATE / "bootstrap" / "bin" / "uv"
VERSION = "%d.%d" % sys.version_info[:2]
PIP_WHEEL = "usr/share/python-wheels/pip-*.whl"


def key(*files) -> str:
    return digest(VERSION, str(paths.ROOT), *files)


def interpreter() -> str:
    """The Python of the environment: the system's own of this version, where there is a whole one.

    It is optimized by profiles, which one that was built by hand seldom is, and runs faster.
    """
    system = shutil.which(f"python{VERSION}", path="/usr/bin")
    whole = [system, "-c", "import asyncio, ctypes"]
    if system and subprocess.run(whole, capture_output=True).returncode == 0:
        return system
    return sys.executable


def ready(dev: bool = False) -> bool:
    """Is the environment complete (and, for tests and lint, with their programs)?"""
    if not (paths.VENV / "bin" / "python").exists():
        return False
    if paths.marker("venv") != key(REQUIREMENTS):
        return False
    return not dev or paths.marker("venv-dev") == key(REQUIREMENTS, REQUIREMENTS_DEV)


def ensure(dev: bool = False, detail=None) -> None:
    """Make or complete `.venv`. Safe to interrupt: uv goes on where it was."""
    if not ready():
        # of this Python: after an upgrade of the machine it is another one, or its link is broken
        if not (paths.VENV / "bin" / f"python{VERSION}").exists():
            run(
                [uv(), "venv", "--clear", "--no-config", "--python", interpreter(), paths.VENV],
                log="venv",
                what="Making the Python environment",
                env=environment(),
            )
        if detail:
            detail.text = "installing packages"
        install(REQUIREMENTS)
        paths.mark("venv", key(REQUIREMENTS))
    if dev and not ready(dev=True):
        install(REQUIREMENTS_DEV)
        paths.mark("venv-dev", key(REQUIREMENTS, REQUIREMENTS_DEV))


def link_odoo() -> None:
    """Make the Odoo tree importable: a .pth file, so that no PYTHONPATH has to be carried."""
    path = paths.site_packages() / "cae_odoo.pth"
    text = f"{odoo.python_root()}\n"
    if not path.exists() or path.read_text() != text:
        paths.write(path, text)


def install(requirements) -> None:
    run(
        [uv(), "pip", "install", "--no-config", "--python", paths.python(), "--require-hashes",
         "--no-deps", "-r", requirements],
        log="packages",
        what="Installing the Python packages",
        env=environment(),
    )  # fmt: skip


def environment() -> dict:
    """uv reads no pip settings; hand it the index and the certificates pip would use."""
    env = {"UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy", "UV_NO_PROGRESS": "1"}
    settings = _pip_settings()
    if not any(os.environ.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        index = os.environ.get("PIP_INDEX_URL") or settings.get("index-url")
        if index:
            env["UV_DEFAULT_INDEX"] = index
    certificate = os.environ.get("PIP_CERT") or settings.get("cert")
    if certificate and not os.environ.get("SSL_CERT_FILE"):
        env["SSL_CERT_FILE"] = certificate
    return env


def _pip_settings() -> dict[str, str]:
    """What pip's files say of installing, where this Python has a pip."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True
    )
    return dict(re.findall(r"^(?:global|install)\.(\S+)='(.*)'$", asked.stdout, re.MULTILINE))


def uv():
    """uv, from PyPI, by the locked version in requirements-bootstrap.txt."""
    wanted = key(BOOTSTRAP)
    if UV.exists() and paths.marker("uv") == wanted:
        return UV
    target = UV.parent.parent
    shutil.rmtree(target, ignore_errors=True)
    pip, env = _pip()
    run(
        [*pip, "install", "--quiet", "--require-hashes", "--no-deps", "--target", target,
         "-r", BOOTSTRAP],
        log="uv",
        what="Fetching uv, the installer,",
        env=env,
    )  # fmt: skip
    if not UV.exists():
        raise Problem("Fetching uv, the installer, left no program; run the command again.")
    paths.mark("uv", wanted)
    return UV


def _pip() -> tuple[list, dict]:
    """A way to call pip: the machine's, a private environment's, or the wheel Debian packages.

    A fresh Debian has neither pip nor ensurepip; its package of the pip wheel can be unpacked
    without being root and run from there.
    """
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"], {}
    private = paths.STATE / "pip"
    if importlib.util.find_spec("ensurepip"):
        made = subprocess.run([sys.executable, "-m", "venv", private], capture_output=True)
        if made.returncode == 0:
            return [str(private / "bin" / "python"), "-m", "pip"], {}
    if not any(private.glob(PIP_WHEEL)):
        apt.fetch(["python3-pip-whl"], private, suites=())
    wheels = sorted(private.glob(PIP_WHEEL))
    if not wheels:
        raise Problem(
            "This Python has no pip; install it (Debian: `apt install python3-pip`) and run again."
        )
    return [sys.executable, "-m", "pip"], {"PYTHONPATH": str(wheels[-1])}


def lock() -> int:
    """Redo the locked requirements from their .in files."""
    base = ["--universal", "--python-version", "3.10", "--generate-hashes", "--no-header",
            "--no-emit-index-url", "--no-config"]  # fmt: skip
    with machine.alone(), Steps(1).step("Requirements") as detail:
        for target in (REQUIREMENTS, REQUIREMENTS_DEV, BOOTSTRAP):
            source = target.with_suffix(".in").name
            detail.text = target.name
            overrides = [] if target == BOOTSTRAP else ["--overrides", "requirements-overrides.txt"]
            run(
                [uv(), "pip", "compile", *base, *overrides, source, "-o", target.name, "--upgrade"],
                log="lock",
                what=f"Locking {source}",
                env={**environment(), "UV_CUSTOM_COMPILE_COMMAND": "./cae lock"},
                cwd=paths.ROOT,
            )
    return 0
