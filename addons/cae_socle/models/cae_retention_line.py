from collections import Counter

from odoo import api, fields, models

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
    _personal_ignored = "says which data goes and when, without a name"

    retention_id = fields.Many2one(
        "cae.retention", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="retention_id.company_id", store=True, index=True)
    subject = fields.Reference(
        selection="_get_subject_models", compute="_compute_subject", help="Whose data it is."
    )
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

    @api.model
    def _get_subject_models(self):
        names = self.env.registry["cae.forgettable.mixin"]._inherit_children
        return [(name, self.env[name]._description) for name in names]

    @api.model
    def _get_subject_fields(self):
        """Return the names of the fields in which addons above say whose data it is (list)."""
        names = self.env.registry["cae.forgettable.mixin"]._inherit_children
        return [name for name, field in self._fields.items() if field.comodel_name in names]

    @api.depends(lambda self: self._get_subject_fields())
    def _compute_subject(self):
        names = self._get_subject_fields()
        for line in self:
            line.subject = next((line[name] for name in names if line[name]), False)

    @api.depends("kind", "subject")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            parts = (line.subject and line.subject.name, kinds.get(line.kind))
            line.display_name = " · ".join(filter(None, parts))

    def _anonymise(self, user):
        """Anonymise the kinds of data of one person, if they still are past their time."""
        run = self.retention_id
        subject = self[:1].subject
        # somebody may have come back, or been paid, since the list was made
        due = run._prepare_lines(subject)
        still = self.filtered(lambda line: line.kind in {values["kind"] for values in due})
        (self - still)._by_method().write({"state": "gone"})
        if not still:
            return
        kinds = set(still.mapped("kind"))
        applied = kinds | (subject._kinds_of_candidates if "candidate" in kinds else set())
        name, email = subject._get_personal_name()
        counts = subject._anonymise(applied)
        remaining = self._find_remaining(name, email) if "identity" in applied and name else {}
        still._by_method().write({"state": "done"})
        self.env["cae.anonymisation.log"]._by_method().create(
            {
                "user_id": user.id,
                "company_id": run.company_id.id,
                "reference": subject._get_anonymised_reference(),
                "kinds": ", ".join(sorted(kinds)),
                "record_count": sum(counts.values()),
                "details": self._write_counts(counts),
                "remaining": self._write_counts(remaining),
            }
        )

    @api.model
    def _find_remaining(self, name, email):
        """Return where the privacy lookup of Odoo still finds a name or an address.

        The lookup's query is used and not its window: the window keeps the name it was given.

        :return: {model name: number of records}
        """
        # sudo: where, not what
        wizards_sudo = self.env["privacy.lookup.wizard"].sudo()
        email = email or "nobody@anonymised.invalid"
        lookup_sudo = wizards_sudo.new({"name": name, "email": email})
        self.env.flush_all()
        models = self.env["ir.model"].sudo()
        found = self.env.execute_query(lookup_sudo._get_query())
        return Counter(models.browse(model_id).name for model_id, _res_id, _active in found)

    @api.model
    def _write_counts(self, counts):
        return "\n".join(f"{model}: {count}" for model, count in sorted(counts.items()))
