"""Update the example cooperative of an earlier version by this checkout, and compare its data.

A version is a commit, named in CHANGELOG.md: the history holds what its database is built from.
Its addons build it as they were; `./cae update` brings it to today; then every row that no file
of an addon defines is compared, column by column, with what it was.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

from . import backup, database, machine, paths, postgres, serve
from .say import Problem, Steps, line, run

FOLDER = paths.STATE / "earlier"
CHANGELOG = paths.ROOT / "CHANGELOG.md"
BUILD = "from cae_cli import database; database.create(demo=True)"


def command(version: str | None) -> int:
    serve.require_stopped()
    commit = resolve(version)
    steps = Steps()
    with machine.alone():
        serve.prepare(steps, programs=False)
    name = f"{database.main_name()}_earlier"
    place = {"CAE_DATABASE_URL": postgres.address(postgres.environment(), name)}
    try:
        with steps.step(f"The cooperative of {commit[:10]}"):
            checkout(commit)
            run(
                [paths.python(), "-W", "ignore", "-c", BUILD],
                log="earlier",
                what=f"Building the example cooperative of {commit[:10]}",
                env={**place, "PYTHONPATH": str(FOLDER)},
                cwd=FOLDER,
            )
            shutil.rmtree(database.filestore(name), ignore_errors=True)
            database.link_files(FOLDER / ".cae/data/filestore" / name, database.filestore(name))
        with steps.step("What it holds"):
            before = snapshot(name)
        with steps.step("Update"):
            run(
                [sys.executable, paths.ROOT / "cae", "update"],
                log="earlier-update",
                what="Updating it",
                env=place,
                cwd=paths.ROOT,
            )
        with steps.step("Comparison") as detail:
            after = snapshot(name)
            detail.result = summary(before)
    finally:
        for other in database.listed(name):
            database.drop(other)
        shutil.rmtree(FOLDER, ignore_errors=True)
    wrong = differences(before, after)
    for text in wrong:
        line(text)
    print(f"{summary(before)} compared; {len(wrong)} differences", flush=True)
    return 1 if wrong else 0


def resolve(version: str | None) -> str:
    """The commit of a version of the changelog (the last one named if none is given), or of git."""
    named = re.findall(r"^## (\S+) \(([0-9a-f]{7,40})\)", CHANGELOG.read_text(), re.MULTILINE)
    if not version and not named:
        raise Problem("CHANGELOG.md names no version yet; name a commit.")
    wanted = dict(named).get(version, version) if version else named[0][1]
    found = _git("rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}")
    if found.returncode:
        raise Problem(f"The history holds no commit {wanted}; fetch it (`git fetch --unshallow`).")
    return found.stdout.decode().strip()


def _git(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(["git", *arguments], cwd=paths.ROOT, capture_output=True, check=False)


def checkout(commit: str) -> None:
    """Lay out the files of a commit, with this checkout's Python environment and Odoo."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / ".cae").mkdir(parents=True)
    archive = _git("archive", commit)
    subprocess.run(["tar", "-x", "-C", FOLDER], input=archive.stdout, check=True)
    (FOLDER / ".venv").symlink_to(paths.VENV.resolve())
    (FOLDER / ".cae/odoo").symlink_to(paths.ODOO.resolve())
    shutil.copytree(paths.STEPS, FOLDER / ".cae/steps")


def snapshot(name: str) -> dict:
    return database.inside("snapshot", name, with_contents=True, what="Reading what it holds")


def summary(manifest: dict) -> str:
    rows = sum(manifest["rows"][table] for table in manifest["contents"])
    entries = sum(journal["entries"] for journal in manifest["accounting"].values())
    return (
        f"{len(manifest['contents'])} tables with {rows} rows, {entries} entries of "
        f"{len(manifest['accounting'])} journals, {len(manifest['files'])} files"
    )


def differences(before: dict, after: dict) -> list[str]:
    """What an update changed of the data, in words."""
    wrong = []
    for table, columns in before["contents"].items():
        now = after["contents"].get(table)
        if now is None:
            wrong.append(f"the table {table} is gone")
            continue
        wrong += [f"the column {table}.{name} is gone" for name in sorted({*columns} - {*now})]
        if before["rows"][table] != after["rows"][table]:
            was, found = before["rows"][table], after["rows"][table]
            wrong.append(f"table {table} has {found} rows instead of {was}")
            continue
        wrong += [
            f"the values of {table}.{name} are not the same"
            for name in sorted(columns)
            if name in now and columns[name] != now[name]
        ]
    return wrong + backup.differences(
        {**before, "rows": {}, "hashes": None}, {**after, "rows": {}, "hashes": None}
    )
