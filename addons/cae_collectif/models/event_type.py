from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local, to_utc
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_field, count_lines
from odoo.addons.cae_socle.models.flags import search_flag
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.translate import html_translate

from ..engine import calendar_days, half_days, programme

# Our screens open new events and formats with it: those of the cooperative, not any event.
COLLECTIVE_KEY = "default_cae_collective"
# Usual hours, as Odoo's float_time keeps them.
HOURS = {
    "cae_morning_begin": 9.0,
    "cae_morning_end": 12.5,
    "cae_afternoon_begin": 14.0,
    "cae_afternoon_end": 17.5,
}


class EventType(models.Model):
    """A format: what the sessions of one kind have in common, and how often there is one."""

    _name = "event.type"
    _inherit = ["event.type", "cae.session.settings.mixin"]
    _check_company_auto = True
    _cae_shared_by_company = True

    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Left empty: of all the cooperatives.",
    )
    cae_collective = fields.Boolean(
        string="Format of the cooperative",
        help="Its sessions have half-days and attendance.",
    )
    # Odoo's own fields name the functions of their defaults: said again, so that ours hold.
    event_type_mail_ids = fields.One2many(default=lambda self: self._default_event_mail_type_ids())
    question_ids = fields.Many2many(default=lambda self: self._default_question_ids())
    default_timezone = fields.Selection(default=lambda self: self.env.user.tz or ZONE)
    cae_morning_begin = fields.Float(string="Morning from", default=HOURS["cae_morning_begin"])
    cae_morning_end = fields.Float(string="Morning to", default=HOURS["cae_morning_end"])
    cae_afternoon_begin = fields.Float(
        string="Afternoon from", default=HOURS["cae_afternoon_begin"]
    )
    cae_afternoon_end = fields.Float(string="Afternoon to", default=HOURS["cae_afternoon_end"])
    cae_days = fields.Integer(string="Days", default=1, help="How many days a session lasts.")
    cae_mandatory_for = fields.Selection(
        [("cape", "People under CAPE"), ("contract", "People under CAPE or CESA, associates")],
        string="Mandatory for",
        required=True,
        default="cape",
    )
    cae_mandatory_since = fields.Date(
        string="Who entered from",
        help="People who entered earlier need not come. Left empty: everybody.",
    )
    cae_mandatory_months = fields.Integer(
        string="Within (months after entry)", help="After that one is late. 0: no limit."
    )
    cae_line_ids = fields.One2many(
        "cae.programme.line", "event_type_id", string="Programme", copy=True
    )
    cae_team_size = fields.Integer(
        string="People in the team",
        help="With fewer speakers a session says so; it can be held all the same.",
    )
    cae_description = fields.Html(
        string="Presentation",
        translate=html_translate,
        help="What people read before they enrol; copied to each session.",
    )
    cae_series_ids = fields.One2many("cae.session.series", "event_type_id", string="Series")
    cae_series_count = count_field("cae_series_ids", string="# Series")
    cae_missing_count = fields.Integer(
        string="Have not taken part",
        compute="_compute_cae_missing_count",
        groups="cae_socle.group_advisor",
        help="Of the people who must.",
    )
    cae_roles = fields.Char(
        string="Speakers wanted", help="For who plans, e.g. “A facilitator, an accountant”."
    )
    cae_interval_months = fields.Integer(
        string="One every (months)", help="Zero: no rhythm. Two: a session every two months."
    )
    cae_event_ids = fields.One2many("event.event", "event_type_id", string="Sessions")
    cae_last_date = fields.Datetime(string="Last session", compute="_compute_cae_planning")
    cae_next_date = fields.Datetime(string="Next session", compute="_compute_cae_planning")
    cae_plan_by = fields.Date(string="Next one due by", compute="_compute_cae_planning")
    cae_to_plan = fields.Boolean(
        string="To be planned", compute="_compute_cae_planning", search="_search_cae_to_plan"
    )

    @api.constrains(*HOURS)
    def _check_cae_hours(self):
        for event_type in self:
            hours = [event_type[name] for name in HOURS]
            if hours != sorted(hours) or hours[0] < 0 or hours[-1] > 24:
                raise ValidationError(
                    self.env._(
                        "The usual hours of %(name)s must follow each other: the morning begins "
                        "and ends, then the afternoon, e.g. 9:00, 12:30, 14:00, 17:30.",
                        name=event_type.name,
                    )
                )

    def _default_event_mail_type_ids(self):
        """Confirm at once, remind twice, and give the personal link on the morning."""
        if not self.env.context.get(COLLECTIVE_KEY):
            return super()._default_event_mail_type_ids()

        def mail(template, number, unit, kind):
            template = self.env.ref(f"cae_collectif.mail_template_{template}")
            return fields.Command.create(
                {
                    "interval_nbr": number,
                    "interval_unit": unit,
                    "interval_type": kind,
                    "template_ref": f"mail.template,{template.id}",
                }
            )

        return [
            mail("enrolled", 0, "now", "after_sub"),
            mail("reminder", 3, "days", "before_event"),
            mail("reminder", 1, "days", "before_event"),
            mail("today", 2, "hours", "before_event"),
        ]

    def _default_question_ids(self):
        # Whoever enrols is known: there is nothing to ask.
        return [] if self.env.context.get(COLLECTIVE_KEY) else super()._default_question_ids()

    @api.model_create_multi
    def create(self, vals_list):
        # of none: in a copy, the defaults would take the messages of what is copied along
        ours = self.browse().with_context(**{COLLECTIVE_KEY: True})
        defaults = ours.default_get(["event_type_mail_ids", "question_ids"])
        return super().create(
            [{**defaults, **vals} if vals.get("cae_collective") else vals for vals in vals_list]
        )

    @api.depends("cae_interval_months")
    def _compute_cae_planning(self):
        events = self.env["event.event"]
        begun = (
            Domain("event_type_id", "in", self.ids)
            & Domain("kanban_state", "!=", "cancel")
            & Domain("date_begin", "<=", fields.Datetime.now())
        )
        last = dict(events._read_group(begun, ["event_type_id"], ["date_begin:max"]))
        coming = events._find_next_dates("event_type_id", self)
        for event_type in self:
            origin = event_type._origin
            event_type.cae_last_date = last.get(origin)
            event_type.cae_next_date = coming.get(origin)
            months = event_type.cae_interval_months
            wanted = bool(months) and not event_type.cae_next_date
            event_type.cae_to_plan = wanted
            event_type.cae_plan_by = wanted and (
                event_type.cae_last_date.date() + relativedelta(months=months)
                if event_type.cae_last_date
                else fields.Date.context_today(self)
            )

    @api.depends()
    def _compute_cae_missing_count(self):
        for event_type, count in count_lines(self, "cae.session.missing", "event_type_id"):
            event_type.cae_missing_count = count

    def _search_cae_to_plan(self, operator, value):
        planned = Domain("cae_event_ids", "any", self.env["event.event"]._domain_coming())
        return search_flag(Domain("cae_interval_months", ">", 0) & ~planned, operator, value)

    def _get_usual_hours(self):
        """Return ((begin, end) of the morning, (begin, end) of the afternoon), as floats."""
        hours = [self[name] if self else HOURS[name] for name in HOURS]
        return tuple(hours[:2]), tuple(hours[2:])

    def _get_usual_end(self, begin):
        """Return when a session of this format that begins then usually ends.

        :param datetime begin: UTC
        :return: datetime, UTC; of a format of one half-day as much later as that one lasts
        """
        zone = self.default_timezone or ZONE
        hours = dict(zip(programme.PARTS, self._get_usual_hours(), strict=True))
        local = to_local(begin, zone)
        last = self.cae_line_ids.sorted()[-1:]
        from_hour, to_hour = hours[last.part or "afternoon"]
        duration = timedelta(hours=to_hour - from_hour)
        if len(self.cae_line_ids) == 1:
            return begin + duration
        days = last.day or self.cae_days or 1
        day = calendar_days.add_working_days(local.date(), days - 1)
        end = datetime.combine(day, half_days.to_time(to_hour))
        return to_utc(end if end > local else local + duration, zone)

    def _get_next_dates(self):
        """Return when a new session would be: date_begin and date_end (UTC), to be corrected.

        Without a format: the next working day, at the usual hours.
        """
        zone = self.default_timezone or ZONE
        tomorrow = fields.Date.add(fields.Date.context_today(self.with_context(tz=zone)), days=1)
        day = max(self.cae_plan_by or tomorrow, tomorrow)
        if day.weekday() >= calendar_days.SATURDAY:
            day += timedelta(days=7 - day.weekday())
        morning, _afternoon = self._get_usual_hours()
        local = datetime.combine(day, half_days.to_time(morning[0]))
        begin = to_utc(local, zone)
        return {"date_begin": begin, "date_end": self._get_usual_end(begin)}

    def action_plan_session(self):
        """Open a new session of this format."""
        self.check_access("read")
        self.ensure_one()
        action = open_form(
            "event.event",
            self.env._("New session"),
            cae_collective=True,
            event_type_id=self.id,
            name=self.name,
            **self._get_next_dates(),
        )
        view = self.env.ref("cae_collectif.event_event_view_form")
        return action | {"views": [(view.id, "form")]}

    def action_plan_series(self):
        """Open a new series of this format."""
        self.check_access("read")
        self.ensure_one()
        return open_form(
            "cae.session.series",
            self.env._("New series"),
            event_type_id=self.id,
            date_first=self._get_next_dates()["date_begin"],
        )
