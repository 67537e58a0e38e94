from odoo import SUPERUSER_ID, api

RHYTHMS = {"kind_team": "week", "kind_advisors": "month", "kind_peers": "month"}


def migrate(cr, version):
    """Give the shipped kinds of meetings their rhythm, where nobody has said one yet."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name, rhythm in RHYTHMS.items():
        kind = env.ref(f"cae_reunion.{name}", raise_if_not_found=False)
        if kind and not kind.rhythm:
            kind.rhythm = rhythm
