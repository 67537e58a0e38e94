from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Who writes the calendar from a record, or a record from the calendar: the other side is not
# written back. No browser can send this very object.
SYNC_KEY = "cae_calendar_sync"
SYNC = object()
QUIET_SYNC = {
    SYNC_KEY: SYNC,
    "dont_notify": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


class CaeCalendarMirrorMixin(models.AbstractModel):
    """What has an event in Odoo's calendar: each follows the other.

    Odoo's own connectors carry the event to Google or Outlook. It sends no mail: the addon that
    makes it does, with a calendar file.

    *How to use*: inherit; name in ``_mirrored_fields`` what the event shows; say in
    ``_get_mirror_step``, ``_prepare_event_values`` and ``_move_from_calendar`` when there is an
    event, what it says to whom, and what follows when it is moved; and add the model to
    `calendar.event._get_mirrored_models`.
    """

    _name = "cae.calendar.mirror.mixin"
    _description = "Shown in the Calendar"
    _inherit = ["cae.guard.mixin"]
    _mirrored_fields = frozenset()

    calendar_event_id = fields.Many2one(
        "calendar.event",
        string="In the calendar",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )
    video_url = fields.Char(string="Video link")

    @api.constrains("video_url")
    def _check_video_url(self):
        """Refuse what is no whole address of the web: others click on it."""
        for record in self.filtered("video_url"):
            url = record.video_url
            if not url.startswith(("https://", "http://")) or len(url.split()) != 1:
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is not a link: copy the whole address, it begins with https://.",
                        url=url,
                    )
                )

    # -- hooks ---------------------------------------------------------------------------------

    def _get_mirror_step(self):
        """Return what becomes of the event of one record: "show", "remove", or None to leave it."""
        raise NotImplementedError

    def _prepare_event_values(self):
        """Return what the event of one record says, and whom it invites (dict)."""
        raise NotImplementedError

    def _move_from_calendar(self, start, stop):
        """Follow what somebody did in the calendar. The user's rights are not checked yet.

        :param datetime start, stop: new hours, UTC
        """
        raise NotImplementedError

    # -- following -----------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._sync_calendar()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._mirrored_fields & vals.keys():
            self._sync_calendar()
        return result

    def unlink(self):
        # sudo: the event goes with the record; super() checks the rights on that
        events_sudo = self.calendar_event_id.sudo()
        result = super().unlink()
        events_sudo.with_context(**{SYNC_KEY: SYNC}).unlink()
        return result

    def _sync_calendar(self):
        """Bring the events of these records in step."""
        if self.env.context.get(SYNC_KEY) is SYNC:
            return
        # sudo: the event is the record's, whoever changes the record changes it
        events_sudo = self.env["calendar.event"].sudo().with_context(**QUIET_SYNC)
        for record_sudo in self.sudo():
            step = record_sudo._get_mirror_step()
            event_sudo = events_sudo.browse(record_sudo.calendar_event_id.id)
            if step == "remove":
                event_sudo.unlink()
            elif step == "show":
                values = record_sudo._prepare_event_values()
                values["cae_company_id"] = record_sudo.company_id.id
                if event_sudo:
                    event_sudo.write(values)
                else:
                    record_sudo._by_method().calendar_event_id = events_sudo.create(values)
