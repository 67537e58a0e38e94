"""The command line: which command there is, and what happens when something goes wrong."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import signal
import sys
from pathlib import Path

from . import paths
from .say import Problem, line


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="./cae",
        description="Bring up, test and look after the cooperative's Odoo.",
        epilog="CAE_ODOO=/path uses an Odoo 19 checkout; "
        "CAE_DATABASE_URL=postgresql://user:password@host:5432/database another PostgreSQL.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str, module: str, function: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(calls=(module, function))
        return made

    up = command("up", "Install what is missing and serve the cooperative.", "serve", "up")
    up.add_argument("--port", type=port, default=8069, help="default 8069")
    up.add_argument("--workers", type=workers, default=0, metavar="N",
                    help="prefork with N workers and the websocket process")  # fmt: skip
    up.add_argument("--fresh", action="store_true", help="make the database anew (it is lost)")
    up.add_argument("--no-demo", action="store_false", dest="demo",
                    help="without the example cooperative")  # fmt: skip
    up.add_argument("--detach", action="store_true", help="serve in the background")

    test = command("test", "Lint, then every test; the last line counts them.", "test", "command")
    test.add_argument("wanted", nargs="*", metavar="ADDON", help="an addon, or a file in tests/")
    test.add_argument("-k", dest="expression", default="", metavar="EXPR",
                      help="only the tests whose name matches")  # fmt: skip
    test.add_argument("--together", action="store_true",
                      help="the addons' own tests where all addons are installed, instead of "
                      "each addon alone with what it depends on")  # fmt: skip
    test.add_argument("--durations", action="store_true", help="say the 30 slowest")
    test.add_argument("--odoo", action="store_true", dest="of_odoo",
                      help="Odoo's own tests of the addons ours extend (or of those named): "
                      "what fails with the suite and not without")  # fmt: skip

    update = command("update", "Update packages and the addons in the database.", "serve", "update")
    update.add_argument("wanted", nargs="*", metavar="ADDON", help="update these even if unchanged")

    upgrade = command(
        "upgrade", "Build an earlier version's example cooperative, update it, compare its data.",
        "upgrade", "command",
    )  # fmt: skip
    upgrade.add_argument(
        "version", nargs="?", help="of CHANGELOG.md, or a commit; default the last one"
    )

    shell = command("shell", "Open an Odoo shell on the database.", "serve", "shell")
    shell.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)

    lint = command("lint", "Run ruff and pylint-odoo.", "lint", "command")
    i18n = command("i18n", "Export the terms and merge them into fr.po.", "i18n", "command")
    for on_addons in (lint, i18n):
        on_addons.add_argument("wanted", nargs="*", metavar="ADDON")
    bench = command("bench", "Measure in a throwaway database; JSON on standard output.",
                    "bench", "command")  # fmt: skip
    bench.add_argument("wanted", nargs="*", metavar="NAME")
    backup = command("backup", "Write database and files into one archive.", "backup", "backup")
    restore = command("restore", "Put an archive in the database's place, after checking it.",
                      "backup", "restore")  # fmt: skip
    for of_archive in (backup, restore):
        of_archive.add_argument("file", type=file)
    command("architecture", "Draw the house from the manifests into docs/architecture.md.",
            "architecture", "command")  # fmt: skip
    command("stop", "Stop the server and PostgreSQL.", "serve", "stop")
    command("doctor", "Say what is there, what is missing and what to do.", "doctor", "command")
    command("lock", "Redo the locked requirements.", "venv", "lock")
    return top


def file(text: str) -> Path:
    # Before the work goes on in another folder.
    return Path(text).expanduser().resolve()


def port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def workers(text: str) -> int:
    if not text.isdigit() or int(text) > 128:
        raise argparse.ArgumentTypeError("the number of workers is from 0 to 128")
    return int(text)


def dispatch(args) -> int:
    given = {name: value for name, value in vars(args).items() if name not in ("command", "calls")}
    module, function = args.calls
    # Imported late: a broken part does not keep the others (doctor, stop) from working.
    return getattr(importlib.import_module(f".{module}", __package__), function)(**given)


def main(arguments=None) -> int:
    args = parser().parse_args(arguments)
    os.chdir(paths.ROOT)
    # Where it is set, Odoo compiles all it loads anew at each start: 10 s instead of 3.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Ended from outside (a service manager, a closed terminal): clean up as for Ctrl-C.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupted)
    try:
        return dispatch(args)
    except Problem as problem:
        line(f"\ncae: {problem}")
        return 1
    except KeyboardInterrupt:
        line(f"\ncae: interrupted; run `./cae {args.command}` again and it goes on.")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        line(f"\ncae: {reason(error)}")
        return 1


def _interrupted(_number, _frame):
    raise KeyboardInterrupt


def reason(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full; make 4 GB free and run the command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"No permission{where}; files of an earlier start may belong to another user (root): "
            "start as that user or remove the folders .cae and .venv."
        )
    return f"The system refused: {error.strerror or error}{where}; run `./cae doctor`."
