from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local, to_utc
from odoo.addons.cae_socle.engine.recurrence import MOST_OCCURRENCES, get_occurrences
from odoo.addons.cae_socle.models.counts import count_field
from odoo.exceptions import UserError
from odoo.tools import format_date


class CaeSessionSeries(models.Model):
    """Sessions of a format that come again and again, made ahead.

    Asked again, it makes only those that lack: each session keeps the day that the series gave
    it, so that one which was moved or cancelled is never made a second time. Days that are over
    are left out. A public holiday is shown, not skipped.
    """

    _name = "cae.session.series"
    _description = "Series of sessions"
    _order = "date_first desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Name of the sessions",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    event_type_id = fields.Many2one(
        "event.type",
        string="Format",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    territory_id = fields.Many2one("cae.territory", index="btree_not_null", check_company=True)
    pole_ids = fields.Many2many(
        "cae.pole",
        string="Poles",
        check_company=True,
    )
    address_id = fields.Many2one("res.partner", string="Place", check_company=True)
    event_url = fields.Char(string="Link of the video call")
    call = fields.Char(string="Phone conference", help="The number to call, and the code.")
    user_id = fields.Many2one(
        "res.users",
        string="Organizer",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_first = fields.Datetime(string="First session", required=True)
    date_first_end = fields.Datetime(
        string="End of the first session",
        required=True,
        compute="_compute_date_first_end",
        store=True,
        readonly=False,
        precompute=True,
    )
    interval = fields.Integer(
        string="Every", compute="_compute_interval", store=True, readonly=False, precompute=True
    )
    unit = fields.Selection(
        [
            ("week", "weeks"),
            ("month", "months, the same weekday"),
            ("month_day", "months, the same day of the month"),
        ],
        required=True,
        default="month",
    )
    ending = fields.Selection(
        [
            ("count", "After a number of sessions"),
            ("until", "On a day"),
            ("ahead", "Not: always made some months ahead"),
        ],
        string="Ends",
        required=True,
        default="count",
    )
    count = fields.Integer(string="Number of sessions", default=6)
    until = fields.Date(string="Last possible day")
    ahead_months = fields.Integer(string="Months ahead", default=6)
    seats_max = fields.Integer(string="Seats", help="0: as the format says.")
    summary = fields.Char(string="Sessions of the series", compute="_compute_summary")
    holiday_warning = fields.Char(string="Public holidays", compute="_compute_summary")
    event_ids = fields.One2many("event.event", "cae_series_id", string="Sessions")
    event_count = count_field("event_ids", string="# Sessions")
    next_date = fields.Datetime(string="Next session", compute="_compute_next_date")

    _figures_positive = models.Constraint(
        "check (interval >= 1 and seats_max >= 0 and ahead_months >= 1)",
        "A series goes on every 1 week or month at least; seats are counted from 0.",
    )
    _dates_order = models.Constraint(
        "check (date_first_end > date_first)", "A session ends after it begins: correct its hours."
    )

    @api.depends("event_type_id")
    def _compute_name(self):
        for series in self:
            if series.event_type_id and not (series.name and series._origin):
                series.name = series.event_type_id.name

    @api.depends("event_type_id", "date_first")
    def _compute_date_first_end(self):
        for series in self:
            if series.date_first and series.event_type_id:
                series.date_first_end = series.event_type_id._get_usual_end(series.date_first)

    @api.depends("event_type_id")
    def _compute_interval(self):
        for series in self:
            months = series.event_type_id.cae_interval_months
            series.interval = months or series.interval or 1

    @api.depends(
        "event_type_id",
        "date_first",
        "date_first_end",
        "interval",
        "unit",
        "ending",
        "count",
        "until",
        "ahead_months",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for series in self:
            days = series._get_days()
            shown = [format_date(self.env, day) for day in days]
            if len(days) > 5:
                shown[4:-1] = ["…"]
            series.summary = (
                self.env._("%(count)s sessions: %(days)s", count=len(days), days=", ".join(shown))
                if days
                else False
            )
            series.holiday_warning = self.env["event.event"]._describe_holidays(days) or False

    @api.depends("event_ids.date_begin", "event_ids.kanban_state")
    def _compute_next_date(self):
        coming = self.env["event.event"]._find_next_dates("cae_series_id", self)
        for series in self:
            series.next_date = coming.get(series._origin)

    # ------------------------------------------------------------------ days

    def _get_zone(self):
        """Return the time zone whose clock the series keeps (str)."""
        # sudo: where a format is held is no secret
        return self.sudo().event_type_id.default_timezone or ZONE

    def _get_today(self):
        return fields.Date.context_today(self.with_context(tz=self._get_zone()))

    def _get_days(self):
        """Return the days of the whole series, past ones too (list of dates)."""
        if not (self.date_first and self.unit) or (self.ending == "until" and not self.until):
            return []
        until = {
            "until": self.until,
            "ahead": self._get_today() + relativedelta(months=self.ahead_months),
        }.get(self.ending)
        moments = get_occurrences(
            to_local(self.date_first, self._get_zone()),
            self.unit,
            self.interval,
            count=max(self.count, 1) if self.ending == "count" else 0,
            until=until,
        )
        return [moment.date() for moment in moments]

    def _get_moments(self, day):
        """Return when a session on a day begins and ends, by the clock of the place (UTC)."""
        self.ensure_one()
        zone = self._get_zone()
        first = to_local(self.date_first, zone)
        last = to_local(self.date_first_end, zone)
        last_day = day + (last.date() - first.date())
        return (
            to_utc(datetime.combine(day, first.time()), zone),
            to_utc(datetime.combine(last_day, last.time()), zone),
        )

    # ------------------------------------------------------------------ sessions

    def _make_sessions(self):
        """Make the sessions from today on that do not exist yet, with their half-days.

        Those that exist are left as they are, wherever they were moved. Two at once: a unique
        index refuses the second.

        :return: event.event, the new ones
        """
        known = {
            (event.cae_series_id.id, event.cae_series_day)
            for event in self.env["event.event"]
            .with_context(active_test=False)
            .search([("cae_series_id", "in", self.ids)])
        }
        values = [
            series._prepare_session_values(day)
            for series in self
            for day in series._get_days()
            if day >= series._get_today() and (series.id, day) not in known
        ]
        events = self.env["event.event"]._by_method().create(values).with_env(self.env)
        events._make_half_days()
        return events

    def _prepare_session_values(self, day):
        """Return the values of the session of a day."""
        self.ensure_one()
        begin, end = self._get_moments(day)
        values = {
            "name": self.name,
            "cae_collective": True,
            "event_type_id": self.event_type_id.id,
            "company_id": self.company_id.id,
            "date_tz": self._get_zone(),
            "date_begin": begin,
            "date_end": end,
            "user_id": self.user_id.id,
            "address_id": self.address_id.id,
            "event_url": self.event_url,
            "cae_call": self.call,
            "cae_territory_id": self.territory_id.id,
            "cae_pole_ids": self.pole_ids.ids,
            "cae_series_id": self.id,
            "cae_series_day": day,
        }
        if self.seats_max:
            values |= {"seats_limited": True, "seats_max": self.seats_max}
        return values

    def action_make_sessions(self):
        """Make the sessions that lack, and open those of the series.

        :raise UserError: when the series has no day, or too many
        """
        self.check_access("write")
        self.ensure_one()
        if self.ending == "count" and not 1 <= self.count <= MOST_OCCURRENCES:
            raise UserError(
                self.env._("Make between 1 and %(most)s sessions at a time.", most=MOST_OCCURRENCES)
            )
        if not any(day >= self._get_today() for day in self._get_days()):
            raise UserError(
                self.env._("This series has no day from today on: choose a later last day.")
            )
        self._make_sessions()
        return self.action_open_sessions()

    def action_open_sessions(self):
        """Open the sessions of this series, past and cancelled ones too."""
        self.check_access("read")
        self.ensure_one()
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("cae_collectif.event_event_action_series")
        return action | {"display_name": self.name}

    def _cron_make_sessions(self):
        """Keep the series without an end some months ahead, one after the other."""
        endless = self.search([("ending", "=", "ahead")])
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(endless))
        for series in endless:
            series._make_sessions()
            if not progress._commit_progress(1):
                return
