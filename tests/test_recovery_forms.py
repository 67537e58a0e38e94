"""Twenty times the same form at the same moment: it adds one, and everybody is answered."""

import json
import os

import pytest

from .addon_checks.posting_at_once import PUBLIC, SCENES, TIMES
from .addon_checks.throwaway import copy_database
from .program import Program

NAME = f"cae_posting_{os.getpid()}"
PROGRAM = "tests.addon_checks.posting_at_once"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return by scene how many records there are more, and the answers."""
    template = os.environ.get("CAE_TEST_TEMPLATE_DEMO")
    with copy_database(NAME, tmp_path_factory.mktemp("posting"), template) as configuration:
        said = Program(PROGRAM, configuration).done(*SCENES, PUBLIC)
    return dict(zip((*SCENES, PUBLIC), map(json.loads, said), strict=True))


@pytest.mark.parametrize("scene", SCENES)
def test_a_form_of_ones_space(outcomes, scene):
    outcome = outcomes[scene]
    assert [status for status, _address in outcome["answers"]] == [303] * TIMES, outcome
    again = [address for _status, address in outcome["answers"] if "again=1" in address]
    assert len(again) == TIMES - 1
    assert outcome["added"] == 1


def test_requests_of_one_address(outcomes):
    outcome = outcomes[PUBLIC]
    assert outcome["added"] == 1
    statuses = [status for status, _address in outcome["answers"]]
    # thanked, or told in a sentence; never more than ten an hour from one network
    assert set(statuses) <= {303, 422}, statuses
    assert 1 <= statuses.count(303) <= 10
