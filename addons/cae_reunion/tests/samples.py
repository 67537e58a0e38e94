"""What the checks on every addon need to know of this one."""

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.action.state": "whoever may change an action says what became of it",
    "cae.decision.state": "whoever may change a decision withdraws or replaces it",
    "cae.meeting.attendee.state": "the team notes who was there",
    "cae.meeting.topic.state": "the team moves a topic on "
    "its agenda, until the minutes are published",
    "cae.meeting.topic.notes_revision": "what is sent says which text one "
    "has read; the number is counted here",
    "cae.meeting.topic.private_notes_revision": "as notes_revision",
}

# Stored related fields that follow, on purpose, what may move: why.
FOLLOWS = {
    "cae.decision.kind_id": "searched by; a meeting keeps its kind",
}


def _find_answers(env, user):
    attendee = env["cae.meeting.attendee"].search([("state", "=", "invited")], limit=1)
    return [f"/meetings/answer/{attendee.id}/{attendee._get_answer_token()}"]


# Records to put into the addresses of pages.
PAGES = {
    "/my/meetings/": ("cae.meeting", "/my/meetings/%s", "state"),
    "/meetings/answer/": _find_answers,
}
