"""Several at once on one session: no seat twice, nobody twice, nobody forgotten."""

import json
import os

import pytest

from .addon_checks.enrolling_at_once import SCENES
from .addon_checks.throwaway import copy_database
from .program import Program

NAME = f"cae_enrolling_{os.getpid()}"
PROGRAM = "tests.addon_checks.enrolling_at_once"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return by scene what each person was told, and what was kept."""
    with copy_database(NAME, tmp_path_factory.mktemp("enrolling")) as configuration:
        said = Program(PROGRAM, configuration).done(*SCENES)
    return dict(zip(SCENES, map(json.loads, said), strict=True))


def test_two_people_take_the_last_seat(outcomes):
    outcome = outcomes["last_seat"]
    assert sorted(outcome["told"]) == ["seat", "waiting"]
    winner = outcome["told"].index("seat")
    kept = [one[1:] for one in outcome["kept"]]
    assert kept == [[winner, "open", 0], [1 - winner, "draft", 1]]


def test_one_person_clicks_twice(outcomes):
    outcome = outcomes["one_person"]
    assert outcome["told"] == ["seat", "seat"]
    assert [one[1:3] for one in outcome["kept"]] == [[0, "open"]]


def test_many_people_take_three_seats(outcomes):
    outcome = outcomes["many"]
    assert sorted(outcome["told"]) == ["seat"] * 3 + ["waiting"] * 5
    # the order of arrival has no tie, and decides
    assert len({one[0] for one in outcome["kept"]}) == 8
    assert [one[2] for one in outcome["kept"]] == ["open"] * 3 + ["draft"] * 5
    assert [one[3] for one in outcome["kept"]] == [0, 0, 0, 1, 2, 3, 4, 5]
    assert sorted(one[1] for one in outcome["kept"]) == list(range(8))


def test_one_leaves_while_another_comes(outcomes):
    outcome = outcomes["leaves"]
    assert outcome["told"][0] == "left"
    assert outcome["told"][1] in ("seat", "waiting")
    states = {number: state for _rank, number, state, _position in outcome["kept"]}
    # whoever was first: the seat is not lost
    assert states == {0: "cancel", 1: "open"}


def test_one_person_signs_in_two_tabs(outcomes):
    outcome = outcomes["sign"]
    assert sorted(outcome["told"]) == ["signed", "signed before"]
    assert outcome["signed"] == [f"Tab {outcome['told'].index('signed')}"]
