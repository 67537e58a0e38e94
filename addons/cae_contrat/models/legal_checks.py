"""The law on the contracts of a person, asked for the records of the database.

The rules themselves are in engine/contract_law.py. What was already so before a change
(contracts taken over from other books) does not stand in its way: a change is refused
for what it breaks itself.
"""

from datetime import date, timedelta

from odoo.addons.cae_socle.models.field_error import about
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..engine import contract_law

# The field that each rule is about; the others are about the last day.
FIELDS = {
    "overlap": "date_start",
    "cape_renewals": "kind",
    "associate": "date_start",
    "trial_cape": "trial_date_end",
    "trial_start": "trial_date_end",
    "trial_end": "trial_date_end",
    "trial_used": "trial_date_end",
    "trial_term": "trial_date_end",
}


def get_facts(env, entrepreneurs):
    """Return {entrepreneur id: {key: engine contract}} of what binds now.

    The key is the id of the contract; for other contracts with the cooperative, theirs.
    """
    # sudo: the law looks at all contracts of a person, whoever asks
    contracts_sudo = env["cae.contract"].sudo()._search_agreed(entrepreneurs)
    facts = {entrepreneur_id: {} for entrepreneur_id in entrepreneurs.ids}
    renewals = contracts_sudo._get_renewal_days()
    for contract_sudo in contracts_sudo:
        facts[contract_sudo.entrepreneur_id.id][contract_sudo.id] = contract_sudo._to_law(
            renewals.get(contract_sudo.id, ())
        )
    others_sudo = env["cae.earlier.contract"].sudo()
    for other_sudo in others_sudo.search([("entrepreneur_id", "in", entrepreneurs.ids)]):
        fact = other_sudo._to_law()
        facts[other_sudo.entrepreneur_id.id][fact.key] = fact
    return facts


def check_change(env, changed):
    """Raise when a change would break the law.

    :param dict changed: {contract id: engine contract as it would be}
    :raise ValidationError: one sentence with the rule, the article, the nearest value; its
        ``cae_field`` is the field that the rule is about
    """
    # sudo: who is an associate counts, whoever asks
    contracts_sudo = env["cae.contract"].sudo().browse(changed)
    facts = get_facts(env, contracts_sudo.entrepreneur_id)
    for entrepreneur_sudo, own_sudo in contracts_sudo.grouped("entrepreneur_id").items():
        before = facts[entrepreneur_sudo.id]
        after = before | {key: changed[key] for key in own_sudo.ids}
        for finding in find_new(after, [before], entrepreneur_sudo.date_associate):
            sentence = describe(env, finding, after, own_sudo.ids)
            raise about(FIELDS.get(finding.code, "date_end"), ValidationError(sentence))


def find_new(after, before, date_associate):
    """Return what contracts break that was not broken before (list of Finding).

    :param dict after: {key: engine contract} as they would be
    :param list before: dicts of what there was, each looked at alone
    """
    known = {
        finding.identity
        for facts in before
        for finding in contract_law.check(facts.values(), date_associate)
    }
    findings = contract_law.check(after.values(), date_associate)
    return [finding for finding in findings if finding.identity not in known]


def describe(env, finding, facts, changed):
    """Return a finding as one sentence of ``views/contract_law_sentences.xml``.

    :param finding: of the engine
    :param dict facts: {contract id: engine contract} of the person
    :param changed: ids of the contracts that were asked for
    """
    contract_sudo = env["cae.contract"].sudo().browse(finding.key)
    code, values = finding.code, {"allowed": finding.allowed}
    if code == "overlap":
        later, earlier = facts[finding.key], facts[finding.other]
        eve = later.start - timedelta(1)
        values |= {"start": earlier.start, "end": earlier.end}
        if finding.key not in changed:
            # the one that was asked for begins before the other
            code, values = "overlap_later", {"start": later.start, "allowed": eve}
        elif earlier.start == later.start:
            code = "overlap_same_day"
        elif not earlier.end:
            code, values = "overlap_endless", {"start": earlier.start, "allowed": eve}
    return contract_sudo._get_law_sentences()[code] % {
        "name": contract_sudo.entrepreneur_id.name,
        "article": finding.article,
        **{
            name: format_date(env, value) if isinstance(value, date) else value
            for name, value in values.items()
        },
    }
