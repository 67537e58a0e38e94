"""Modules that run in Odoo's environment, each with `python -m cae_cli.inside.NAME`."""
