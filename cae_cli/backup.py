"""Backup and restore in one archive, and proof that what came back is what was saved.

The archive is a tar file:

    manifest.json   what is in it: rows per table, attachments, figures of the accounting
    database.dump   pg_dump, custom format
    filestore/      the attachments' files

Everything is read in one snapshot of the database, so a backup of a running cooperative is whole.
A restore goes to a database of its own, is compared with the manifest, and only then takes the
place of the one that is there.
"""

from __future__ import annotations

import contextlib
import json
import os
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from . import database, machine, odoo, paths, postgres, serve
from .say import Problem, Steps, line, run

FORMAT = 2


def backup(file: Path) -> int:
    steps = Steps()
    if file.is_dir():
        raise Problem(f"{file} is a folder; name a file, for example {file / 'cae.tar'}.")
    if not os.access(file.parent, os.W_OK):
        raise Problem(f"The folder {file.parent} cannot be written; choose another file.")
    serve.prepare(steps, programs=False)
    name = database.main_name()
    database.require()
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".cae-backup-") as folder:
        work = Path(folder)
        with steps.step("Database") as detail:
            manifest = database.inside(
                "snapshot",
                name,
                dump=[postgres.binary("pg_dump"), work / "database.dump"],
                with_hashes=can_check_hashes(name),
                what="Saving the database",
            )
            manifest |= {"format": FORMAT, "odoo": odoo.version()}
            (work / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
            detail.result = f"{sum(manifest['rows'].values())} rows"
        with steps.step("Attachments") as detail:
            part = file.with_name(f".{file.name}.{os.getpid()}.part")
            try:
                # What is in it is for the cooperative only.
                os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                with tarfile.open(part, "w") as archive:
                    archive.add(work / "manifest.json", "manifest.json")
                    archive.add(work / "database.dump", "database.dump")
                    for stored in sorted(manifest["files"]):
                        archive.add(database.filestore(name) / stored, f"filestore/{stored}")
                part.replace(file)
            finally:
                part.unlink(missing_ok=True)
            detail.result = f"{len(manifest['files'])} files"
    for stored in manifest["missing"]:
        line(f"warning: the attachment file {stored} is missing in the cooperative itself")
    line(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    return 0


def can_check_hashes(name: str) -> bool:
    """Odoo checks the chains of hashes itself where the code is that of the database."""
    return not any(database.changes(name))


def restore(file: Path) -> int:
    if not file.is_file():
        raise Problem(f"There is no file {file}; name the archive that `./cae backup` wrote.")
    serve.require_stopped()
    steps = Steps()
    with machine.alone():
        serve.prepare(steps, programs=False)
        database.recover()
        name, work = database.main_name(), f"{database.main_name()}_new"
        with tempfile.TemporaryDirectory(dir=paths.STATE, prefix="restore-") as folder:
            try:
                with steps.step("Archive"):
                    manifest = unpack(file, Path(folder))
                with steps.step("Database") as detail:
                    load(Path(folder), work)
                    detail.result = f"{sum(manifest['rows'].values())} rows"
                with steps.step("Check") as detail:
                    verify(work, manifest)
                    detail.result = (
                        f"{len(manifest['rows'])} tables, {len(manifest['files'])} files, "
                        f"{len(manifest['accounting'])} journals"
                    )
                with steps.step("Swap"):
                    database.set_parameter(work, "cae.complete", "1")
                    database.replace(work, name)
            except BaseException:
                # What is there stays as it is; only the trial goes.
                with contextlib.suppress(Problem):
                    database.drop(work)
                raise
    line("Restored. `./cae up` serves it.")
    return 0


def unpack(source: Path, folder: Path) -> dict:
    """Unpack an archive, taking nothing from it but the files it should hold."""
    broken = Problem(f"{source.name} is not a whole backup of ./cae; nothing was changed.")
    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                inner = PurePosixPath(member.name)
                usual = member.name in ("manifest.json", "database.dump") or (
                    inner.parts[0] == "filestore" and len(inner.parts) == 3
                )
                if not member.isreg() or not usual or ".." in inner.parts:
                    raise broken
                archive.extract(member, folder, set_attrs=False)
        if not all((folder / name).is_file() for name in ("manifest.json", "database.dump")):
            raise broken
        manifest = json.loads((folder / "manifest.json").read_text())
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise broken from None
    if manifest.get("format") != FORMAT:
        raise Problem(
            f"{source.name} has a format this version does not know; nothing was changed. "
            "Restore it with the version that wrote it, then run `./cae update` of this one."
        )
    if manifest["odoo"] != odoo.version():
        raise Problem(
            f"{source.name} is of Odoo {manifest['odoo']} and this is {odoo.version()}; "
            "restore it with the version that wrote it."
        )
    return manifest


def load(folder: Path, work: str) -> None:
    database.drop(work)
    postgres.query("postgres", f"CREATE DATABASE \"{work}\" ENCODING 'UTF8' TEMPLATE template0")
    run(
        [postgres.binary("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error",
         "-d", work, folder / "database.dump"],
        log="restore",
        what="Restoring the database",
        hint="the archive is damaged; the database that was there is untouched",
        env=postgres.environment(),
    )  # fmt: skip
    target = database.filestore(work)
    target.parent.mkdir(parents=True, exist_ok=True)
    if (folder / "filestore").is_dir():
        (folder / "filestore").rename(target)


def verify(work: str, manifest: dict) -> None:
    """Compare a restored database with what was saved; the first difference is a refusal."""
    found = database.inside(
        "snapshot",
        work,
        with_hashes=can_check_hashes(work),
        what="Checking the restored database",
        log="restore-check",
    )
    wrong = differences(manifest, found)
    if wrong:
        more = f" and {len(wrong) - 1} more differences" if len(wrong) > 1 else ""
        raise Problem(
            f"The restored data is not what was saved: {wrong[0]}{more}; nothing changed."
        )


def differences(saved: dict, found: dict) -> list[str]:
    """What of a restored database differs from its manifest, in words."""
    wrong = []
    for table in sorted(set(saved["rows"]) | set(found["rows"])):
        one, other = saved["rows"].get(table), found["rows"].get(table)
        if one != other:
            wrong.append(f"table {table} has {other} rows instead of {one}")
    for file, checksum in sorted(saved["files"].items()):
        if found["files"].get(file) != checksum:
            state = "damaged" if file in found["files"] else "missing"
            wrong.append(f"the attachment file {file} is {state}")
    for journal in sorted(set(saved["accounting"]) | set(found["accounting"])):
        if saved["accounting"].get(journal) != found["accounting"].get(journal):
            wrong.append(f"the entries of the journal {journal} are not the same")
    if None not in (saved["hashes"], found["hashes"]) and saved["hashes"] != found["hashes"]:
        wrong.append("the chain of the accounting hashes is not the same")
    return wrong
