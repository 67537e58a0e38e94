from odoo import api, fields, models

from .cae_retention import KINDS_OF_CANDIDATES

KINDS = [
    ("candidate", "Request without a contract"),
    ("file", "Follow-up file"),
    ("staff", "Contracts and staff register"),
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
    subject = fields.Char(compute="_compute_subject", help="Who it is about, as one value.")
    kind = fields.Selection(KINDS, string="Data", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("exit", "Left the cooperative"),
            ("decision", "Decision or last news"),
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

    @api.depends(lambda self: self.env["cae.retention"]._get_subject_fields())
    def _compute_subject(self):
        retention = self.env["cae.retention"]
        for line in self:
            line.subject = retention._get_subject(
                {name: line[name].id for name in retention._get_subject_fields()}
            )

    @api.depends(
        lambda self: [
            "kind",
            *(f"{name}.name" for name in self.env["cae.retention"]._get_subject_fields()),
        ]
    )
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            who = line._get_subject_record().name
            line.display_name = " · ".join(filter(None, [who, kinds.get(line.kind)]))

    def _get_subject_record(self):
        """Return whose data these lines are about: one record."""
        names = self.env["cae.retention"]._get_subject_fields()
        return next(filter(None, (self[name] for name in names)), self.entrepreneur_id)

    def _anonymise(self, user):
        """Anonymise the kinds of data of one person, if they still are past their time."""
        run = self.retention_id
        subject = self._get_subject_record()
        # somebody may have come back, or been paid, since the list was made
        due = run._prepare_lines(subject)
        still = self.filtered(lambda line: line.kind in {values["kind"] for values in due})
        (self - still)._by_method().write({"state": "gone"})
        if not still:
            return
        kinds = set(still.mapped("kind"))
        service = self.env["cae.anonymisation"]
        name, email = self._get_name_and_email(subject)
        reference = service._get_reference(subject)
        applied, counts = self._anonymise_subject(subject, kinds)
        remaining = service._find_remaining(name, email) if "identity" in applied and name else {}
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
    def _get_name_and_email(self, subject):
        return subject.name, subject.email

    @api.model
    def _anonymise_subject(self, subject, kinds):
        """Anonymise these kinds of data of one person.

        :return: (the kinds that are gone, {model: number of records changed})
        """
        applied = kinds | (KINDS_OF_CANDIDATES if "candidate" in kinds else set())
        counts = self.env["cae.anonymisation"]._anonymise(subject, applied)
        subject._set_anonymised_kinds(applied)
        return applied, counts

    @api.model
    def _write_counts(self, counts):
        return "\n".join(f"{model}: {count}" for model, count in sorted(counts.items()))
