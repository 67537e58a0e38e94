from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# A confirmed contract moves the person forward only from these stages.
STAGES_BEFORE = {
    "cape": ("candidate", "project_holder"),
    "cesa": ("candidate", "project_holder", "cape"),
}


class CaeEntrepreneur(models.Model):
    """The file of a person: from the first contact to membership and exit.

    The identity is on the partner (by delegation); everything else is here, because
    every employee may read a partner but not a person's file.
    """

    _name = "cae.entrepreneur"
    _description = "Entrepreneur"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _inherits = {"res.partner": "partner_id"}
    _order = "name, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", string="Identity"
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    stage = fields.Selection(
        [
            ("candidate", "Candidate"),
            ("project_holder", "Project holder"),
            ("cape", "CAPE"),
            ("cesa", "CESA"),
            ("associate", "Associate"),
            ("former", "Former"),
        ],
        required=True,
        default="candidate",
        tracking=True,
        index=True,
        group_expand=True,
    )
    territory_id = fields.Many2one(
        "cae.territory", index=True, check_company=True, tracking=True
    )
    pole_ids = fields.Many2many("cae.pole", string="Poles", check_company=True)
    referent_id = fields.Many2one(
        "res.users",
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="The advisor who answers for this person.",
    )
    cae_activity_ids = fields.Many2many(
        "cae.activity",
        "cae_activity_entrepreneur_rel",
        "entrepreneur_id",
        "activity_id",
        string="Own activities",
        check_company=True,
    )
    contract_ids = fields.One2many("cae.contract", "entrepreneur_id", string="Contracts")
    date_entry = fields.Date(help="Start of the first contract with the cooperative.")
    date_exit = fields.Date(tracking=True)
    has_portal_access = fields.Boolean(compute="_compute_has_portal_access")

    _partner_company_uniq = models.Constraint(
        "unique (company_id, partner_id)",
        "This contact already has a file in the cooperative.",
    )

    @api.depends("user_ids")
    def _compute_has_portal_access(self):
        for entrepreneur in self:
            entrepreneur.has_portal_access = bool(entrepreneur.user_ids)

    @api.constrains("partner_id")
    def _check_partner_has_no_parent(self):
        for entrepreneur in self:
            # Portal rules give a user all that is below the commercial partner.
            if entrepreneur.partner_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s belongs to the company %(company)s in the contacts. "
                        "Remove this link first: otherwise the person would see its papers.",
                        name=entrepreneur.name,
                        company=entrepreneur.partner_id.parent_id.display_name,
                    )
                )

    def _enter_stage(self, stage):
        """Move forward to the stage of a contract, and note the day of entry.

        :param str stage: "cape" or "cesa"
        """
        for entrepreneur in self:
            if entrepreneur.stage in STAGES_BEFORE[stage]:
                entrepreneur.stage = stage
            if not entrepreneur.date_entry:
                entrepreneur.date_entry = min(
                    entrepreneur.contract_ids.filtered(
                        lambda contract: contract.state == "confirmed"
                    ).mapped("date_start")
                )

    def action_open_portal_access(self):
        """Open the standard assistant that gives a person access to the portal."""
        self.check_access("write")
        without_mail = self.filtered(lambda entrepreneur: not entrepreneur.email)
        if without_mail:
            raise UserError(
                self.env._(
                    "Give %(name)s an email address first: it is the login.",
                    name=without_mail[0].name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Access to the portal"),
            "res_model": "portal.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"active_ids": self.partner_id.ids, "active_model": "res.partner"},
        }
