"""Benchmarks: bench/NAME.py in a throwaway database, results as JSON."""

from __future__ import annotations

import json
import os

from . import database, machine, paths, serve
from .say import Problem, Steps, line

FOLDER = paths.ROOT / "bench"


def names() -> list[str]:
    found = sorted(path.stem for path in FOLDER.glob("*.py")) if FOLDER.is_dir() else []
    return [name for name in found if not name.startswith("_")]


def command(wanted: list[str]) -> int:
    """Run benchmarks; each result goes to standard output and to `.cae/bench/NAME.json`.

    Returns 1 when the "ok" of a result is false.
    """
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        there = ", ".join(names()) or "none"
        raise Problem(f"No benchmark is called {', '.join(unknown)}; there are: {there}.")
    chosen = wanted or names()
    if not chosen:
        raise Problem("There is no benchmark yet; write one in bench/.")
    steps = Steps()
    results = {}
    with machine.alone():
        serve.prepare(steps, programs=False)
        with steps.step("Template") as detail:
            template = database.ensure_template("suite", detail)
    for name in chosen:
        work = f"{database.main_name()}_bench_{os.getpid()}"
        try:
            with steps.step(f"Benchmark {name}"):
                database.clone(template, work)
                results[name] = database.inside(
                    "bench",
                    work,
                    file=FOLDER / f"{name}.py",
                    what=f"The benchmark {name}",
                    log=f"bench-{name}",
                )
        finally:
            database.drop(work)
        target = paths.STATE / "bench" / f"{name}.json"
        paths.write(target, json.dumps(results[name], indent=2) + "\n")
    print(json.dumps(results[chosen[0]] if len(wanted) == 1 else results, indent=2))
    failed = [name for name, result in results.items() if not result.get("ok", True)]
    if failed:
        line(f"Over its limit: {', '.join(failed)}")
    return 1 if failed else 0
