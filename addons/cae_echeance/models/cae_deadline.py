from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.flags import case_field, flag_field
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, format_date

from . import deadline_keeper

OPEN = {"state": "open", "date_done": False, "done_by": False}


class CaeDeadline(models.Model):
    """A day by which something is to be done, because of a record.

    Made and moved by ``deadline_keeper`` from what the records of ``_get_deadline_sources()`` say
    (see ``cae.deadline.source.mixin``); people only tick. What was ticked is never opened again
    by the machine.
    """

    _name = "cae.deadline"
    _description = "Deadline"
    _inherit = ["cae.guard.mixin"]
    _order = "date_due, id"
    _check_company_auto = True

    name = fields.Char(string="What", compute="_compute_name")
    todo = fields.Char(string="What to do", compute="_compute_todo")
    res_model = fields.Char(string="Source model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Source", model_field="res_model", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    # each addon adds the kinds of its sources
    kind = fields.Selection([], required=True, index=True)
    occasion = fields.Char(
        required=True,
        default="1",
        help="Tells apart two deadlines of one kind; it stays the same when the day moves.",
    )
    date_due = fields.Date(string="Due on", required=True, index=True)
    alert_dates = fields.Json(help="The days on which one is told, in order.")
    date_first_alert = fields.Date(string="To watch from", required=True, index=True)
    date_alert = fields.Date(string="Next alert", compute="_compute_date_alert", store=True)
    date_alerted = fields.Date(string="Last alert")
    date_digested = fields.Date(string="Last mail")
    named_user_id = fields.Many2one(
        "res.users", string="Named by the source", index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who acts",
        compute="_compute_user_id",
        store=True,
        index=True,
        help="The person responsible; otherwise the one named in the settings.",
    )
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("gone", "No longer needed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    date_done = fields.Date(string="Done on")
    done_by = fields.Many2one("res.users", index="btree_not_null", string="Ticked by")
    activity_id = fields.Many2one("mail.activity", index="btree_not_null", ondelete="set null")
    horizon = case_field(
        [
            ("1_late", "Late"),
            ("2_week", "This week"),
            ("3_month", "This month"),
            ("4_later", "Later"),
        ],
        lambda self: self._get_horizons(),
        "date_due",
    )
    is_told = flag_field(
        lambda self: Domain("kind", "in", list(self._get_portal_words())),
        "kind",
        string="Told to the person",
        help="The person whom it concerns is told on the portal.",
    )

    _once = models.UniqueIndex(
        "(res_model, res_id, kind, occasion)",
        "This deadline is in the list already.",
    )
    _to_alert = models.Index("(date_alert) WHERE state = 'open' AND date_alert IS NOT NULL")
    _done_has_day = models.Constraint(
        "check (state != 'done' or date_done is not null)",
        "Say on which day it was done.",
    )

    @api.depends("kind", "occasion", "res_model", "res_id")
    @api.depends_context("lang")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # sudo: what it is about, which the list shows without the record
        sources_sudo = dict(self.sudo()._browse_sources())
        for deadline in self:
            source_sudo = sources_sudo.get(deadline)
            name = source_sudo and source_sudo._get_deadline_name(deadline)
            occasion = source_sudo and source_sudo._get_deadline_occasion(deadline)
            name = name or kinds.get(deadline.kind, "")
            deadline.name = f"{name} ({occasion})" if occasion else name

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for deadline in self:
            deadline.display_name = deadline.name

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_todo(self):
        texts = self._get_todo_texts()
        for deadline in self:
            deadline.todo = texts.get(deadline.kind, "")

    @api.depends("alert_dates", "date_alerted")
    def _compute_date_alert(self):
        for deadline in self:
            alerts = [fields.Date.to_date(day) for day in deadline.alert_dates or []]
            last = deadline.date_alerted
            deadline.date_alert = min(
                (day for day in alerts if not last or day > last), default=False
            )

    @api.depends("named_user_id.active", "company_id.cae_deadline_user_id.active")
    def _compute_user_id(self):
        for deadline in self:
            deadline.user_id = deadline._list_who_may_act().filtered("active")[:1]

    def _list_who_may_act(self):
        """Return those who act, the first one who still works here, as res.users."""
        self.ensure_one()
        return self.named_user_id + self.company_id.cae_deadline_user_id

    def _get_horizons(self):
        """Return [(horizon, domain)]; of those that fit, the first one is that of a deadline."""
        last_days = self._get_horizon_last_days().items()
        return [
            *((horizon, Domain("date_due", "<=", last)) for horizon, last in last_days),
            ("4_later", Domain("date_due", "!=", False)),
        ]

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists be grouped by the horizon, which depends on the day one looks."""
        if field_expr != "horizon":
            return super()._field_to_sql(alias, field_expr, query)
        due = super()._field_to_sql(alias, "date_due", query)
        cases = [
            SQL("WHEN %s <= %s THEN %s", due, last, name)
            for name, last in self._get_horizon_last_days().items()
        ]
        return SQL("CASE %s ELSE '4_later' END", SQL(" ").join(cases))

    def _get_horizon_last_days(self):
        """Return {horizon: its last day}, in order, without the last one, which has none."""
        today = fields.Date.context_today(self)
        return {
            "1_late": today - timedelta(days=1),
            "2_week": date_utils.end_of(today, "week"),
            "3_month": date_utils.end_of(today, "month"),
        }

    # -- hooks ---------------------------------------------------------------------------------

    def _get_deadline_sources(self):
        """Return the models because of whose records something is due, in the order of the keeper.

        Each inherits ``cae.deadline.source.mixin``.
        """
        return []

    def _get_todo_texts(self):
        """Return {kind: what to do} in the user's language."""
        return {}

    def _get_portal_words(self):
        """Return what the person whom it concerns is told on the portal.

        :return: dict of kind to a dict of ``icon`` (Font Awesome class), ``title`` and ``text``;
            a kind that is not in it is the cooperative's own work
        """
        return {}

    @api.model
    def get_waiting_documents(self):
        """Return what waits for the user's signature, for the top of this page.

        :return: dict with ``title``, ``documents`` (dicts of model, id and name; the first
            ones of each kind) and ``more`` (how many are not among them, as a sentence)
        """
        return {"title": "", "documents": [], "more": ""}

    def _get_subject(self):
        """Return the record that one opens to act; the activity stands on it."""
        return self.env[self.res_model].browse(self.res_id)

    def _get_subject_path(self):
        """Return the address of that record in the backend, without the host."""
        subject = self._get_subject()
        return f"/odoo/{subject._name}/{subject.id}"

    # -- acts ----------------------------------------------------------------------------------

    def action_done(self):
        """Tick as done today."""
        self._check_may_tick()
        self._tick(fields.Date.context_today(self))

    def action_done_on(self):
        """Ask for the day on which it was done."""
        self._check_may_tick()
        title = self.env._("Done on")
        return open_form("cae.deadline.done", title, new=True, deadline_ids=self.ids)

    def action_undo(self):
        """Take back a tick made by mistake."""
        self._check_may_tick()
        user = self.env.user
        if not user.has_group("cae_socle.group_manager") and self.done_by - user:
            raise AccessError(
                self.env._("Ask a manager: only managers can take back what somebody else ticked.")
            )
        # sudo: these fields are written here only, after the checks above
        deadlines_sudo = self.sudo().filtered(lambda deadline: deadline.state == "done")
        deadlines_sudo._by_method().write(OPEN)
        deadlines_sudo._tell_sources(is_done=False)

    def action_open_subject(self):
        """Open what it is about."""
        self.check_access("read")
        subject = self._get_subject()
        return open_form(subject._name, res_id=subject.id)

    def _check_may_tick(self):
        """Raise unless the user is staff who may see these deadlines."""
        self.check_access("read")
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("cae_socle.group_advisor")
            or user.has_group("cae_socle.group_accountant")
        ):
            raise AccessError(self.env._("Only the cooperative's team ticks deadlines."))

    def _tick(self, day):
        """Note as done on a day; the activity that belongs to it closes too.

        :param date day: not in the future
        """
        if day > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(day)s is still to come: give the day on which it was done.",
                    day=format_date(self.env, day),
                )
            )
        # sudo: _check_may_tick() comes before; nobody writes deadlines himself
        deadlines_sudo = self.sudo().filtered(lambda deadline: deadline.state == "open")
        deadlines_sudo._note_done(day)
        deadlines_sudo.activity_id.filtered("active")._action_done()

    def _note_done(self, day):
        self._by_method().write({"state": "done", "date_done": day, "done_by": self.env.uid})
        self._tell_sources(is_done=True)

    def _prepare_portal_rows(self):
        """Return what the person is told, read with the rights of the user.

        :return: list of dicts in the order of these, with ``deadline`` (record), ``icon``,
            ``title``, ``text``, ``date`` and ``days_left`` (negative when past)
        """
        today = fields.Date.context_today(self)
        words = self._get_portal_words()
        return [
            {
                "deadline": deadline,
                "date": deadline.date_due,
                "days_left": (deadline.date_due - today).days,
                **words[deadline.kind],
            }
            for deadline in self
        ]

    # -- for the keeper ------------------------------------------------------------------------

    def _cron_keep(self):
        deadline_keeper.run(self.env)

    def _browse_sources(self):
        """Return pairs of each deadline and its source, read together."""
        known = self.filtered(lambda deadline: deadline.res_model in self.env)
        return [
            pair
            for name, deadlines in known.grouped("res_model").items()
            for pair in zip(
                deadlines, self.env[name].browse(deadlines.mapped("res_id")), strict=True
            )
        ]

    def _tell_sources(self, is_done):
        """Let the sources follow what was ticked, or is to do again."""
        for name, deadlines in self.grouped("res_model").items():
            # sudo: what follows from a tick, whoever gave it
            sources_sudo = self.env[name].sudo().browse(deadlines.mapped("res_id"))
            sources_sudo._after_deadline_ticked(is_done)

    def _move_to(self, dates):
        """Take over the days that the source says now, and open again what was let go.

        :param dict dates: see deadline_keeper.prepare_dates
        """
        vals = {
            name: value
            for name, value in dates.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if self.state != "open":
            vals |= OPEN
        if vals:
            self._by_method().write(vals)
        if "date_due" in vals:
            self.activity_id.write({"date_deadline": self.date_due})
