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

# Fields by which a form names somebody whose file its user may not read, and why it may.
NAMED_ALL_THE_SAME = {
    "cae.appointment.person.entrepreneur_id": "only who comes to an appointment that its user "
    "reads, where the name stands already",
}
