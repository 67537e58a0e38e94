"""The law on the contracts of a person, asked for the records of the database.

The rules themselves are in engine/contract_law.py. What was already so before a change
(contracts taken over from other books) does not stand in its way: a change is refused
for what it breaks itself.
"""

from odoo.addons.cae_socle.models.field_error import about
from odoo.exceptions import ValidationError
from odoo.fields import Date
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
    contracts_sudo = env["cae.contract"].sudo()
    contracts_sudo = contracts_sudo.search(
        [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "in", ("confirmed", "ended"))]
    )
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
    """Return a finding as one sentence.

    :param finding: of the engine
    :param dict facts: {contract id: engine contract} of the person
    :param changed: ids of the contracts that were asked for
    """
    contract_sudo = env["cae.contract"].sudo().browse(finding.key)
    name = contract_sudo.entrepreneur_id.name
    allowed = finding.allowed
    if finding.code == "overlap":
        return describe_overlap(env, finding, facts, changed, name)
    if hasattr(allowed, "year"):
        allowed = format_date(env, allowed)
    values = {"name": name, "article": finding.article, "allowed": allowed}
    return get_sentences(env, values)[finding.code]


def describe_overlap(env, finding, facts, changed, name):
    later, earlier = facts[finding.key], facts[finding.other]
    values = {
        "name": name,
        "start": format_date(env, later.start),
        "allowed": format_date(env, Date.subtract(later.start, days=1)),
    }
    if finding.key not in changed:
        # The one that was asked for begins before the other.
        return env._(
            "%(name)s has another contract from %(start)s: two contracts of one person "
            "cannot overlap, so this one must end on %(allowed)s at the latest.",
            **values,
        )
    if earlier.start == later.start:
        return env._(
            "%(name)s has another contract from %(start)s on: two contracts of one person "
            "cannot overlap, so amend that one instead of making a second.",
            **values,
        )
    values["start"] = format_date(env, earlier.start)
    if not earlier.end:
        return env._(
            "%(name)s has a contract without a term since %(start)s: two contracts of one "
            "person cannot overlap, so end that one first, on %(allowed)s at the latest.",
            **values,
        )
    values |= {
        "end": format_date(env, earlier.end),
        "allowed": format_date(env, finding.allowed),
    }
    return env._(
        "%(name)s has a contract from %(start)s to %(end)s: two contracts of one person "
        "cannot overlap, so this one can start on %(allowed)s at the earliest.",
        **values,
    )


def get_sentences(env, values):
    """Return {code of a finding: its sentence} with these values."""
    return {
        "dates": env._(
            "The contract of %(name)s would end before it starts: its last day can be "
            "%(allowed)s at the earliest.",
            **values,
        ),
        "cape_end": env._(
            "The CAPE of %(name)s needs a last day: %(allowed)s at the latest, because a "
            "CAPE lasts at most 12 months (%(article)s).",
            **values,
        ),
        "cape_term": env._(
            "The CAPE of %(name)s would last more than 12 months in a row: its last day can "
            "be %(allowed)s at the latest (%(article)s).",
            **values,
        ),
        "cape_renewals": env._(
            "%(name)s has used up the renewals of the CAPE: at most %(allowed)s are allowed, "
            "and an earlier CAPE with the cooperative counts (%(article)s).",
            **values,
        ),
        "cape_total": env._(
            "%(name)s would be more than 36 months under CAPE in all: the last day can be "
            "%(allowed)s at the latest (%(article)s).",
            **values,
        ),
        "trial_cape": env._(
            "A CAPE has no trial period, only a CESA has one (%(article)s): leave the end of "
            "the trial period of %(name)s empty.",
            **values,
        ),
        "trial_start": env._(
            "The trial period of %(name)s would end before the contract starts: its last day "
            "can be %(allowed)s at the earliest.",
            **values,
        ),
        "trial_end": env._(
            "The trial period of %(name)s would last longer than the contract: its last day "
            "can be %(allowed)s at the latest.",
            **values,
        ),
        "trial_used": env._(
            "%(name)s cannot have a trial period: the earlier contracts with the cooperative "
            "count, and they took up its 8 months (%(article)s), so leave its end empty.",
            **values,
        ),
        "trial_term": env._(
            "The trial period of %(name)s would be too long: 8 months less the earlier "
            "contracts, so its last day can be %(allowed)s at the latest (%(article)s).",
            **values,
        ),
        "associate": env._(
            "%(name)s has had contracts for 3 years and must be an associate by %(allowed)s "
            "to sign a CESA (%(article)s): note since when, in the file.",
            **values,
        ),
    }
