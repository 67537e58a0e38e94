"""The mails about meetings: one to each person, in their language, with their own link.

They hang on the invitation and not on the meeting, because others who read the meeting must not
read the link.
"""

from odoo import fields
from odoo.addons.cae_socle.engine import ics


def send_agenda(meetings):
    """Send the agenda to all who are invited, with a calendar file."""
    for meeting in meetings:
        _send("mail_template_agenda", meeting.attendee_ids, _attach_calendar(meeting))


def send_reminder(meetings):
    """Remind those who did not excuse themselves."""
    for meeting in meetings:
        expected = meeting.attendee_ids.filtered(
            lambda attendee: attendee.state in ("invited", "coming")
        )
        _send("mail_template_reminder", expected)


def send_minutes(meetings):
    """Tell those who were invited that the minutes are there, with the document."""
    for meeting in meetings:
        minutes = _attach(meeting, f"{meeting._get_file_name()}.pdf", print_minutes(meeting))
        _send("mail_template_minutes", meeting.attendee_ids, minutes)


def send_cancellation(meetings):
    """Tell who was invited that the meeting does not take place."""
    for meeting in meetings:
        calendar = _attach_calendar(meeting, cancelled=True)
        _send("mail_template_cancelled", meeting.attendee_ids, calendar)


def send_topic_answers(topics):
    """Tell those who proposed topics what became of them."""
    _send("mail_template_topic_answer", topics, person="proposed_by_id")


def get_calendar_name(meeting, cancelled=False):
    """Return the name of the calendar file, in the language of who gets it."""
    day = meeting._get_local_begin().date()
    if cancelled:
        return meeting.env._("cancelled meeting %(day)s.ics", day=day)
    return meeting.env._("meeting %(day)s.ics", day=day)


def make_calendar(meeting, cancelled=False):
    """Return the content of the calendar file of one meeting, as bytes."""
    uuid = meeting.env["ir.config_parameter"].sudo().get_param("database.uuid")
    event = {
        "uid": f"cae-meeting-{meeting.id}@{uuid}",
        "begin": meeting.date_begin,
        "end": meeting.date_end,
        "summary": meeting.name,
        "location": meeting._get_place_text(),
        "url": meeting._get_portal_url(),
    }
    sequence = meeting.announce_count + cancelled
    return ics.make_calendar([event], fields.Datetime.now(), sequence, cancelled)


def print_minutes(meeting):
    """Return the printed minutes of one meeting, as bytes. Check before who may read them."""
    # sudo: what is printed is what was published, the same for all
    reports_sudo = meeting.env["ir.actions.report"].sudo()
    report = "cae_reunion.cae_meeting_minutes_report"
    return reports_sudo._render_qweb_pdf(report, meeting.ids)[0]


def _send(template, records, attachment=None, person="partner_id"):
    records = records.filtered(f"{person}.email")
    template = records.env.ref(f"cae_reunion.{template}", raise_if_not_found=False)
    if template and records:
        # sudo: the template is the cooperative's; the caller has checked who may send it
        template.sudo().send_mail_batch(
            records.ids, email_values={"attachment_ids": attachment.ids} if attachment else None
        )


def _attach_calendar(meeting, cancelled=False):
    name = get_calendar_name(meeting, cancelled)
    return _attach(meeting, name, make_calendar(meeting, cancelled))


def _attach(meeting, name, content):
    """Return a file that goes with mails and hangs on nothing else.

    On the meeting, all who read the meeting would read the minutes; Odoo removes such files some
    time after the mails.
    """
    # sudo: made for the mail
    attachments_sudo = meeting.env["ir.attachment"].sudo()
    return attachments_sudo.create(
        {
            "name": name,
            "raw": content,
            "res_model": "mail.compose.message",
            "res_id": 0,
            "company_id": meeting.company_id.id,
        }
    )
