from odoo import api, models
from odoo.addons.cae_protection.engine.french_days import write_first
from odoo.addons.cae_socle.engine.local_time import to_local
from odoo.tools import format_date

from ..engine import calendar_days, half_days, programme


class CaeSessionProgrammeMixin(models.AbstractModel):
    """What is done at each half-day of a session, by whom, and whether the team is complete."""

    _name = "cae.session.programme.mixin"
    _description = "Programme of a session"

    @api.depends(
        "cae_speaker_ids.role_id",
        "cae_speaker_ids.half_day_ids",
        "cae_half_day_ids.role_ids",
        "event_type_id.cae_team_size",
    )
    @api.depends_context("lang")
    def _compute_cae_team_warning(self):
        for event in self:
            event.cae_team_warning = "\n".join(event._list_missing_in_team()) or False

    def _list_missing_in_team(self):
        """Return a sentence for each thing that the team lacks; a hint, nothing is refused."""
        self.ensure_one()
        missing = []
        team = self.cae_speaker_ids.partner_id
        # sudo: the size of the team of a format is no secret
        wanted = self.sudo().cae_team_size
        if len(team) < wanted:
            missing.append(
                self.env._(
                    "The team has %(number)s of the %(wanted)s people whom this format asks for.",
                    number=len(team),
                    wanted=wanted,
                )
            )
        unfilled = {}
        for half_day in self.cae_half_day_ids.sorted("date_begin"):
            for role in half_day.role_ids - half_day._get_speakers().role_id:
                unfilled.setdefault(role, []).append(half_day.name)
        for role, names in unfilled.items():
            missing.append(
                self.env._(
                    "Nobody has the role “%(role)s”: %(half_days)s.",
                    role=role.name,
                    half_days="; ".join(names),
                )
            )
        return missing

    @api.depends("cae_half_day_ids.date_begin", "date_begin", "date_tz")
    @api.depends_context("lang")
    def _compute_cae_holiday_warning(self):
        for event in self:
            moments = event.cae_half_day_ids.mapped("date_begin") or [event.date_begin]
            days = {
                to_local(moment, event.date_tz).date()
                for moment in moments
                if moment and event.date_tz
            }
            event.cae_holiday_warning = self._describe_holidays(sorted(days)) or False

    @api.model
    def _describe_holidays(self, days):
        """Return the public holidays among these days, in one line (str)."""
        return ", ".join(
            f"{self._name_day(day)} ({self._name_holiday(key)})"
            for day in days
            if (key := calendar_days.find_holiday(day))
        )

    @api.model
    def _name_day(self, day):
        return write_first(format_date(self.env, day, date_format="EEEE d MMMM y"))

    @api.model
    def _name_holiday(self, key):
        return {
            "new_year": self.env._("New Year's Day"),
            "easter": self.env._("Easter Monday"),
            "labour": self.env._("Labour Day"),
            "victory": self.env._("Victory Day"),
            "ascension": self.env._("Ascension Day"),
            "whit": self.env._("Whit Monday"),
            "national": self.env._("National Day"),
            "assumption": self.env._("Assumption Day"),
            "all_saints": self.env._("All Saints' Day"),
            "armistice": self.env._("Armistice Day"),
            "christmas": self.env._("Christmas Day"),
        }[key]

    def _fill_programme(self):
        """Give the half-days without a title what the format says; what was written stays."""
        for event in self:
            # sudo: the programme of a format is no secret
            lines_sudo = event.sudo().event_type_id.cae_line_ids
            of_event = event.cae_half_day_ids.sorted("date_begin")
            if not lines_sudo or not of_event:
                continue
            places = [
                (
                    to_local(half_day.date_begin, event.date_tz).date(),
                    half_days.get_part(half_day.date_begin, event.date_tz),
                )
                for half_day in of_event
            ]
            found = programme.match(places, [(line.day, line.part) for line in lines_sudo])
            untitled = not any(of_event.mapped("title"))
            led = {}
            for place, number in found.items():
                half_day, line_sudo = of_event[place], lines_sudo[number]
                if not half_day.title:
                    half_day.write(
                        {
                            "title": line_sudo.name,
                            "programme": line_sudo.text,
                            "role_ids": line_sudo.role_ids.ids,
                        }
                    )
                for partner_sudo in line_sudo.partner_ids:
                    led.setdefault(partner_sudo, []).append((half_day, line_sudo.role_ids))
            if untitled:
                event._add_usual_speakers(led)

    def _add_usual_speakers(self, led):
        """Make the usual speakers of the format those of this session.

        :param led: {partner: list of (half-day, roles of its line)}
        """
        self.ensure_one()
        self.env["cae.session.speaker"].create(
            [
                {
                    "event_id": self.id,
                    "partner_id": partner.id,
                    "role_id": next((r.id for _half_day, r in places if len(r) == 1), False),
                    "half_day_ids": []
                    if len(places) == len(self.cae_half_day_ids)
                    else [half_day.id for half_day, _roles in places],
                }
                for partner, places in led.items()
                if partner not in self.cae_speaker_ids.partner_id
            ]
        )
