"""Every form of one's space that is sent, and whether it is taken once."""

import re

from lxml import html

# What a second sending does not double, and why.
IDEMPOTENT = {
    r"/my/file/\d+$": "it writes one's own details as they are typed",
    r"/my/papers/\d+/(rename|withdraw)$": "the title is the same, or the document is gone",
    r"/my/diagnoses/\d+$": "it writes the answers as they stand in the form",
    r"/my/diagnoses/\d+/discard$": "what is thrown away is gone",
    r"/my/competencies/discard$": "what is thrown away is gone",
    r"/my/appointments/\d+/cancel$": "what is cancelled stays cancelled",
    r"/my/roadmap/step/\d+$": "it writes the state of one's step",
    r"/my/roadmap/step/\d+/remove$": "what is removed is gone",
    r"/my/sessions/\d+/cancel$": "what is cancelled stays cancelled",
    r"/my/meetings/topic/\d+/withdraw$": "what is withdrawn stays withdrawn",
    r"/my/meetings/action/\d+$": "it says whether the action is done",
    r"/my/meetings/\d+/answer$": "it writes the one answer to an invitation",
    r"/meetings/answer/": "it writes the one answer to an invitation",
    r"/attendance/at/\d+$": "the half-day counts the links it sends to an address",
    r"/my/security(#|$)|/my/deactivate_account": "Odoo's own form",
    r"/web/|/website/|/portal/|/my/(account|address)": "Odoo's own form",
}


def find_sent_forms(content):
    """Return the forms of a page of ours that are sent, as nodes."""
    forms = html.fromstring(content).xpath("//form")
    return [form for form in forms if (form.get("method") or "get").lower() == "post"]


def find_form_offenders(path, content):
    """Return a sentence for each form of a page that adds something each time it is sent."""
    return [
        f"{path}: the form {form.get('action')} has no token and is not listed as idempotent."
        for form in find_sent_forms(content)
        if not form.xpath(".//input[@name='form_token'][@value != '']")
        and not any(re.match(pattern, form.get("action") or path) for pattern in IDEMPOTENT)
    ]
