import logging

from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_signature.models.cae_signing_mixin import SENT_STATES
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_field
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date

from . import employee_sync

_logger = logging.getLogger(__name__)

NEXT_STATES = {
    "draft": ("confirmed", "cancelled"),
    "confirmed": ("closed", "cancelled"),
    "closed": (),
    "cancelled": (),
}


class CaeExit(models.Model):
    """The exit of a person: why, to what, what remains to be done, until when she has access.

    Confirmed before its day it waits; on its day the contracts and activities end and the
    person becomes a former one. Her access to the portal stays open until a set date, and
    the exit is closed when this is past and nothing remains to be done.
    """

    _name = "cae.exit"
    _description = "Exit"
    _inherit = ["cae.state.mixin", "mail.thread", "cae.guard.mixin"]
    _order = "date_exit desc, id desc"
    _check_company_auto = True
    _personal_paths = ("entrepreneur_id",)
    _personal_thread = "file"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    territory_id = fields.Many2one(
        "cae.territory",
        compute="_compute_territory_id",
        store=True,
        index=True,
        check_company=True,
        help="Where the person was when she left.",
    )
    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("confirmed", "Exit confirmed"),
            ("closed", "Closed"),
            ("cancelled", "Given up"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    date_exit = fields.Date(
        string="Date of exit",
        required=True,
        default=fields.Date.context_today,
        index=True,
        tracking=True,
        help="Last day in the cooperative: contracts and activities end on this day.",
        personal="keep",
    )
    reason_id = fields.Many2one(
        "cae.exit.reason", index=True, check_company=True, ondelete="restrict", tracking=True
    )
    destination_id = fields.Many2one(
        "cae.exit.destination", index=True, check_company=True, ondelete="restrict", tracking=True
    )
    is_positive = fields.Boolean(
        string="Positive exit",
        compute="_compute_is_positive",
        store=True,
        readonly=False,
        tracking=True,
        help="Follows the destination. Changed by hand, it needs a reason.",
    )
    positive_reason = fields.Char(string="Why counted otherwise", personal="file")
    comment = fields.Text(personal="file")
    line_ids = fields.One2many("cae.exit.line", "exit_id", string="What remains to be done")
    open_line_count = count_field("line_ids", ("is_done", "=", False))
    open_lines = fields.Text(string="Still to be done", compute="_compute_open_lines")
    due_body = fields.Html(
        string="What is due to the person", compute="_compute_due_body", sanitize=False
    )
    access_close_date = fields.Date(
        string="Portal closes on",
        compute="_compute_access_close_date",
        store=True,
        readonly=False,
        tracking=True,
        help="The person is told by email beforehand, then cannot log in any more.",
        personal="keep",
    )
    date_effect = fields.Date(
        string="Left on record since",
        readonly=True,
        copy=False,
        index=True,
        help="Day on which the contracts and activities were ended.",
        personal="keep",
    )
    date_warned = fields.Date(string="Told by email on", readonly=True, copy=False, personal="keep")
    date_access_closed = fields.Date(
        string="Portal closed on", readonly=True, copy=False, personal="keep"
    )

    # One at a time; those closed or cancelled stay as history.
    _one_open_exit = models.UniqueIndex(
        "(entrepreneur_id) WHERE state = 'draft' OR (state = 'confirmed' AND date_effect IS NULL)",
        "An exit of this person is already being prepared: open that one.",
    )
    _access_after_exit = models.Constraint(
        "check (access_close_date is null or access_close_date >= date_exit)",
        "The portal cannot close before the person leaves: choose the date of exit or later.",
    )

    # ------------------------------------------------------------------ computes

    @api.depends("entrepreneur_id.name", "date_exit")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._(
                "Exit of %(name)s on %(date)s",
                name=record.entrepreneur_id.name or "",
                date=format_date(self.env, record.date_exit) if record.date_exit else "",
            )

    @api.depends("entrepreneur_id")
    def _compute_territory_id(self):
        for record in self:
            record.territory_id = record.entrepreneur_id.territory_id

    @api.depends("destination_id")
    def _compute_is_positive(self):
        for record in self:
            record.is_positive = record.destination_id.is_positive

    @api.depends("line_ids.is_done", "line_ids.name")
    def _compute_open_lines(self):
        for record in self:
            left = record.line_ids.filtered(lambda line: not line.is_done)
            record.open_lines = "\n".join(left.mapped("name"))

    @api.depends("date_exit", "entrepreneur_id")
    def _compute_access_close_date(self):
        for record in self:
            days = record.company_id.cae_exit_access_days
            if record.date_exit and not record.date_access_closed:
                record.access_close_date = fields.Date.add(record.date_exit, days=days)

    @api.depends("entrepreneur_id", "date_exit")
    @api.depends_context("lang", "uid")
    def _compute_due_body(self):
        for record in self:
            lines = record._get_due_lines() if record.entrepreneur_id and record.date_exit else []
            record.due_body = lines and self.env["ir.qweb"]._render(
                "cae_contrat.cae_exit_due", {"lines": lines}
            )

    # ------------------------------------------------------------------ checks

    @api.constrains("is_positive", "destination_id", "positive_reason")
    def _check_positive(self):
        for record in self:
            if (
                record.is_positive != record.destination_id.is_positive
                and not (record.positive_reason or "").strip()
            ):
                raise ValidationError(
                    self.env._(
                        "The destination “%(destination)s” says otherwise: write why this exit "
                        "is counted differently, or leave it as the destination says.",
                        destination=record.destination_id.name or self.env._("none"),
                    )
                )

    @api.constrains("date_exit", "entrepreneur_id")
    def _check_date_exit(self):
        for record in self:
            if record.state in ("draft", "confirmed") and not record.date_effect:
                record._check_contracts_allow_exit()

    def _check_contracts_allow_exit(self):
        """Raise when the date of exit contradicts the contracts that were confirmed."""
        self.ensure_one()
        person, date = self.entrepreneur_id, self.date_exit
        if person.date_entry and date < person.date_entry:
            raise ValidationError(
                self.env._(
                    "%(name)s entered on %(entry)s: the exit is on this day or later.",
                    name=person.name,
                    entry=format_date(self.env, person.date_entry),
                )
            )
        # sudo: a contract counts even where the user may not see it
        for contract in person.sudo().contract_ids._filter_states("confirmed", "ended"):
            if contract.date_start > date:
                raise ValidationError(
                    self.env._(
                        "%(contract)s starts on %(start)s, after this exit on %(date)s: choose "
                        "%(start)s or later, or have this contract put back to draft first.",
                        contract=contract.display_name,
                        start=format_date(self.env, contract.date_start),
                        date=format_date(self.env, date),
                    )
                )
            if contract.state == "ended" and contract.date_end > date:
                raise ValidationError(
                    self.env._(
                        "%(contract)s ran until %(end)s: the exit is on this day or later.",
                        contract=contract.display_name,
                        end=format_date(self.env, contract.date_end),
                    )
                )

    def _check_can_confirm(self):
        """Raise when something a confirmed exit needs is missing."""
        for record in self:
            person = record.entrepreneur_id
            if person.stage == "former":
                raise UserError(
                    self.env._(
                        "%(name)s has already left the cooperative: there is nothing to end.",
                        name=person.name,
                    )
                )
            missing = [
                record._fields[name]._description_string(self.env)
                for name in ("reason_id", "destination_id")
                if not record[name]
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "Before confirming the exit of %(name)s, fill in: %(fields)s.",
                        name=person.name,
                        fields=", ".join(missing),
                    )
                )
            if not record.access_close_date:
                raise UserError(
                    self.env._(
                        "Say until when %(name)s may still use the portal: usually "
                        "%(days)s days after the exit.",
                        name=person.name,
                        days=record.company_id.cae_exit_access_days,
                    )
                )
            record._check_contracts_allow_exit()

    @api.onchange("entrepreneur_id")
    def _onchange_copy_steps(self):
        """Show what remains to be done before the exit is saved."""
        if self.entrepreneur_id and not self._origin and not self.line_ids:
            company = self.entrepreneur_id.company_id
            self.line_ids = [Command.create(values) for values in self._prepare_lines(company)]

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        exits = super().create(vals_list)
        # what has taken effect in other books leaves nothing to do
        new = exits.filtered(lambda record: not (record.line_ids or record.date_effect))
        for company, records in new.grouped("company_id").items():
            lines = self._prepare_lines(company)
            self.env["cae.exit.line"].create(
                [{"exit_id": record.id, **values} for record in records for values in lines]
            )
        return exits

    def write(self, vals):
        self.check_access("write")
        self._check_frozen(vals)
        moving = self._filter_moving(vals)
        result = super().write(vals)
        if vals.get("state") == "confirmed":
            moving._check_can_confirm()
            # sudo: confirming an exit is allowed, and what follows from it touches contracts,
            # activities and logins
            for record_sudo in moving.sudo():
                record_sudo._go_on()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(record.state in ("confirmed", "closed") for record in self):
            raise UserError(
                self.env._("An exit that was confirmed stays in the file. Cancel it instead.")
            )

    def _record_past(self, vals_list):  # pylint: disable=missing-return
        """Record exits that took effect in other books, of people who are former ones already.

        There is nothing left to do about them but to close the portal to who can still log in,
        on its day as for any other exit.

        :param vals_list: values with the person and the day, which is past
        """
        self.check_access("create")
        # sudo: the day of the effect is not typed, and this is not a day of today
        vals_list = [{**vals, "date_effect": vals["date_exit"]} for vals in vals_list]
        made_sudo = self.sudo()._by_method().create(vals_list)
        exits_sudo = made_sudo.with_env(self.sudo().env)
        exits_sudo.with_env(self.env).check_access("create")
        for record_sudo in exits_sudo:
            record_sudo._check_contracts_allow_exit()
            record_sudo._end_contracts()
            record_sudo._end_activities()
        with_login = exits_sudo.filtered(
            lambda record: record.entrepreneur_id.user_ids.filtered("share")
        )
        super(CaeExit, with_login).write({"state": "confirmed"})
        super(CaeExit, exits_sudo - with_login).write({"state": "closed"})

    def _check_open_for(self, child):
        for record in self:
            if record.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "“%(exit)s” is closed: what was to be done stays as it was noted.",
                        exit=record.display_name,
                    )
                )

    def _check_frozen(self, vals):
        for record in self:
            frozen = {"entrepreneur_id"}
            if record.date_effect or record.state in ("closed", "cancelled"):
                frozen |= {"date_exit"}
            if record.date_access_closed:
                frozen |= {"access_close_date"}
            for name in frozen & vals.keys():
                if record._would_change(name, vals[name]):
                    raise UserError(
                        self.env._(
                            "“%(field)s” cannot change any more in the exit of %(name)s: it has "
                            "taken effect.",
                            field=self._fields[name]._description_string(self.env),
                            name=record.entrepreneur_id.name,
                        )
                    )

    def _get_next_states(self):
        return NEXT_STATES

    def _check_may_move(self, new_state):
        """Raise for an exit that took effect, and for one of which something is left to do."""
        is_manager = self._is_moved_by_manager()
        for record in self:
            name = record.entrepreneur_id.name
            if new_state == "cancelled" and record.date_effect:
                raise UserError(
                    self.env._(
                        "%(name)s left on %(date)s: this exit stays in the file. A new contract "
                        "brings the person back.",
                        name=name,
                        date=format_date(self.env, record.date_exit),
                    )
                )
            if new_state == "cancelled" and record.state == "confirmed" and not is_manager:
                raise AccessError(
                    self.env._("Ask a manager: only managers cancel an exit that was confirmed.")
                )
            if new_state == "closed":
                record._check_nothing_is_left()

    def _check_nothing_is_left(self):
        self.ensure_one()
        name = self.entrepreneur_id.name
        if not self.date_access_closed:
            raise UserError(
                self.env._(
                    "The portal of %(name)s is open until %(date)s: the exit closes afterwards.",
                    name=name,
                    date=format_date(self.env, self.access_close_date),
                )
            )
        if self.open_lines:
            raise UserError(
                self.env._(
                    "Something remains to be done for the exit of %(name)s: %(lines)s. Tick it "
                    "when it is done, or remove it from the list.",
                    name=name,
                    lines=", ".join(self.open_lines.splitlines()),
                )
            )

    def _prepare_lines(self, company):
        """Return the values of what a company's exits leave to be done."""
        steps = self.env["cae.exit.step"].search([("company_id", "in", (company.id, False))])
        return [{"name": step.name, "sequence": step.sequence} for step in steps]

    # ------------------------------------------------------------------ actions

    def action_ask_to_confirm(self):
        """Open the question whether to confirm, with what is still to be done."""
        self.ensure_one()
        self.check_access("write")
        self._check_can_confirm()
        view = self.env.ref("cae_contrat.cae_exit_view_form_confirm")
        action = open_form(self._name, self.env._("Confirm the exit"), res_id=self.id, new=True)
        return action | {"view_id": view.id, "views": [(view.id, "form")]}

    def action_close(self):
        """Close exits of which nothing is left to do."""
        self.check_access("write")
        self.write({"state": "closed"})

    # ------------------------------------------------------------------ what is due

    def _go_on(self):
        """Do what is due today; the rest waits for its day (see ``_cron_exits``).

        What was interrupted goes on where it stopped, and what is done stays done.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not self.date_effect and self.date_exit <= today:
            self._take_effect()
        last_day = self.access_close_date
        warned_from = fields.Date.add(today, days=self.company_id.cae_exit_warning_days)
        if last_day and last_day <= warned_from and not self.date_warned:
            self._warn()
        if last_day and last_day <= today and self.date_effect:
            self._close_access()

    def _take_effect(self):
        """End contracts and activities on the date of exit; the person becomes a former one."""
        self._check_contracts_allow_exit()
        self._end_contracts()
        self._end_activities()
        person = self.entrepreneur_id._by_method()
        person.write({"stage": "former", "date_exit": self.date_exit})
        self._by_method().date_effect = fields.Date.context_today(self)
        employee_sync.note_departures(self)

    def _end_contracts(self):
        """End the running contracts on the date of exit, and give up those not yet agreed.

        A contract whose own term is earlier keeps it.
        """
        self.ensure_one()
        contracts = self.entrepreneur_id.contract_ids
        running = contracts._filter_states("confirmed")
        running._close_on(self.date_exit)
        running.write({"state": "ended"})
        contracts._filter_states("draft", *SENT_STATES)._give_up()

    def _end_activities(self):
        """End the activities in which nobody else stays."""
        self.ensure_one()
        person = self.entrepreneur_id
        for activity in person.with_context(active_test=False).cae_activity_ids:
            others = (activity.entrepreneur_ids - person).filtered(
                lambda other: other.active and other.stage != "former"
            )
            if others or (activity.date_end and activity.date_end <= self.date_exit):
                continue
            activity.date_end = max(self.date_exit, activity.date_start or self.date_exit)

    # ------------------------------------------------------------------ access to the portal

    def _get_portal_users(self):
        """Return the logins to close: those of the portal, of persons who have left.

        A person with a file in another cooperative of the database keeps the login.
        """
        contacts = self.entrepreneur_id.partner_id
        files = self.env["cae.entrepreneur"].with_context(active_test=False)
        staying = files.search([("partner_id", "in", contacts.ids), ("stage", "!=", "former")])
        return (contacts - staying.partner_id).user_ids.filtered("share")

    def _warn(self):
        """Tell the person by email until when the portal stays open."""
        person = self.entrepreneur_id
        if person.email and person.user_ids.filtered("share"):
            self.env.ref("cae_contrat.cae_exit_mail_template").send_mail(self.id)
        self._by_method().date_warned = fields.Date.context_today(self)

    def _close_access(self):
        """Close the portal to the person, and the exit if nothing else is left to do."""
        portal, public = self.env.ref("base.group_portal"), self.env.ref("base.group_public")
        users = self._get_portal_users()
        users.partner_id.signup_type = False
        users.write({"group_ids": [(3, portal.id), (4, public.id)], "active": False})
        self._by_method().date_access_closed = fields.Date.context_today(self)
        self._close_when_nothing_is_left()

    def _close_when_nothing_is_left(self):
        self.filtered(
            lambda record: (
                record.state == "confirmed"
                and record.date_access_closed
                and not record.open_line_count
            )
        ).write({"state": "closed"})

    # ------------------------------------------------------------------ every day

    def _cron_exits(self):
        """Do what is due today: exits that take effect, people to tell, portals to close.

        What goes wrong with one exit is written there and stops no other.
        """
        cron = self.env["ir.cron"]
        under_way = [("state", "=", "confirmed"), ("date_access_closed", "=", False)]
        exits = self.search(under_way, order="date_exit, id")
        cron._commit_progress(remaining=len(exits))
        for record in exits:
            try:
                with self.env.cr.savepoint():
                    record._go_on()
                    self.env.flush_all()
            except UserError as error:
                _logger.warning("Exit %s: %s", record.id, error)
                self.env.invalidate_all()
                sentence = self.env._("This exit could not go on today: %(error)s", error=error)
                record.message_post(body=sentence)
            cron._commit_progress(1)

    # ------------------------------------------------------------------ what others ask

    def _get_due_lines(self):
        """Return what is due to the person, for the exit's page.

        Addons that know of money extend this (see cae_gestion).

        :return: list of dict: `label` (str), `amount` (str, written in the user's language),
            `strong` (bool), `url` and `url_label` (str) of a document, if any
        """
        self.ensure_one()
        return []

    def _get_timeline_events(self, entrepreneurs):
        """Return the events of exits for the timeline of files."""
        exits = self.search(
            [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "in", ("confirmed", "closed"))]
        )
        return [
            make_event(
                record,
                record.date_exit,
                "fa-sign-out",
                self.env._("Exit"),
                " · ".join(filter(None, [record.reason_id.name, record.destination_id.name])),
            )
            for record in exits
        ]
