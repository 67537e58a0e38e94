"""What the checks on every addon need to know of this one."""

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.activity.analytic_account_id": "each activity makes its own, and refuses another",
    "cae.contract.state": "moves along the ways of cae.state.mixin, with their checks",
    "cae.contract.amendment.state": "moves along the ways of cae.state.mixin, with their checks",
    "cae.exit.state": "moves along the ways of cae.state.mixin, with their checks",
    "cae.lead.condition.state": "whoever may change the request says whether a condition is met",
    "crm.lead.cae_intake": "said when a request is written down; write refuses another",
    "cae.retention.company_id": "of the user's own cooperatives, by the rule",
}
