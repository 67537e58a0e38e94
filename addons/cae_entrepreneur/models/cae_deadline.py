from odoo import api, fields, models

from .timeline import make_event


class CaeDeadline(models.Model):
    """What is due for a person: of the files that one follows, and what they are told."""

    _inherit = "cae.deadline"
    _rec_names_search = ["entrepreneur_id"]
    _guarded_parents = {"entrepreneur_id": "read"}
    _personal_ignored = "kinds of deadlines and days"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", string="Person", index=True, ondelete="cascade", check_company=True
    )
    territory_id = fields.Many2one(related="entrepreneur_id.territory_id", store=True, index=True)
    user_id = fields.Many2one(
        help="The referent; without one the first advisor of the territory; otherwise the "
        "person named in the settings."
    )
    kind = fields.Selection(
        selection_add=[("document", "Document expires")], ondelete={"document": "cascade"}
    )

    @api.depends("entrepreneur_id.name")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for deadline in self.filtered("entrepreneur_id"):
            deadline.display_name = f"{deadline.entrepreneur_id.name} - {deadline.display_name}"
        return result

    @api.depends(
        "entrepreneur_id.referent_id.active", "entrepreneur_id.territory_id.advisor_ids.active"
    )
    def _compute_user_id(self):
        return super()._compute_user_id()

    def _list_who_may_act(self):
        person = self.entrepreneur_id
        followers = person.referent_id + person.territory_id.advisor_ids
        return self.named_user_id + followers + super()._list_who_may_act()

    @api.model
    def _get_deadline_sources(self):
        return [*super()._get_deadline_sources(), "cae.entrepreneur", "cae.document"]

    @api.model
    def _get_todo_texts(self):
        return super()._get_todo_texts() | {
            "document": self.env._("Ask the person for the new document."),
        }

    def _get_subject(self):
        """The file of the person."""
        return self.entrepreneur_id or super()._get_subject()

    def _get_subject_path(self):
        if self.entrepreneur_id:
            return f"/odoo/entrepreneurs/{self.entrepreneur_id.id}"
        return super()._get_subject_path()

    @api.model
    def _get_default_filters(self, follows):
        """Return the filters of the page "What is due", as context.

        :param bool follows: whether the user is an advisor, who sees what they have to do; who
            runs the cooperative sees everything
        """
        names = ["open", "now", "group_horizon", *(["mine"] if follows else [])]
        return {f"search_default_{name}": 1 for name in names}

    @api.model
    def _get_portal_deadlines(self, entrepreneurs):
        """Return what the person is told, read with their own rights.

        :param entrepreneurs: their files
        :return: see _prepare_portal_rows, in the order of the days
        """
        return self.search(
            [
                ("entrepreneur_id", "in", entrepreneurs.ids),
                ("state", "=", "open"),
                ("is_told", "=", True),
            ]
        )._prepare_portal_rows()

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return what was done, for the timeline of the files."""
        return [
            make_event(
                deadline,
                deadline.date_done,
                "fa-check-square-o",
                deadline.name,
                self.env._("Ticked by %(name)s", name=deadline.done_by.name),
            )
            for deadline in self.search(
                [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "=", "done")]
            )
        ]
