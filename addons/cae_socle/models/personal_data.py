"""Taking somebody out of words and mails, when the time to keep their data is over."""

import re

from markupsafe import escape

from odoo.fields import Domain
from odoo.tools.sql import escape_psql

# Fields in which anything personal may stand.
TEXT_TYPES = ("char", "text", "html", "binary", "json", "properties")

# In HTML: a tag, or what stands between two; and what a tag quotes.
TAG_OR_WORDS = re.compile(r"<[^>]*>|[^<]+")
QUOTED = re.compile(r"\"[^\"]*\"")


def get_label(record):
    """Return what stands where a name stood."""
    return record.env._("Anonymised person %(number)s", number=record.id)


def is_free_text(field):
    """Tell whether people type what this field holds."""
    return (
        is_typed(field)
        and field.type in TEXT_TYPES
        and not field.required
        and field.name not in ("access_token", "display_name")
    )


def get_words(partner):
    """Return what words may say of a contact (list)."""
    return [*filter(None, (partner.name, partner.email, partner.phone, partner.street))]


def delete_messages(env, domain, words):
    """Delete the messages of a domain that say one of these words."""
    texts = {escape_psql(text) for word in words for text in (word, str(escape(word)))}
    says = Domain.OR(Domain(name, "ilike", text) for name in ("body", "subject") for text in texts)
    env["mail.message"].search(Domain(domain) & says).unlink()


def delete_mails(env, emails):
    """Delete the mails, queued and sent, to these addresses."""
    to_these = (Domain("email_to", "ilike", escape_psql(email)) for email in emails if email)
    env["mail.mail"].search(Domain.OR(to_these)).unlink()


def replace_words(record, partner, names=None):
    """Take a contact out of what a record says, first or last name alone too.

    :param set names: the fields, when not all those that go with a file
    """
    words = get_words(partner) + [part for part in (partner.name or "").split() if len(part) > 2]
    if not words:
        return
    either = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    named = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
    replaced = names or {
        name for name, (kind, _v) in record._get_personal_fields().items() if kind == "file"
    }
    values = {
        name: _replace(named, get_label(partner), record[name], field.type)
        for name, field in record._fields.items()
        if field.type in ("char", "text", "html")
        and (name in replaced or (record._personal_erased and is_typed(field)))
        and record[name]
        and named.search(record[name])
    }
    if values:
        record._overwrite_personal(values)
    if "message_ids" in record._fields:
        record.message_ids.filtered(lambda message: named.search(message.body or "")).unlink()


def is_typed(field):
    return field.store and not field.related and not (field.compute and field.readonly)


def _replace(named, label, text, kind):
    """Return a text with these words replaced; of HTML the tags stay, not what they quote."""
    if kind != "html":
        return named.sub(label, text)

    def replace(match):
        if not match[0].startswith("<"):
            return named.sub(label, match[0])
        return QUOTED.sub(lambda quoted: named.sub(label, quoted[0]), match[0])

    return TAG_OR_WORDS.sub(replace, str(text))
