"""What the checks on every addon need to know of this one."""

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.appointment.previous_id": "what the form of the next "
    "appointment names; nothing opens by it",
    "cae.appointment.opening.user_id": "everybody writes their own openings only, by the rule",
    "cae.appointment.person.entrepreneur_id": "read before it is named; to a "
    "collective appointment also those come whom others follow",
    "cae.roadmap.goal.state": "whoever may change a goal says what became of it",
    "cae.roadmap.review.line.state": "what is filled in on the line, until the review is finished",
    "cae.roadmap.step.state": "whoever may change a step says how far it is",
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


# Models whose required fields alone do not make a valid record: a function that makes one.
FACTORIES = {
    "cae.appointment": _make_appointment,
    "cae.appointment.person": lambda env, find: _make_appointment(env, find).person_ids,
    "cae.report": _make_report,
}

# Records to put into the addresses of pages: (model, address, field of which each value is shown).
PAGES = {
    "/my/<any(reports):kind>": ("cae.report", "/my/reports/%s", "state"),
}
