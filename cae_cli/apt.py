"""Debian packages without touching the machine's own apt: a private state, no root needed.

The mirror is the one the machine uses already, read from apt; none is written here.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

from . import paths
from .say import Problem, run

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
ELSEWHERE = "set CAE_ODOO=/path/to/an/odoo-19 checkout, or use `docker compose up`"


def available() -> bool:
    return all(shutil.which(name) for name in ("apt-get", "dpkg"))


def mirror() -> str:
    """The address of the Debian mirror this machine is set up with."""
    if not available() or not KEYRING.exists():
        raise Problem(f"This system has no apt of Debian to fetch Odoo 19 with; {ELSEWHERE}.")
    asked = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN)", "Created-By: Packages"],
        capture_output=True,
        text=True,
    )
    candidates = [row.split() for row in asked.stdout.splitlines() if row.strip()]
    # Before the first `apt-get update` apt does not know the origin: go by the path then.
    for row in candidates:
        if row[0].rstrip("/").endswith("/debian") and row[1:2] in (["Debian"], ["$(ORIGIN)"], []):
            return row[0]
    for row in candidates:
        unknown = row[1:2] in (["$(ORIGIN)"], [])
        told = row[1:2] == ["Debian"] or (unknown and "debian" in row[0])
        if told and "security" not in row[0]:
            return row[0]
    raise Problem(f"apt on this machine names no Debian mirror to fetch Odoo 19 from; {ELSEWHERE}.")


def fetch(packages: list[str], root: Path, suites: tuple = ("sid", "bookworm")) -> list[str]:
    """Download packages ("name" or "name/suite"), unpack them into `root`, return their files."""
    state = paths.STATE / f"apt-{root.name}"
    debs = state / "debs"
    for folder in (state / "lists" / "partial", state / "cache", debs):
        folder.mkdir(parents=True, exist_ok=True)
    address = mirror()
    own_suite = platform.freedesktop_os_release().get("VERSION_CODENAME", "stable")
    sources = state / "sources.list"
    sources.write_text(
        "".join(
            f"deb [signed-by={KEYRING}] {address} {suite} main\n"
            for suite in suites or (own_suite,)
        )
    )
    (state / "status").write_text("")
    options = [
        f"-oDir::Etc::sourcelist={sources}",
        "-oDir::Etc::sourceparts=/dev/null",
        f"-oDir::State={state}",
        f"-oDir::State::Lists={state / 'lists'}",
        f"-oDir::State::status={state / 'status'}",
        f"-oDir::Cache={state / 'cache'}",
        "-oAPT::Sandbox::User=",
        "-oAcquire::Languages=none",
        "-oAcquire::Retries=3",
        "-oAcquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
        "-oAcquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false",
    ]
    run(
        ["apt-get", *options, "-o", "APT::Update::Error-Mode=any", "update"],
        log=f"apt-update-{root.name}",
        what="Reading the list of Debian packages",
    )
    run(
        ["apt-get", *options, "download", *packages],
        log=f"apt-download-{root.name}",
        what="Downloading from Debian",
        cwd=debs,
    )
    root.mkdir(parents=True, exist_ok=True)
    files = []
    for package in packages:
        name = package.partition("/")[0]
        newest = sorted(debs.glob(f"{name}_*.deb"), key=lambda path: path.stat().st_mtime)
        if not newest:
            raise Problem(f"Debian's mirror sent no package {name}; {ELSEWHERE}.")
        run(["dpkg", "-x", newest[-1], root], log=f"unpack-{root.name}", what=f"Unpacking {name}")
        files.append(newest[-1].name)
    # 170 MB that nothing needs once unpacked
    shutil.rmtree(state, ignore_errors=True)
    return files
