from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class CaeActivity(models.Model):
    _inherit = "cae.activity"

    @api.model
    def _list_periods(self, company, first, date_from, date_to):
        """Return the periods under contract; one without an activity covers all of the person's."""
        # sudo: the accountant's month does not depend on who may read which contract
        contracts_sudo = self.env["cae.contract"].sudo()
        query = contracts_sudo._search(
            contracts_sudo._domain_in_force(first, date_to) & Domain("company_id", "=", company.id)
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT activity.id, activity.contribution_exempt,
                       contract.kind, contract.date_start, contract.date_end
                  FROM cae_contract contract
             LEFT JOIN cae_activity_entrepreneur_rel person
                    ON person.entrepreneur_id = contract.entrepreneur_id
                   AND contract.activity_id IS NULL
                  JOIN cae_activity activity
                    ON activity.id = COALESCE(contract.activity_id, person.activity_id)
                 WHERE contract.id IN %(contracts)s
                   AND activity.company_id = %(company)s
                   AND activity.active
                   AND (activity.date_end IS NULL OR activity.date_end >= %(month)s)
              ORDER BY activity.id, contract.date_start, contract.id
                """,
                contracts=query.subselect(),
                company=company.id,
                month=date_from,
            )
        )
