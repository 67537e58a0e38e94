from odoo import api, fields, models
from odoo.addons.cae_echeance.models.deadline_keeper import LATER, LATER_KEY

from ..engine import contract_law
from . import legal_checks


class CaeEarlierContract(models.Model):
    """A contract of a person with the cooperative that is neither a CAPE nor a CESA.

    Somebody of the support team who becomes an entrepreneur, or who was an employee before the
    CESA existed: the law takes the time of any earlier contract between the two off the trial
    period (C. trav. L7332-1) and off the three years to become an associate (L7331-3). Only the
    days count here; the contract itself is HR's.
    """

    _name = "cae.earlier.contract"
    _description = "Other contract with the cooperative"
    _inherit = ["cae.import.key.mixin", "cae.guard.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _rec_name = "kind"
    _guarded_parents = {"entrepreneur_id": "read"}
    _personal_paths = ("entrepreneur_id",)
    _personal_fields = {"import_key": "staff"}

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("permanent", "Permanent employment contract"),
            ("fixed_term", "Fixed-term employment contract"),
            ("other", "Another contract"),
        ],
        required=True,
        default="permanent",
    )
    date_start = fields.Date(string="Start", required=True, personal="keep")
    date_end = fields.Date(string="End", help="Empty while it goes on.", personal="keep")

    _dates_order = models.Constraint(
        "check (date_end is null or date_end >= date_start)",
        "A contract cannot end before it starts: correct one of the two dates.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._clean_cae_values(vals) for vals in vals_list]
        people = self.env["cae.entrepreneur"].browse(
            {vals["entrepreneur_id"] for vals in vals_list if vals.get("entrepreneur_id")}
        )
        before = self._get_facts_before(people)
        contracts = super().create(vals_list)
        contracts.entrepreneur_id._follow_earlier_contracts(before)
        return contracts

    def write(self, vals):
        self.check_access("write")
        people = self.entrepreneur_id
        before = self._get_facts_before(people)
        result = super().write(vals)
        (people | self.entrepreneur_id)._follow_earlier_contracts(before)
        return result

    def unlink(self):
        people = self.entrepreneur_id
        result = super().unlink()
        people._follow_earlier_contracts()
        return result

    def _get_facts_before(self, people):
        """Return the contracts of people as they are; None to an import, which tells nobody."""
        is_import = self.env.context.get(LATER_KEY) is LATER
        return None if is_import else legal_checks.get_facts(self.env, people)

    def _to_law(self):
        """Return the contract as the engine looks at it."""
        self.ensure_one()
        return contract_law.Contract(
            key=("earlier", self.id),
            kind="other",
            start=self.date_start,
            end=self.date_end or None,
        )
