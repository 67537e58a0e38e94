"""What the checks on every addon need to know of this one."""

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.lead.condition.state": "whoever may change the request says whether a condition is met",
    "crm.lead.cae_intake": "said when a request is written down; write refuses another",
}

# Stored related fields that follow, on purpose, what may move: why.
FOLLOWS = {
    "cae.lead.condition.sequence": "the order of the lines is that of the conditions",
}
