"""What the checks on every addon need to know of this one."""

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.contract.state": "moves along the ways of cae.state.mixin, with their checks",
    "cae.contract.amendment.state": "moves along the ways of cae.state.mixin, with their checks",
    "cae.exit.state": "moves along the ways of cae.state.mixin, with their checks",
}
