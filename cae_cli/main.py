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


def file(text: str) -> Path:
    # Before the work goes on in another folder.
    return Path(text).expanduser().resolve()


def number(lowest: int, highest: int, expected: str):
    """What reads a number within these limits; anything else is answered with a sentence."""

    def read(text: str) -> int:
        if not text.isdigit() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(expected)
        return int(text)

    return read


def argument(*names: str, **how) -> tuple:
    return names, how


def flag(name: str, **how) -> tuple:
    return argument(name, action="store_true", **how)


OF_ADDONS = argument("wanted", nargs="*", metavar="ADDON")
OF_ARCHIVE = argument("file", type=file)

# Name, module and function (imported when called), what it does, what it takes.
COMMANDS = [
    ("up", "serve.up", "Install what is missing and serve the cooperative.",
     argument("--port", type=number(1, 65535, "a port is a number from 1 to 65535"),
              default=8069, help="default 8069"),
     argument("--workers", type=number(0, 128, "the number of workers is from 0 to 128"),
              default=0, metavar="N", help="prefork with N workers and the websocket process"),
     flag("--fresh", help="make the database anew (it is lost)"),
     argument("--no-demo", action="store_false", dest="demo",
              help="without the example cooperative"),
     flag("--detach", help="serve in the background")),
    ("test", "test.command", "Lint, then every test; the last line counts them.",
     argument("wanted", nargs="*", metavar="ADDON", help="an addon, or a file in tests/"),
     argument("-k", dest="expression", default="", metavar="EXPR",
              help="only the tests whose name matches"),
     flag("--together", help="the addons' own tests where all addons are installed, instead of "
          "each addon alone with what it depends on"),
     flag("--durations", help="say the 30 slowest"),
     flag("--odoo", dest="of_odoo", help="Odoo's own tests of the addons ours extend (or of those "
          "named): what fails with the suite and not without")),
    ("update", "serve.update", "Update packages and the addons in the database.",
     argument("wanted", nargs="*", metavar="ADDON", help="update these even if unchanged")),
    ("upgrade", "upgrade.command",
     "Build an earlier version's example cooperative, update it, compare its data.",
     argument("version", nargs="?", help="of CHANGELOG.md, or a commit; default the last one")),
    ("shell", "serve.shell", "Open an Odoo shell on the database.",
     argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)),
    ("lint", "lint.command", "Run ruff and pylint-odoo.", OF_ADDONS),
    ("i18n", "i18n.command", "Export the terms and merge them into fr.po.", OF_ADDONS),
    ("bench", "bench.command", "Measure in a throwaway database; JSON on standard output.",
     argument("wanted", nargs="*", metavar="NAME")),
    ("backup", "backup.backup", "Write database and files into one archive.", OF_ARCHIVE),
    ("restore", "backup.restore", "Put an archive in the database's place, after checking it.",
     OF_ARCHIVE),
    ("architecture", "architecture.command",
     "Draw the house from the manifests into docs/architecture.md."),
    ("stop", "serve.stop", "Stop the server and PostgreSQL."),
    ("doctor", "doctor.command", "Say what is there, what is missing and what to do."),
    ("lock", "venv.lock", "Redo the locked requirements."),
]  # fmt: skip


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="./cae",
        description="Bring up, test and look after the cooperative's Odoo.",
        epilog="CAE_ODOO=/path uses an Odoo 19 checkout; "
        "CAE_DATABASE_URL=postgresql://user:password@host:5432/database another PostgreSQL.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, calls, text, *arguments in COMMANDS:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(calls=calls)
        for names, how in arguments:
            command.add_argument(*names, **how)
    return top


def dispatch(args) -> int:
    given = {name: value for name, value in vars(args).items() if name not in ("command", "calls")}
    module, function = args.calls.split(".")
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
