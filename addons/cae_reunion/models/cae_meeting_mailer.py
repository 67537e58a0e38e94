from odoo import api, fields, models
from odoo.addons.cae_socle.engine import ics


class CaeMeetingMailer(models.AbstractModel):
    """The mails about meetings: one to each person, in her language, with her own link.

    They hang on her invitation and not on the meeting, because others who read the meeting
    must not read her link.
    """

    _name = "cae.meeting.mailer"
    _description = "Mails about Meetings"

    @api.model
    def _send_agenda(self, meetings):
        """Send the agenda to all who are invited, with a calendar file."""
        for meeting in meetings:
            self._send(
                "cae_reunion.mail_template_agenda",
                meeting.attendee_ids,
                self._make_calendar_file(meeting),
            )

    @api.model
    def _send_reminder(self, meetings):
        """Remind those who did not excuse themselves."""
        for meeting in meetings:
            expected = meeting.attendee_ids.filtered(
                lambda attendee: attendee.state in ("invited", "coming")
            )
            self._send("cae_reunion.mail_template_reminder", expected)

    @api.model
    def _send_minutes(self, meetings):
        """Tell those who were invited that the minutes are there, with the document."""
        for meeting in meetings:
            self._send(
                "cae_reunion.mail_template_minutes",
                meeting.attendee_ids,
                self._make_minutes_file(meeting),
            )

    @api.model
    def _send_cancellation(self, meetings):
        """Tell who was invited that the meeting does not take place."""
        for meeting in meetings:
            self._send(
                "cae_reunion.mail_template_cancelled",
                meeting.attendee_ids,
                self._make_calendar_file(meeting, cancelled=True),
            )

    @api.model
    def _send_topic_answers(self, topics):
        """Tell those who proposed topics what became of them."""
        template = self.env.ref("cae_reunion.mail_template_topic_answer", raise_if_not_found=False)
        told = topics.filtered("proposed_by_id.email")
        if template and told:
            # sudo: the template is the cooperative's; the records were changed by the caller
            template.sudo().send_mail_batch(told.ids)

    @api.model
    def _send(self, template_xmlid, attendees, attachment=None):
        """Queue one mail for each of these people who has an address."""
        template = self.env.ref(template_xmlid, raise_if_not_found=False)
        told = attendees.filtered("partner_id.email")
        if not template or not told:
            return
        # sudo: the template is the cooperative's; who may write the meeting may send it
        template.sudo().send_mail_batch(
            told.ids,
            email_values={"attachment_ids": attachment.ids} if attachment else None,
        )
        told.sudo()._by_method().invited_on = fields.Datetime.now()

    @api.model
    def _make_calendar_file(self, meeting, cancelled=False):
        """Return the attachment that puts one meeting into a calendar, or takes it out."""
        content = self._make_calendar(meeting, cancelled=cancelled)
        return self._attach(meeting, self._get_calendar_name(meeting, cancelled), content)

    @api.model
    def _get_calendar_name(self, meeting, cancelled=False):
        """Return the name of the calendar file, in the language of who gets it."""
        day = meeting._get_local_begin().date()
        if cancelled:
            return self.env._("cancelled meeting %(day)s.ics", day=day)
        return self.env._("meeting %(day)s.ics", day=day)

    @api.model
    def _make_calendar(self, meeting, cancelled=False):
        """Return the content of the calendar file of one meeting, as bytes."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return ics.make_calendar(
            f"cae-meeting-{meeting.id}@{uuid}",
            fields.Datetime.now(),
            meeting.date_begin,
            meeting.date_end,
            meeting.name,
            place=meeting._get_place_text(),
            url=meeting._get_portal_url(),
            sequence=meeting.announce_count + cancelled,
            cancelled=cancelled,
        )

    @api.model
    def _make_minutes_file(self, meeting):
        """Return the attachment with the printed minutes of one meeting."""
        # sudo: what is printed is what was published, the same for all
        reports_sudo = self.env["ir.actions.report"].sudo()
        content, _kind = reports_sudo._render_qweb_pdf(
            "cae_reunion.cae_meeting_minutes_report", meeting.ids
        )
        return self._attach(meeting, f"{meeting._get_file_name()}.pdf", content)

    @api.model
    def _attach(self, meeting, name, content):
        """Return a file that goes with mails and hangs on nothing else.

        On the meeting, all who read the meeting would read the minutes; Odoo removes such
        files some time after the mails.
        """
        # sudo: made for the mail
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                    "company_id": meeting.company_id.id,
                }
            )
        )
