from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Begin the history of contracts confirmed before it was kept, with the terms they have."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.flush_all()
    cr.execute(
        SQL(
            """
            INSERT INTO cae_contract_version (
                contract_id, entrepreneur_id, company_id, date_from, date_end, origin,
                minimum_turnover, minimum_hours, working_time, fixed_pay, trial_date_end,
                territory_id, create_uid, create_date, write_uid, write_date)
            SELECT contract.id, contract.entrepreneur_id, contract.company_id,
                   contract.date_start, contract.date_end, 'takeover',
                   contract.minimum_turnover, contract.minimum_hours, contract.working_time,
                   contract.fixed_pay, contract.trial_date_end, contract.territory_id,
                   %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
              FROM cae_contract contract
             WHERE contract.state IN ('confirmed', 'ended')
               AND NOT EXISTS (SELECT FROM cae_contract_version version
                                WHERE version.contract_id = contract.id)
          ORDER BY contract.id
            """,
            user=SUPERUSER_ID,
        )
    )
    env.invalidate_all()
    # The territory was the person's; the day of agreement is not known.
    contracts = env["cae.contract"].search([("reference", "=", False)], order="date_start, id")
    contracts.filtered(lambda one: one.state in ("confirmed", "ended"))._give_references()
