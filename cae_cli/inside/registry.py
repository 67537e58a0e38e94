"""Opening a database from the outside, and catching what our addons log on the way."""

from __future__ import annotations

import contextlib
import logging

import odoo.init  # noqa: F401  (patches libraries before anything else loads them)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


class Findings(logging.Handler):
    """Warnings and errors that come from our addons or speak of them."""

    def __init__(self, own):
        super().__init__(logging.WARNING)
        self.own = own
        self.found: list[str] = []

    def emit(self, record):
        text = record.getMessage()
        named = record.name.startswith(tuple(f"odoo.addons.{name}" for name in self.own))
        if named or any(name in text for name in self.own):
            self.found.append(f"{record.levelname} {record.name}: {text.strip()[:500]}")


def configure(database: str, *options: str) -> None:
    """Read the settings that ODOO_RC names."""
    config.parse_config(["-d", database, "--no-http", *options], setup_logging=True)


@contextlib.contextmanager
def environment(database: str, registry=None):
    """The superuser's environment; committed at the end, rolled back on an exception."""
    registry = registry or Registry(database)
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
