from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Take over the information sessions that `cae_entrepreneur` put aside."""
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["crm.lead"]._take_over_information_sessions()
