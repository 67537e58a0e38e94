"""Run a part of this package in Odoo's environment: its `main`, and keep what it answers.

    python -m cae_cli.inside PART DATABASE '{"option": "value"}' [ANSWER.json]

Odoo's settings are those that ODOO_RC names.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

part, database, options, *answers = sys.argv[1:]
found = importlib.import_module(f".{part}", __package__).main(database, **json.loads(options))
for path in answers:
    Path(path).write_text(json.dumps(found, default=str))
