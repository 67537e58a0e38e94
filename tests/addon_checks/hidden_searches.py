"""Does a search through a model find what its user may not read?

A relational field with ``bypass_search_access`` is looked through with all rights: whoever reads
the record asks, letter by letter, what the rows behind it say.
"""

from odoo.models import BaseModel

from .models import find_models

# What stays, for a reason.
ATTACHED = "what is attached to a text is shown to who may read the text"
BOOKED = "who reads a line of the books reads its entry"
SITE = "the page is its view"
STAYS = {
    "account.analytic.account.partner_id": "the customer's name is part of the account's name",
    "account.bank.statement.attachment_ids": ATTACHED,
    "account.bank.statement.line.move_id": BOOKED,
    "account.move.line.account_id": BOOKED,
    "account.move.line.move_id": BOOKED,
    "account.move.line.payment_id": BOOKED,
    "account.move.line.statement_id": BOOKED,
    "account.move.line.statement_line_id": BOOKED,
    "account.payment.payment_transaction_id": BOOKED,
    "discuss.channel.member.channel_id": "members are read by those of the channel",
    "discuss.channel.parent_channel_id": "who is in a thread is in its channel",
    "discuss.voice.metadata.attachment_id": ATTACHED,
    "hr.employee.current_version_id": "who reads the employee reads the contract",
    "hr.employee.resource_id": "the hours are those of the employee",
    "mail.activity.attachment_ids": ATTACHED,
    "mail.mail.mail_message_id": "administrators alone read mails",
    "mail.message.attachment_ids": ATTACHED,
    "mail.message.notification_ids": "to whom a message went is shown beside it",
    "mail.scheduled.message.attachment_ids": ATTACHED,
    "mail.template.attachment_ids": ATTACHED,
    "res.partner.user_ids": "who is a user is no secret to who reads the contact",
    "website.controller.page.view_id": SITE,
    "website.page.view_id": SITE,
}


def find_hidden_search_offenders(env, addon):
    """Fields that are looked through with all rights, of our models and of what they lead to."""
    guarded = set(env["ir.rule"].sudo().search([]).mapped("model_id.model"))
    for model in _reach(env, find_models(env, addon)):
        for field in model._fields.values():
            # a record and the one it stands on (`_inherits`) are one to who reads it
            if not _bypasses(field) or field.inherited or model._transient:
                continue
            own = type(env[field.comodel_name])._search is not BaseModel._search
            if (own or field.comodel_name in guarded) and str(field) not in STAYS:
                yield f"{field}: {field.comodel_name} is looked through with all rights"


def _bypasses(field):
    return getattr(field, "bypass_search_access", False) and not getattr(field, "delegate", False)


def _reach(env, models):
    """The models to which a search leads, from some."""
    left, seen = [model._name for model in models], set()
    while left:
        name = left.pop()
        if name in seen or name not in env or env[name]._abstract:
            continue
        seen.add(name)
        yield env[name]
        left += [field.comodel_name for field in env[name]._fields.values() if field.relational]
