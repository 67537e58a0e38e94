"""The command line: which command there is, and what happens when something goes wrong."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
from pathlib import Path

from . import paths
from .say import Problem, Steps, line


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="./cae",
        description="Bring up, test and look after the cooperative's Odoo.",
        epilog="CAE_ODOO=/path uses an Odoo 19 checkout; "
        "CAE_DATABASE_URL=postgresql://user:password@host:5432/database another PostgreSQL.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text)

    up = command("up", "Install what is missing and serve the cooperative.")
    up.add_argument("--port", type=port, default=8069, help="default 8069")
    up.add_argument("--workers", type=workers, default=0, metavar="N",
                    help="prefork with N workers and the websocket process")  # fmt: skip
    up.add_argument("--fresh", action="store_true", help="make the database anew (it is lost)")
    up.add_argument("--no-demo", action="store_true", help="without the example cooperative")
    up.add_argument("--detach", action="store_true", help="serve in the background")

    test = command("test", "Lint, then every test; the last line counts them.")
    test.add_argument("addons", nargs="*", metavar="ADDON", help="an addon, or a file in tests/")
    test.add_argument("-k", dest="expression", default="", metavar="EXPR",
                      help="only the tests whose name matches")  # fmt: skip
    test.add_argument("--together", action="store_true",
                      help="the addons' own tests where all addons are installed, instead of "
                      "each addon alone with what it depends on")  # fmt: skip
    test.add_argument("--durations", action="store_true", help="say the 30 slowest")
    test.add_argument("--odoo", action="store_true",
                      help="Odoo's own tests of the addons ours extend (or of those named): "
                      "what fails with the suite and not without")  # fmt: skip

    update = command("update", "Update packages and the addons in the database.")
    update.add_argument("addons", nargs="*", metavar="ADDON", help="update these even if unchanged")

    command(
        "upgrade", "Build an earlier version's example cooperative, update it, compare its data."
    ).add_argument("version", nargs="?", help="of CHANGELOG.md, or a commit; default the last one")

    shell = command("shell", "Open an Odoo shell on the database.")
    shell.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)

    command("lint", "Run ruff and pylint-odoo.").add_argument("addons", nargs="*", metavar="ADDON")
    command("i18n", "Export the terms and merge them into fr.po.").add_argument(
        "addons", nargs="*", metavar="ADDON"
    )
    command("bench", "Measure in a throwaway database; JSON on standard output.").add_argument(
        "names", nargs="*", metavar="NAME"
    )
    command("backup", "Write database and files into one archive.").add_argument("file", type=Path)
    command("restore", "Put an archive in the database's place, after checking it.").add_argument(
        "file", type=Path
    )
    command("architecture", "Draw the house from the manifests into docs/architecture.md.")
    command("stop", "Stop the server and PostgreSQL.")
    command("doctor", "Say what is there, what is missing and what to do.")
    command("lock", "Redo the locked requirements.")
    return top


def port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def workers(text: str) -> int:
    if not text.isdigit() or int(text) > 128:
        raise argparse.ArgumentTypeError("the number of workers is from 0 to 128")
    return int(text)


def dispatch(args) -> int:
    # Imported late: a broken part does not keep the others (doctor, stop) from working.
    if args.command == "up":
        from . import serve

        return serve.up(args.port, args.workers, args.fresh, not args.no_demo, args.detach)
    if args.command in ("stop", "update", "shell"):
        from . import serve

        if args.command == "stop":
            return serve.stop()
        return (
            serve.update(args.addons) if args.command == "update" else serve.shell(args.arguments)
        )
    if args.command == "test":
        from . import test

        if args.odoo:
            return test.odoo(args.addons)
        return test.test(args.addons, args.expression, args.together, args.durations)
    if args.command == "lint":
        from . import lint

        return lint.command(args.addons)
    if args.command == "architecture":
        from . import architecture

        return architecture.command()
    if args.command == "i18n":
        from . import i18n

        return i18n.command(args.addons)
    if args.command == "bench":
        from . import bench

        return bench.command(args.names)
    if args.command == "upgrade":
        from . import upgrade

        return upgrade.command(args.version)
    if args.command == "backup":
        from . import backup

        return backup.backup(args.file)
    if args.command == "restore":
        from . import backup

        return backup.restore(args.file)
    if args.command == "doctor":
        from . import doctor

        return doctor.command()
    if args.command == "lock":
        from . import machine, venv

        steps = Steps(1)
        with machine.alone(), steps.step("Requirements") as detail:
            venv.lock(detail)
        return 0
    raise Problem(f"The command {args.command} is not known.")


def main(arguments=None) -> int:
    args = parser().parse_args(arguments)
    file = getattr(args, "file", None)
    if file:
        args.file = file.expanduser().resolve()
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
