from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cae_signature.models.signing_documents import get_signing_models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, format_date

# What a person is told on the portal; the rest is the cooperative's own work.
PORTAL_KINDS = ("no_contract", "cape_end", "cape_last", "trial_end", "associate")
# Font Awesome classes
PORTAL_ICONS = {
    "no_contract": "fa-exclamation-triangle",
    "cape_end": "fa-flag-checkered",
    "cape_last": "fa-flag-checkered",
    "trial_end": "fa-check-circle-o",
    "associate": "fa-users",
}
# Of each kind, of those that wait for the user's signature.
SHOWN_DOCUMENTS = 5


class CaeDeadline(models.Model):
    """A day by which something is to be done for a person.

    Made and moved by ``cae.deadline.keeper`` from the contracts (engine/deadlines.py holds the
    rules); people only tick. What was ticked is never opened again by the machine.
    """

    _name = "cae.deadline"
    _description = "Deadline"
    _inherit = ["cae.guard.mixin"]
    _order = "date_due, id"
    _rec_names_search = ["entrepreneur_id"]
    _check_company_auto = True
    _guarded_fields = {"state"}
    _guarded_parents = {"entrepreneur_id": "read", "contract_id": "read", "document_id": "read"}

    name = fields.Char(string="What", compute="_compute_name")
    todo = fields.Char(string="What to do", compute="_compute_todo")
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    contract_id = fields.Many2one(
        "cae.contract", index=True, ondelete="cascade", check_company=True
    )
    document_id = fields.Many2one(
        "cae.document", index="btree_not_null", ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    territory_id = fields.Many2one(related="entrepreneur_id.territory_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("cape_end", "CAPE ends"),
            ("cape_last", "CAPE ends, no renewal left"),
            ("no_contract", "Without a contract"),
            ("declare_urssaf", "Declaration to Urssaf"),
            ("declare_france_travail", "Declaration to France Travail"),
            ("trial_end", "Trial period ends"),
            ("associate", "Must be an associate"),
            ("medical_visit", "Medical visit"),
            ("document", "Document expires"),
        ],
        required=True,
        index=True,
    )
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
    user_id = fields.Many2one(
        "res.users",
        string="Who acts",
        compute="_compute_user_id",
        store=True,
        index=True,
        help="The referent; without one the first advisor of the territory; otherwise the "
        "person named in the settings.",
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
    horizon = fields.Selection(
        [
            ("1_late", "Late"),
            ("2_week", "This week"),
            ("3_month", "This month"),
            ("4_later", "Later"),
        ],
        compute="_compute_horizon",
        search="_search_horizon",
    )

    _once = models.UniqueIndex(
        "(entrepreneur_id, COALESCE(contract_id, 0), kind, occasion)",
        "This deadline is in the list already.",
    )
    _to_alert = models.Index("(date_alert) WHERE state = 'open' AND date_alert IS NOT NULL")
    _done_has_day = models.Constraint(
        "check (state != 'done' or date_done is not null)",
        "Say on which day it was done.",
    )

    @api.depends("kind", "occasion", "document_id.kind_id.name")
    @api.depends_context("lang")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for deadline in self:
            occasion = deadline._get_occasion_label()
            name = kinds.get(deadline.kind, "")
            deadline.name = f"{name} ({occasion})" if occasion else name

    @api.depends("name", "entrepreneur_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for deadline in self:
            parts = [deadline.entrepreneur_id.name, deadline.name]
            deadline.display_name = " - ".join(filter(None, parts))

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

    @api.depends(
        "entrepreneur_id.referent_id.active",
        "entrepreneur_id.territory_id.advisor_ids.active",
        "company_id.cae_deadline_user_id.active",
    )
    def _compute_user_id(self):
        for deadline in self:
            entrepreneur = deadline.entrepreneur_id
            candidates = (
                entrepreneur.referent_id.filtered("active")
                or entrepreneur.territory_id.advisor_ids.filtered("active")
                or deadline.company_id.cae_deadline_user_id.filtered("active")
            )
            deadline.user_id = candidates[:1]

    @api.depends("date_due")
    def _compute_horizon(self):
        today, week, month = self._get_horizon_limits()
        for deadline in self:
            day = deadline.date_due
            if not day:
                deadline.horizon = False
            elif day < today:
                deadline.horizon = "1_late"
            elif day <= week:
                deadline.horizon = "2_week"
            elif day <= month:
                deadline.horizon = "3_month"
            else:
                deadline.horizon = "4_later"

    @api.model
    def _search_horizon(self, operator, value):
        if operator != "in":
            return NotImplemented
        today, week, month = self._get_horizon_limits()
        domains = {
            "1_late": Domain("date_due", "<", today),
            "2_week": Domain("date_due", ">=", today) & Domain("date_due", "<=", week),
            "3_month": Domain("date_due", ">", week) & Domain("date_due", "<=", month),
            "4_later": Domain("date_due", ">", max(week, month)),
        }
        return Domain.OR(domains[horizon] for horizon in value if horizon in domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists be grouped by the horizon, which depends on the day one looks."""
        if field_expr != "horizon":
            return super()._field_to_sql(alias, field_expr, query)
        today, week, month = self._get_horizon_limits()
        due = super()._field_to_sql(alias, "date_due", query)
        return SQL(
            "CASE WHEN %(due)s < %(today)s THEN '1_late' WHEN %(due)s <= %(week)s THEN '2_week' "
            "WHEN %(due)s <= %(month)s THEN '3_month' ELSE '4_later' END",
            due=due,
            today=today,
            week=week,
            month=month,
        )

    @api.model
    def _get_horizon_limits(self):
        """Return today, the Sunday of this week and the last day of this month."""
        today = fields.Date.context_today(self)
        sunday = today + timedelta(days=6 - today.weekday())
        return today, sunday, date_utils.end_of(today, "month")

    def _get_occasion_label(self):
        """Return in words what a declaration or a document is about; empty for the others."""
        self.ensure_one()
        if self.kind == "document":
            # sudo: the name of the kind, which the list shows without the document
            return self.document_id.sudo().kind_id.name
        occasion = self.occasion or ""
        if occasion == "conclusion":
            return self.env._("conclusion")
        if occasion == "early_end":
            return self.env._("early termination")
        if occasion.startswith("renewal_"):
            return self.env._("renewal %(number)s", number=occasion.removeprefix("renewal_"))
        return ""

    @api.model
    def _get_todo_texts(self):
        return {
            "cape_end": self.env._("Renew the CAPE, or prepare the CESA or the exit."),
            "cape_last": self.env._(
                "The CAPE cannot be renewed any more (C. com. L127-2): prepare the CESA or the "
                "exit."
            ),
            "no_contract": self.env._("Prepare a CESA or the exit: nothing covers the person now."),
            "declare_urssaf": self.env._("Tell Urssaf (C. trav. R5142-1), then tick with the day."),
            "declare_france_travail": self.env._(
                "Tell France Travail (C. trav. R5142-1), then tick with the day."
            ),
            "trial_end": self.env._("Meet the person and decide whether the contract goes on."),
            "associate": self.env._(
                "Prepare the membership: without it the contract ends on that day (C. trav. "
                "L7331-3)."
            ),
            "medical_visit": self.env._("Make the appointment; tick with the day of the visit."),
            "document": self.env._("Ask the person for the new document."),
        }

    def action_done(self):
        """Tick as done today."""
        self._check_may_tick()
        self._tick(fields.Date.context_today(self))

    def action_done_on(self):
        """Ask for the day on which it was done."""
        self._check_may_tick()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Done on"),
            "res_model": "cae.deadline.done",
            "view_mode": "form",
            "target": "new",
            "context": {"default_deadline_ids": self.ids},
        }

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
        deadlines_sudo._by_method().write({"state": "open", "date_done": False, "done_by": False})
        self.env["cae.deadline.keeper"]._keep(deadlines_sudo.entrepreneur_id)

    def action_open_file(self):
        """Open the person's file."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cae.entrepreneur",
            "res_id": self.entrepreneur_id.id,
            "view_mode": "form",
        }

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
        # The next visit counts from this one.
        visits = self.filtered(lambda deadline: deadline.kind == "medical_visit")
        self.env["cae.deadline.keeper"]._keep(visits.entrepreneur_id)

    @api.model
    def _get_default_filters(self):
        """Return the filters of the page "What is due", as context.

        Advisors see what they have to do; who runs the cooperative sees everything.
        """
        user = self.env.user
        filters = {
            "search_default_open": 1,
            "search_default_now": 1,
            "search_default_group_horizon": 1,
        }
        if user.has_group("cae_socle.group_advisor") and not user.has_group(
            "cae_socle.group_manager"
        ):
            filters["search_default_mine"] = 1
        return filters

    @api.model
    def get_to_countersign(self):
        """Return what waits for the user's signature, for the top of this page.

        :return: dict with ``title``, ``documents`` (dicts of model, id and name; the first
            ones of each kind) and ``more`` (how many are not among them, as a sentence)
        """
        documents, count = [], 0
        for model, _label in get_signing_models(self.env):
            if not self.env[model].has_access("write"):
                continue
            domain = self.env[model]._domain_to_countersign()
            found = self.env[model].search(domain, order="signed_on", limit=SHOWN_DOCUMENTS)
            full = len(found) == SHOWN_DOCUMENTS
            count += self.env[model].search_count(domain) if full else len(found)
            documents += [
                {"model": model, "id": document.id, "name": document.display_name}
                for document in found
            ]
        rest = count - len(documents)
        return {
            "title": self.env._("To countersign (%(count)s)", count=count),
            "documents": documents,
            "more": self.env._("and %(count)s more", count=rest) if rest else "",
        }

    @api.model
    def _get_portal_deadlines(self, entrepreneurs):
        """Return what the person herself is told, read with her own rights.

        :param entrepreneurs: her files
        :return: list of dicts in the order of the days, with ``kind``, ``icon`` (Font Awesome
            class), ``title``, ``text``, ``date``, ``days_left`` (negative when past) and
            ``contract`` (record)
        """
        today = fields.Date.context_today(self)
        deadlines = self.search(
            [
                ("entrepreneur_id", "in", entrepreneurs.ids),
                ("state", "=", "open"),
                ("kind", "in", PORTAL_KINDS),
            ]
        )
        words = self._get_portal_words()
        return [
            {
                "kind": deadline.kind,
                "icon": PORTAL_ICONS[deadline.kind],
                "title": words[deadline.kind][0],
                "text": words[deadline.kind][1],
                "date": deadline.date_due,
                "days_left": (deadline.date_due - today).days,
                "contract": deadline.contract_id,
            }
            for deadline in deadlines
        ]

    @api.model
    def _get_portal_words(self):
        """Return title and sentence of each kind, for the person herself."""
        return {
            "cape_end": (
                self.env._("Your CAPE ends"),
                self.env._(
                    "Your referent will see with you whether to renew it or to go on with a CESA."
                ),
            ),
            "cape_last": (
                self.env._("Your CAPE ends, for the last time"),
                self.env._(
                    "It cannot be renewed again. Talk with your referent now about what comes "
                    "next: a CESA, your own company, another job."
                ),
            ),
            "no_contract": (
                self.env._("You are without a contract"),
                self.env._(
                    "Your contract is over and nothing follows it yet: do not invoice any more, "
                    "and call your referent."
                ),
            ),
            "trial_end": (
                self.env._("Your trial period ends"),
                self.env._(
                    "You will meet your referent before that day. Afterwards your contract is firm."
                ),
            ),
            "associate": (
                self.env._("You become an associate"),
                self.env._(
                    "By that day at the latest you join the cooperative as an associate: your "
                    "contract depends on it. Your referent explains how."
                ),
            ),
        }

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return what was done, for the timeline of the files.

        :return: list of dicts with date, icon, title, text, model and res_id
        """
        return [
            {
                "entrepreneur_id": deadline.entrepreneur_id.id,
                "date": deadline.date_done,
                "icon": "fa-check-square-o",
                "title": deadline.name,
                "text": self.env._("Ticked by %(name)s", name=deadline.done_by.name),
                "model": self._name,
                "res_id": deadline.id,
            }
            for deadline in self.search(
                [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "=", "done")]
            )
        ]

    def _get_key(self):
        """Return what makes this deadline one: see the unique index."""
        self.ensure_one()
        return self.entrepreneur_id.id, self.contract_id.id, self.kind, self.occasion

    def _move_to(self, deadline):
        """Take over the days of an engine.Deadline, and open again what was let go."""
        self.ensure_one()
        dates = self.env["cae.deadline.keeper"]._prepare_dates(deadline)
        vals = {name: value for name, value in dates.items() if self[name] != value}
        if self.state == "gone":
            vals["state"] = "open"
        if vals:
            self._by_method().write(vals)
        if "date_due" in vals:
            self.activity_id.write({"date_deadline": self.date_due})
