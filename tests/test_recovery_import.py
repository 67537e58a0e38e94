"""Killed with SIGKILL while it imports people, and run again: each person once, nothing else.

Also the same file imported twice at the same moment.
"""

import json
import os
import random

from .addon_checks.people_import import PEOPLE
from .addon_checks.throwaway import copy_database
from .program import Program, ProgramOfSteps, kill

NAME = f"cae_recovery_import_{os.getpid()}"
PROGRAM = "tests.addon_checks.people_import"
STEPS = ("_write_people", "_write_earlier", "_write_contracts", "written")


def test_killed_and_run_again_imports_each_person_once(tmp_path):
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    killed.mkdir()
    undisturbed.mkdir()
    with copy_database(NAME, killed) as configuration:
        Program(PROGRAM, configuration).done("prepare")
        with (
            copy_database(f"{NAME}_2", undisturbed, NAME, killed) as other,
            ProgramOfSteps(PROGRAM, other) as people,
        ):
            empty = people.figures()
            duration = people.time("import")
            expected = people.figures()
        assert expected["imports"] == ["draft", "done"]
        for model, size in (
            ("cae.entrepreneur", PEOPLE),
            ("cae.activity", PEOPLE),
            ("cae.contract", PEOPLE + (PEOPLE + 2) // 3),
            ("cae.contract.amendment", PEOPLE // 2),
            ("cae.exit", PEOPLE // 5),
            ("cae.earlier.contract", (PEOPLE + 5) // 6),
        ):
            assert len(expected[model]) - len(empty[model]) == size, model
        with ProgramOfSteps(PROGRAM, configuration) as people:
            kill_and_run_again(people, duration, empty, expected)


def kill_and_run_again(people, duration, empty, expected):
    for point in STEPS:
        people.kill_at(point, "import")
    assert people.figures() == empty
    # another one while the first is at it is told to wait, and writes nothing
    first = people.stopped_at("_write_contracts", "import")
    second = people.start("import_other")
    _said, wrong = second.communicate(timeout=300)
    assert second.returncode != 0
    assert "Another import of this cooperative is being done" in wrong, wrong[-5000:]
    kill(first)
    people.kill_after(random.uniform(0, duration * 0.8), "import")
    # killed, or just done: whoever presses the button has all of it, once
    between = people.figures()
    assert between in (empty, expected)
    if between == empty:
        people.done("import")
    assert people.figures() == expected
    # and once more, by the second import of the same file, changes nothing
    _state, result, problems = json.loads(people.done("import_other")[-1])
    assert not problems
    assert all(counts["unchanged"] == sum(counts.values()) for counts in result.values())
    assert people.figures() == expected | {"imports": ["done", "done"]}


def test_two_at_the_same_moment_import_each_person_once(tmp_path):
    with (
        copy_database(NAME, tmp_path) as configuration,
        ProgramOfSteps(PROGRAM, configuration) as people,
    ):
        people.done("prepare")
        empty = people.figures()
        both = [people.start("import"), people.start("import_other")]
        said = [process.communicate(timeout=300) for process in both]
        finished = [process.returncode == 0 for process in both]
        assert any(finished), said
        for ok, (_out, wrong) in zip(finished, said, strict=True):
            assert ok or "Another import of this cooperative is being done" in wrong, wrong[-5000:]
        figures = people.figures()
        assert sorted(figures["imports"]) == sorted("done" if ok else "draft" for ok in finished)
        for model, size in (
            ("cae.entrepreneur", PEOPLE),
            ("cae.activity", PEOPLE),
            ("cae.exit", PEOPLE // 5),
            ("cae.earlier.contract", (PEOPLE + 5) // 6),
        ):
            assert len(figures[model]) - len(empty[model]) == size, model
