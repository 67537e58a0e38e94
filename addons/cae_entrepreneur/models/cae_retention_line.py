from odoo import api, fields, models

from .cae_retention import KINDS_OF_CANDIDATES

KINDS = [
    ("candidate", "Request without a contract"),
    ("file", "Follow-up file"),
    ("staff", "Contracts and staff register"),
    ("payslip", "Payslips"),
    ("accounting", "Accounting documents"),
    ("identity", "Name and address"),
]


class CaeRetentionLine(models.Model):
    """One kind of data of one person that is past its time."""

    _name = "cae.retention.line"
    _description = "Kind of data past its time"
    _inherit = ["cae.guard.mixin"]
    _order = "date_until, id"
    _check_company_auto = True
    _guarded_fields = {
        "retention_id",
        "entrepreneur_id",
        "lead_id",
        "kind",
        "reason",
        "date_start",
        "date_until",
        "state",
        "error",
    }

    retention_id = fields.Many2one(
        "cae.retention", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="retention_id.company_id", store=True, index=True)
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", readonly=True, index=True, ondelete="cascade", string="Person"
    )
    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index=True, ondelete="cascade", string="Request"
    )
    subject = fields.Char(compute="_compute_subject", help="Who it is about, as one value.")
    kind = fields.Selection(KINDS, string="Data", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("exit", "Left the cooperative"),
            ("decision", "Decision or last news"),
            ("payslip", "Last payslip"),
            ("accounting", "End of the year of the last entry"),
        ],
        string="Kept from",
        required=True,
        readonly=True,
    )
    date_start = fields.Date(string="On", required=True, readonly=True)
    date_until = fields.Date(string="Kept until", required=True, readonly=True)
    is_kept = fields.Boolean(
        string="Keep for now", help="For example a dispute that is not settled."
    )
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("done", "Anonymised"),
            ("gone", "No longer past its time"),
            ("failed", "Failed"),
        ],
        required=True,
        default="todo",
        readonly=True,
    )
    error = fields.Char(readonly=True)

    @api.depends("entrepreneur_id", "lead_id")
    def _compute_subject(self):
        for line in self:
            line.subject = self.env["cae.retention"]._get_subject(
                {"entrepreneur_id": line.entrepreneur_id.id, "lead_id": line.lead_id.id}
            )

    @api.depends("entrepreneur_id.name", "lead_id.name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            who = line.entrepreneur_id.name or line.lead_id.name
            line.display_name = " · ".join(filter(None, [who, kinds.get(line.kind)]))

    def _anonymise(self, user):
        """Anonymise the kinds of data of one person, if they still are past their time."""
        run = self.retention_id
        person, lead = self.entrepreneur_id, self.lead_id
        # somebody may have come back, or been paid, since the list was made
        due = run._prepare_lines(person, lead)
        still = self.filtered(lambda line: line.kind in {values["kind"] for values in due})
        (self - still)._by_method().write({"state": "gone"})
        if not still:
            return
        kinds = set(still.mapped("kind"))
        service = self.env["cae.anonymisation"]
        name, email = (
            (person.name, person.email) if person else (lead.contact_name, lead.email_from)
        )
        reference = service._get_reference(person or lead)
        if person:
            applied = kinds | (KINDS_OF_CANDIDATES if "candidate" in kinds else set())
            counts = service._anonymise(person, applied)
            person._set_anonymised_kinds(applied)
        else:
            counts = service._anonymise_leads(lead)
        gone = "identity" in kinds or not person
        remaining = service._find_remaining(name, email) if gone and name else {}
        still._by_method().write({"state": "done"})
        self.env["cae.anonymisation.log"]._by_method().create(
            {
                "user_id": user.id,
                "company_id": run.company_id.id,
                "reference": reference,
                "kinds": ", ".join(sorted(kinds)),
                "record_count": sum(counts.values()),
                "details": self._write_counts(counts),
                "remaining": self._write_counts(remaining),
            }
        )

    @api.model
    def _write_counts(self, counts):
        return "\n".join(f"{model}: {count}" for model, count in sorted(counts.items()))
