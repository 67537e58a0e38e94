from datetime import timedelta

from odoo import api, fields, models

# Appointments reminded of between two commits.
BATCH = 50


class CaeAppointmentReminder(models.AbstractModel):
    """Reminds people of their appointments, as many days before as the kind says.

    Each appointment once; moved, it is reminded of anew. Who booked after that moment has just
    got the confirmation, and gets no reminder.
    """

    _name = "cae.appointment.reminder"
    _description = "Reminder of appointments"

    @api.model
    def _cron_run(self):
        """Send what is due, some at a time; what was sent is not sent again."""
        progress = self.env["ir.cron"]
        due = self._find_due()
        progress._commit_progress(remaining=len(due))
        while due:
            batch, due = due[:BATCH], due[BATCH:]
            self._remind(batch)
            if not progress._commit_progress(len(batch)):
                return

    @api.model
    def _find_due(self):
        """Return the planned appointments to come of which people are to be reminded now."""
        now = fields.Datetime.now()
        due = self.env["cae.appointment"]
        for kind in self.env["cae.appointment.kind"].search([("reminder_days", ">", 0)]):
            ahead = timedelta(days=kind.reminder_days)
            due |= due.search(
                [
                    ("kind_id", "=", kind.id),
                    ("state", "=", "planned"),
                    ("reminded_on", "=", False),
                    ("date_begin", ">", now),
                    ("date_begin", "<=", now + ahead),
                ]
            ).filtered(lambda one, ahead=ahead: one.create_date <= one.date_begin - ahead)
        return due.sorted("date_begin")

    @api.model
    def _remind(self, appointments):
        appointments._by_method().reminded_on = fields.Datetime.now()
        appointments._tell_people("cae_accompagnement.appointment_reminder_mail_template")
