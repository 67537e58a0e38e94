from odoo import SUPERUSER_ID, api

DEPARTURES = {
    "exit_reason_own_decision": "departure_resigned",
    "exit_reason_cooperative_decision": "departure_fired",
    "exit_reason_retirement": "departure_retired",
}


def migrate(cr, version):
    """Say to HR what the reasons of exit mean, where nobody has said it yet."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name, departure in DEPARTURES.items():
        reason = env.ref(f"cae_entrepreneur.{name}", raise_if_not_found=False)
        if reason and not reason.departure_reason_id:
            reason.departure_reason_id = env.ref(f"hr.{departure}", raise_if_not_found=False)
