import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

CUSTOMER_TYPES = ("out_invoice", "out_refund")


class CaeEntrepreneur(models.Model):
    """Find people by those whom they invoice."""

    _inherit = "cae.entrepreneur"

    client_search = fields.Char(
        string="Client",
        store=False,
        search="_search_client_search",
        help="Name or SIRET of somebody whom an activity of this person has invoiced.",
    )

    @api.model
    def _search_client_search(self, operator, value):
        """Search by a part of a client's name, or of its SIRET or SIREN however spaced.

        One subquery; the books stay closed to who may not read them: only the files that the
        user sees anyway are found.
        """
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented
        self.env.flush_all()
        matches = SQL("client.name ILIKE %s", f"%{value}%")
        digits = re.sub(r"\D", "", value)
        if len(digits) >= 4:
            matches = SQL(
                r"(%s OR regexp_replace(client.company_registry, '\D', '', 'g') LIKE %s)",
                matches,
                f"{digits}%",
            )
        people = SQL(
            """(
            SELECT person.entrepreneur_id
              FROM account_move move
              JOIN res_partner contact ON contact.id = move.partner_id
              JOIN res_partner client
                ON client.id IN (contact.id, contact.commercial_partner_id)
              JOIN cae_activity_entrepreneur_rel person
                ON person.activity_id = move.cae_activity_id
             WHERE move.move_type = ANY(%s)
               AND %s)""",
            list(CUSTOMER_TYPES),
            matches,
        )
        return Domain("id", "in", people)
