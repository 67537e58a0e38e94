from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CaeFiguresExport(models.Model):
    """An export of the figures: the request for it, and the trace it leaves.

    Who, when, which years and of which kind stays written; nobody changes or deletes it. What
    leaves the cooperative shows no names and no small cells: the records of processing activities
    (GDPR, article 30) tell who received what.
    """

    _name = "cae.figures.export"
    _description = "Export of figures"
    _inherit = ["cae.guard.mixin"]
    _order = "id desc"
    _rec_name = "user_id"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    year_from = fields.Integer(
        string="From the year",
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
    )
    year_to = fields.Integer(
        string="To the year",
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
    )
    kind = fields.Selection(
        [
            ("funder", "For a funder: no names, and no figure of fewer than 5 people"),
            ("figures", "For ourselves: all the figures"),
            ("people", "For ourselves: all the figures, and the list of the people"),
        ],
        string="What for",
        required=True,
        default="funder",
    )
    recipient = fields.Char(
        string="For whom", help="The funder or the meeting that asked for these figures."
    )
    territory_names = fields.Char(
        string="Territories",
        readonly=True,
        default=lambda self: self._default_territory_names(),
        help="Whose figures were in it. Empty: the whole cooperative.",
    )
    download_count = fields.Integer(string="Downloads", readonly=True)
    date_last = fields.Datetime(string="Last download", readonly=True)

    @api.model
    def _default_territory_names(self):
        territories = self.env["cae.numbers"]._get_territories()
        return territories is not None and (", ".join(territories.mapped("name")) or "-")

    @api.constrains("year_from", "year_to")
    def _check_years(self):
        for export in self:
            if not 2000 <= export.year_from <= export.year_to <= 2100:
                raise ValidationError(
                    self.env._(
                        "Give the first year, then the last one: %(year_from)s to %(year_to)s "
                        "is not a period.",
                        year_from=export.year_from,
                        year_to=export.year_to,
                    )
                )
            if export.year_to - export.year_from > 9:
                raise ValidationError(
                    self.env._(
                        "Ten years at most in one file: begin in %(year)s or later.",
                        year=export.year_to - 9,
                    )
                )

    def action_download(self):
        """Return the file, made for the person who asked for it."""
        self.ensure_one()
        self.check_access("read")
        self._check_own()
        return self.env.ref("cae_chiffres.cae_figures_export_report").report_action(
            self, config=False
        )

    def _get_file_name(self):
        """Return the name of the file, without its ending."""
        return self.env._("Figures %(years)s", years=self._get_years_label())

    def _get_years_label(self):
        return "-".join(map(str, sorted({self.year_from, self.year_to})))

    def _check_own(self):
        """Raise when somebody would download under the name of another."""
        others = self.user_id - self.env.user
        if others:
            raise AccessError(
                self.env._("This export was made by %(name)s: make your own.", name=others[0].name)
            )

    def _note_download(self):
        # sudo: the trace is written by what makes the file
        for export_sudo in self.sudo():
            export_sudo._by_method().write(
                {
                    "download_count": export_sudo.download_count + 1,
                    "date_last": fields.Datetime.now(),
                }
            )
