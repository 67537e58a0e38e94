"""Twenty times the same form at the same moment: it adds one, and everybody is answered."""

import json
import os

import pytest

from .addon_checks.posting_at_once import PUBLIC, TIMES
from .addon_checks.throwaway import copy_database
from .program import Program

NAME = f"cae_posting_{os.getpid()}"
PROGRAM = "tests.addon_checks.posting_at_once"
# What adds something, and what.
ADDS = {
    "/my/appointments/book": "cae.appointment",
    "/my/competencies/rate": "cae.competency.assessment",
    "/my/diagnoses/begin": "cae.diagnosis",
    "/my/directory": "cae.directory.page",
    "/my/file/0/bank": "cae.bank.change",
    "/my/meetings": "cae.meeting.topic",
    "/my/papers": "cae.document",
    "/my/roadmap/add": "cae.roadmap.step",
    "/my/security/close": "mail.activity",
    "/my/sessions/0/enrol": "event.registration",
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return by kind of form whether it is taken once, what is there more, and the answers."""
    template = os.environ.get("CAE_TEST_TEMPLATE_DEMO")
    with copy_database(NAME, tmp_path_factory.mktemp("posting"), template) as configuration:
        said = Program(PROGRAM, configuration).done()
    return {outcome["kind"]: outcome for outcome in map(json.loads, said)}


def test_what_is_taken_once_adds_one(outcomes):
    for kind, outcome in outcomes.items():
        if outcome["once"] and kind.startswith("/my/"):
            assert [status for status, _address in outcome["answers"]] == [303] * TIMES, outcome
            again = [address for _status, address in outcome["answers"] if "again=1" in address]
            assert len(again) == TIMES - 1, kind
    for kind, model in ADDS.items():
        assert outcomes[kind]["added"].get(model) == 1, outcomes[kind]


def test_no_form_adds_two_or_fails_inside(outcomes):
    taken_back = {
        "/my/appointments/0/cancel",
        "/my/meetings/topic/0/withdraw",
        "/my/papers/0/withdraw",
        "/my/roadmap/step/0/remove",
        "/my/sessions/0/cancel",
    }
    assert taken_back <= set(outcomes)
    for kind in taken_back:
        statuses = {status for status, _address in outcomes[kind]["answers"]}
        assert statuses == {303}, outcomes[kind]
    for outcome in outcomes.values():
        assert max(outcome["added"].values(), default=0) <= 1, outcome
        assert all(status < 500 for status, _address in outcome["answers"]), outcome


def test_a_message_to_a_member_leaves_once(outcomes):
    (outcome,) = [one for kind, one in outcomes.items() if kind.startswith("/entrepreneurs/")]
    assert sorted(status for status, _address in outcome["answers"]) == [303, *[422] * (TIMES - 1)]


def test_requests_of_one_address(outcomes):
    outcome = outcomes[PUBLIC]
    assert outcome["added"]["crm.lead"] == 1
    statuses = [status for status, _address in outcome["answers"]]
    # thanked, or told in a sentence; never more than ten an hour from one network
    assert set(statuses) <= {303, 422}, statuses
    assert 1 <= statuses.count(303) <= 10
