from odoo import api, fields, models
from odoo.fields import Domain


class CaeDeadlineMail(models.AbstractModel):
    """One mail that lists deadlines to the person who acts: the daily and the weekly one."""

    _name = "cae.deadline.mail"
    _description = "Mails about deadlines"

    @api.model
    def _find_for(self, user, domain):
        """Return the deadlines of a person under a domain, as she herself sees them.

        Those of files that she may not see, or not any more, are left out.

        :param res.users user: who acts
        :param Domain domain: which deadlines
        :rtype: cae.deadline
        """
        own = self.env["cae.deadline"].with_user(user)
        own = own.with_context(allowed_company_ids=user.company_ids.ids, lang=user.lang)
        if not own.has_access("read"):
            return own.browse()
        return own.search(Domain(domain) & Domain("user_id", "=", user.id))

    @api.model
    def _send(self, user, subject, template, deadlines):
        """Send a person the mail that lists deadlines, in her language.

        :param str subject: of the mail
        :param str template: the QWeb template of its text
        :param cae.deadline deadlines: as she sees them
        """
        here = self.with_context(lang=user.lang)
        body = here.env["ir.qweb"]._render(
            template,
            {
                "user": user,
                "deadlines": deadlines,
                "today": fields.Date.context_today(self),
                "base_url": user.get_base_url(),
            },
            minimal_qcontext=True,
        )
        # sudo: the job writes in the name of the cooperative
        here.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=body,
            # made for phones too, and without a record: nothing but the text
            email_layout_xmlid="mail.mail_notification_layout",
            email_add_signature=False,
        )
