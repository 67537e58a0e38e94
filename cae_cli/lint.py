"""Reading the code: ruff, and pylint-odoo with the mandatory set of the OCA."""

from __future__ import annotations

from . import addons, machine, paths, venv
from .say import Steps, end, line, read_log, start


def checks(wanted: list[str]) -> dict[str, list[str]]:
    """The commands of the lint for some addons, or for everything."""
    python = paths.python()
    folders = [f"addons/{name}" for name in wanted or addons.names()]
    everything = ["cae", "cae_cli", "addons", "tests", "bench"]
    read = folders if wanted else [name for name in everything if (paths.ROOT / name).exists()]
    commands = {"ruff": [python, "-m", "ruff", "check", "--no-cache", "--quiet",
                         "--output-format=concise", *read]}  # fmt: skip
    if folders:
        commands["pylint-odoo"] = [python, "-W", "ignore", "-m", "pylint",
                                   "--rcfile=pyproject.toml", "-j1", *folders]  # fmt: skip
    return commands


class Lint:
    """The lint, running in the background until its result is asked for."""

    def __init__(self, wanted: list[str]):
        place = {"cwd": paths.ROOT, "env": {"PYTHONPATH": str(paths.ROOT)}}
        self.running = {
            name: start(command, log=name, **place) for name, command in checks(wanted).items()
        }

    def results(self) -> dict[str, str]:
        """What each tool found: empty if nothing."""
        found = {}
        for name, process in self.running.items():
            code = process.wait()
            found[name] = (read_log(name).strip() or f"ended with code {code}") if code else ""
        return found

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                end(process)


def command(wanted: list[str]) -> int:
    addons.require(wanted)
    machine.require_python()
    machine.require_writable()
    steps = Steps()
    with machine.alone(), steps.step("Python environment") as detail:
        venv.ensure(dev=True, detail=detail)
    lint = Lint(wanted)
    try:
        found = lint.results()
    finally:
        lint.stop()
    for name, text in found.items():
        if text:
            print(text)
        line(f"{name}: {'found the above' if text else 'nothing to say'}")
    return 1 if any(found.values()) else 0
