"""What the checks on every addon need to know of this one."""

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.competency.rating.sequence": "the order of the lines",
    "cae.diagnosis.finding.state": "whoever may change a finding says what became of it",
    "cae.training.need.state": "whoever may change a need says what became of it",
}

# Stored related fields that follow, on purpose, what may move: why.
FOLLOWS = {
    "cae.competency.domain_sequence": "the order of the lines is that of the domains",
    "cae.competency.sign.level_value": "the order of the lines is that of the levels",
    "cae.diagnosis.answer.sequence": "the order of the lines is that of the questions",
    "cae.training.need.domain_id": "searched by; the framework decides where a competency stands",
}


def _make_diagnosis(env, find):
    return env["cae.diagnosis"].create({"entrepreneur_id": find("cae.entrepreneur").id})


def _make_followed_diagnosis(env, find):
    """A diagnosis of somebody whom the user of the environment follows."""
    person = env["cae.entrepreneur"].search([], limit=1)
    return env["cae.diagnosis"].create({"entrepreneur_id": person.id})


# Models whose required fields alone do not make a valid record: a function that makes one.
FACTORIES = {"cae.diagnosis": _make_diagnosis}

# What a form needs besides what its view demands.
FORM_VALUES = {
    "cae.diagnosis.finding": {"diagnosis_id": _make_followed_diagnosis},
}

# Records to put into the addresses of pages: (model, address, field of which each value is shown).
PAGES = {"/my/diagnoses/": ("cae.diagnosis", "/my/diagnoses/%s", "state")}
