"""What the checks on every addon need to know of this one."""

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.takeover.mapping.account_id": "accounts are for who keeps the books, as the mapping",
}
