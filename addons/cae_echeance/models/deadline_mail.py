"""One mail that lists deadlines to the person who acts: the daily and the weekly one."""

from odoo import fields
from odoo.fields import Domain


def find_for(user, domain):
    """Return the deadlines of a person under a domain, as they themselves see them.

    Those that they may not see, or not any more, are left out.

    :param res.users user: who acts
    :param Domain domain: which deadlines
    :rtype: cae.deadline
    """
    own = user.env["cae.deadline"].with_user(user)
    own = own.with_context(allowed_company_ids=user.company_ids.ids, lang=user.lang)
    if not own.has_access("read"):
        return own.browse()
    return own.search(Domain(domain) & Domain("user_id", "=", user.id))


def send(user, subject, template, deadlines):
    """Send a person the mail that lists deadlines, in their language.

    :param str subject: of the mail
    :param str template: the QWeb template of its text
    :param cae.deadline deadlines: as they see them
    """
    # sudo: the job writes in the name of the cooperative
    here = user.with_context(lang=user.lang).sudo().env
    base_url = user.get_base_url()
    body = here["ir.qweb"]._render(
        template,
        {
            "user": user,
            "rows": [
                {
                    "deadline": deadline,
                    "subject": deadline._get_subject().display_name,
                    "url": base_url + deadline._get_subject_path(),
                }
                for deadline in deadlines
            ],
            "today": fields.Date.context_today(user),
            "base_url": base_url,
        },
        minimal_qcontext=True,
    )
    here["mail.thread"].message_notify(
        partner_ids=user.partner_id.ids,
        subject=subject,
        body=body,
        # made for phones too, and without a record: nothing but the text
        email_layout_xmlid="mail.mail_notification_layout",
        email_add_signature=False,
    )
