"""Run one benchmark: a file with `run(env) -> dict`, in a database that is thrown away."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

from .registry import configure, environment, make_parser


def main() -> None:
    parser = make_parser()
    parser.add_argument("--result", type=Path, required=True)
    parser.add_argument("file", type=Path)
    args = parser.parse_args()
    configure(args.config, args.database, "--log-level", "warn")
    with environment(args.database) as env:
        result = runpy.run_path(str(args.file))["run"](env)
    args.result.write_text(json.dumps(result, indent=2, default=str) + "\n")


if __name__ == "__main__":
    main()
