"""What the checks on every addon need to know of this one."""

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.appointment.previous_id": "what the form of the next "
    "appointment names; nothing opens by it",
    "cae.appointment.opening.user_id": "everybody writes their own openings only, by the rule",
    "cae.appointment.person.entrepreneur_id": "read before it is named; to a "
    "collective appointment also those come whom others follow",
    "cae.competency.rating.sequence": "the order of the lines",
    "cae.diagnosis.finding.state": "whoever may change a finding says what became of it",
    "cae.report.state": "its own check refuses any other state, before and after",
    "cae.roadmap.goal.state": "whoever may change a goal says what became of it",
    "cae.roadmap.review.line.state": "what is filled in on the line, until the review is finished",
    "cae.roadmap.step.state": "whoever may change a step says how far it is",
    "cae.training.need.state": "whoever may change a need says what became of it",
}

# Stored related fields that follow, on purpose, what may move: why.
FOLLOWS = {
    "cae.competency.domain_sequence": "the order of the lines is that of the domains",
    "cae.competency.sign.level_value": "the order of the lines is that of the levels",
    "cae.diagnosis.answer.sequence": "the order of the lines is that of the questions",
    "cae.training.need.domain_id": "searched by; the framework decides where a competency stands",
}

# Fields by which a form names somebody whose file its user may not read, and why it may.
NAMED_ALL_THE_SAME = {
    "cae.appointment.person.entrepreneur_id": "only who comes to an appointment that its user "
    "reads, where the name stands already",
}


def _make_report(env, find):
    return env["cae.report"].create(
        {"person_ids": [(6, 0, find("cae.entrepreneur").ids)], "text": "<p>Sample</p>"}
    )


def _make_appointment(env, find):
    return env["cae.appointment"].create(
        {
            "person_ids": [(0, 0, {"entrepreneur_id": find("cae.entrepreneur").id})],
            "date_begin": "2030-05-06 08:00:00",
        }
    )


def _make_diagnosis(env, find):
    return env["cae.diagnosis"].create({"entrepreneur_id": find("cae.entrepreneur").id})


def _make_followed_diagnosis(env, find):
    """A diagnosis of somebody whom the user of the environment follows."""
    person = env["cae.entrepreneur"].search([], limit=1)
    return env["cae.diagnosis"].create({"entrepreneur_id": person.id})


# Models whose required fields alone do not make a valid record: a function that makes one.
FACTORIES = {
    "cae.appointment": _make_appointment,
    "cae.appointment.person": lambda env, find: _make_appointment(env, find).person_ids,
    "cae.diagnosis": _make_diagnosis,
    "cae.report": _make_report,
}

# What a form needs besides what its view demands.
FORM_VALUES = {
    "cae.diagnosis.finding": {"diagnosis_id": _make_followed_diagnosis},
}

# Records to put into the addresses of pages: (model, address, field of which each value is shown).
PAGES = {
    "/my/diagnoses/": ("cae.diagnosis", "/my/diagnoses/%s", "state"),
    "/my/reports/": ("cae.report", "/my/reports/%s", "state"),
}
