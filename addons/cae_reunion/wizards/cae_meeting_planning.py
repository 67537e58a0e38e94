from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import to_local, to_utc
from odoo.addons.cae_socle.engine.recurrence import MOST_OCCURRENCES, get_occurrences
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.cae_meeting_kind import RHYTHMS

# How a rhythm is said to what counts the days: unit, and every so many.
STEPS = {
    "week": ("week", 1),
    "fortnight": ("week", 2),
    "month": ("month", 1),
    "two_months": ("month", 2),
}


class CaeMeetingPlanning(models.TransientModel):
    """Makes the draft meetings of a series; asked again, it makes only those that lack."""

    _name = "cae.meeting.planning"
    _description = "Plan a Series of Meetings"
    _check_company_auto = True

    kind_id = fields.Many2one("cae.meeting.kind", required=True, check_company=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    territory_id = fields.Many2one("cae.territory", check_company=True)
    pole_id = fields.Many2one("cae.pole", check_company=True)
    place = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Organizer",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_first = fields.Datetime(
        string="First meeting",
        required=True,
        default=lambda self: self.env["cae.meeting"]._tomorrow(),
    )
    rhythm = fields.Selection(
        RHYTHMS,
        required=True,
        compute="_compute_rhythm",
        store=True,
        readonly=False,
        precompute=True,
    )
    ending = fields.Selection(
        [("count", "After a number of meetings"), ("until", "On a day")],
        string="Ends",
        required=True,
        default="count",
    )
    count = fields.Integer(string="Number of meetings", default=6)
    until = fields.Date(string="Last possible day")
    summary = fields.Char(string="Meetings", compute="_compute_summary")

    @api.depends("kind_id")
    def _compute_rhythm(self):
        for planning in self:
            planning.rhythm = planning.kind_id.rhythm or planning.rhythm or "month"

    @api.depends("kind_id", "date_first", "rhythm", "ending", "count", "until", "company_id")
    @api.depends_context("lang", "tz")
    def _compute_summary(self):
        for planning in self:
            moments = planning._get_moments()
            days = [format_date(self.env, moment.date()) for moment in moments[:4]]
            if len(moments) > 5:
                days.append("…")
            if len(moments) > 4:
                days.append(format_date(self.env, moments[-1].date()))
            planning.summary = (
                self.env._("%(count)s meetings: %(days)s", count=len(moments), days=", ".join(days))
                if moments
                else False
            )

    def _get_moments(self):
        """Return when the meetings of the series begin, by the clock of the user (naive)."""
        if not self.date_first or (self.ending == "until" and not self.until):
            return []
        return get_occurrences(
            to_local(self.date_first, self.env["cae.meeting"]._get_zone()),
            *STEPS[self.rhythm],
            count=max(self.count, 0) if self.ending == "count" else 0,
            until=self.until if self.ending == "until" else None,
        )

    def action_plan(self):
        """Make the draft meetings that do not exist yet, and open the series."""
        self.ensure_one()
        self.check_access("write")
        if self.ending == "count" and not 1 <= self.count <= MOST_OCCURRENCES:
            raise UserError(
                self.env._("Plan between 1 and %(most)s meetings at a time.", most=MOST_OCCURRENCES)
            )
        moments = self._get_moments()
        if not moments:
            raise UserError(
                self.env._("There is no meeting before this last day: choose a later one.")
            )
        meetings = self._plan(moments)
        action = self.env["ir.actions.act_window"]._for_xml_id("cae_reunion.cae_meeting_action")
        return action | {
            "domain": [("id", "in", meetings.ids)],
            "context": {},
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }

    def _plan(self, moments):
        """Return the meetings of the series; those that exist are left as they are."""
        keys = {self._get_key(moment.date()): moment for moment in moments}
        # sudo: a meeting counts even where this user does not see it
        meetings_sudo = self.env["cae.meeting"].sudo()
        known_sudo = meetings_sudo.search(
            [("company_id", "=", self.company_id.id), ("planning_key", "in", list(keys))]
        )
        names = ("kind_id", "company_id", "territory_id", "pole_id", "place", "user_id")
        common = self._convert_to_write({name: self[name] for name in names})
        known = set(known_sudo.mapped("planning_key"))
        zone = meetings_sudo._get_zone()
        values = [
            {**common, "date_begin": to_utc(moment, zone), "planning_key": key}
            for key, moment in keys.items()
            if key not in known
        ]
        made = self.env["cae.meeting"]._by_method().create(values)
        return made.with_env(self.env) | known_sudo.sudo(False)

    def _get_key(self, day):
        """Return what makes one meeting of a series one: kind, place, day of the series."""
        return f"{self.kind_id.id}/{self.territory_id.id or 0}/{self.pole_id.id or 0}/{day}"
