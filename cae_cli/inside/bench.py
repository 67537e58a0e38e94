"""Run one benchmark: a file with `run(env) -> dict`, in a database that is thrown away."""

from __future__ import annotations

import runpy

from .registry import configure, environment


def main(database: str, file: str) -> dict:
    configure(database, "--log-level", "warn")
    with environment(database) as env:
        return runpy.run_path(file)["run"](env)
