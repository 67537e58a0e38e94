"""Two at once on one matter: one act is kept, whoever comes second is told in a sentence."""

import json
import os

import pytest

from .addon_checks.throwaway import copy_database
from .program import Program

NAME = f"cae_signing_{os.getpid()}"
PROGRAM = "tests.addon_checks.signing_at_once"
PAIRS = (
    "sign+sign",
    "countersign+countersign",
    "sign+refuse",
    "sign+take_back",
    "sign+paper",
    "confirm_account+confirm_account",
)
# What the second is told, by what the first did.
AFTER = {
    "sign": ("signed already", "is signed already", "not a draft"),
    "refuse": ("withdrawn by the cooperative", "not waiting for a signature", "is signed already"),
    "take_back": ("withdrawn by the cooperative", "not waiting for a signature"),
    "countersign": ("was countersigned meanwhile",),
    "paper": ("signed already", "not waiting for a signature", "withdrawn"),
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return by pair of acts what each was told, and what was kept."""
    with copy_database(NAME, tmp_path_factory.mktemp("signing")) as configuration:
        said = Program(PROGRAM, configuration).done(*PAIRS)
    return dict(zip(PAIRS, map(json.loads, said), strict=True))


def test_person_signs_in_two_tabs(outcomes):
    kept = outcomes["sign+sign"]
    assert kept["told"] == ["done", "done"]  # the same click twice is one signature
    assert kept["state"] == "signed"
    assert kept["signed"] == "Bruno Blin"
    assert kept["notes_of_signature"] == 1


def test_two_managers_countersign(outcomes):
    kept = outcomes["countersign+countersign"]
    winner = kept["told"].index("done")
    assert "was countersigned meanwhile: load the page again." in kept["told"][1 - winner]
    assert kept["countersigned"] == ("manager at once", "other at once")[winner]
    assert (kept["state"], kept["sealed_files"]) == ("confirmed", 1)
    assert kept["seal_problem"] is False


@pytest.mark.parametrize("act", ["refuse", "take_back", "paper"])
def test_person_signs_while_something_else_happens(outcomes, act):
    kept = outcomes[f"sign+{act}"]
    assert not any(told.startswith("crash") for told in kept["told"]), kept
    assert kept["told"].count("done") >= 1
    signing_won = kept["told"][0] == "done"
    other_won = kept["told"][1] == "done"
    if signing_won and other_won:
        # one after the other, as it may be: signed, and then taken back by a manager
        assert act == "take_back"
        assert (kept["state"], kept["signed"]) == ("draft", "")
    elif signing_won:
        assert (kept["state"], kept["signed"]) == ("signed", "Bruno Blin")
        assert any(words in kept["told"][1] for words in AFTER["sign"]), kept
    else:
        assert (kept["signed"], kept["notes_of_signature"]) == ("", 0)
        assert kept["state"] == ("confirmed" if act == "paper" else "draft")
        assert kept["scan"] == (act == "paper")
        assert any(words in kept["told"][0] for words in AFTER[act]), kept


def test_two_people_confirm_one_bank_account(outcomes):
    kept = outcomes["confirm_account+confirm_account"]
    assert sorted(kept["told"]) == ["This request has had its answer already.", "done"], kept
    assert (kept["account_state"], kept["accounts"]) == ("confirmed", 1)
