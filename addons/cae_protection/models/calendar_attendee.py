from odoo import fields, models


class CalendarAttendee(models.Model):
    """Who comes to an event is read by who may read the event.

    The token of an invitation answers it in the person's name, without a login: it is for the
    mail that is sent to her.
    """

    _inherit = "calendar.attendee"

    access_token = fields.Char(groups="base.group_system")

    def _notify_attendees(self, mail_template, **kwargs):
        # sudo: the mail to each person says the link with her own token
        return super()._notify_attendees(mail_template and mail_template.sudo(), **kwargs)
