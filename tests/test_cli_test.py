"""`./cae test`: which tests run where, and who takes the next."""

import contextlib
import threading

import pytest

from cae_cli import addons, database, paths, test
from cae_cli.say import Problem

GESTION = "addons/cae_gestion/tests/test_statement_engine.py"


def test_each_addon_runs_alone_and_the_rest_with_the_example():
    groups = test.plan([], [], together=False)
    own = [name for name in addons.names() if name in groups]
    assert "cae_gestion" in own
    for name in own:
        kind, files = groups[name]
        assert kind == f"alone_{name}"
        assert all(path.startswith(f"addons/{name}/") for path in files)
    kind, files = groups["whole"]
    assert kind == database.layers(demo=True)
    assert {"tests/test_cli_test.py", "tests/test_addon_database.py"} <= set(files)
    assert set(groups) == {*own, "whole"}


def test_one_addon_brings_its_checks():
    groups = test.plan(["cae_gestion"], [], together=False)
    assert set(groups) == {"cae_gestion", "checks"}
    assert "tests/test_addon_database.py" in groups["checks"][1]


def test_files_run_where_they_always_do():
    groups = test.plan([], [GESTION, "tests/test_cli_test.py"], together=False)
    assert groups == {
        "cae_gestion": ("alone_cae_gestion", [GESTION]),
        "whole": (database.layers(demo=True), ["tests/test_cli_test.py"]),
    }


def test_together():
    groups = test.plan([], [], together=True)
    assert set(groups) == {"together", "whole"}
    assert groups["together"][0] == "suite"
    assert GESTION in groups["together"][1]


def test_who_is_free_takes_where_most_is_left(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "STATE", tmp_path)
    seconds = {"a.py::test_1": 50, "a.py::test_2": 50, "b.py::test": 90, "c.py::test": 60}
    long = test.Group("long", "demo", ["b.py", "a.py"], seconds, "", [])
    short = test.Group("short", "suite", ["c.py"], seconds, "", [])
    assert long.arguments == ["a.py", "b.py"]
    assert (long.urgency(), short.urgency()) == (190, 60)
    long.begun, long.runs = 1, [object()]
    assert long.urgency() == 95
    long.queue.mkdir()
    (long.queue / test.claim("a.py")).touch()
    assert long.urgency() == 45
    (long.queue / test.claim("b.py")).touch()
    assert long.urgency() == 0
    short.begun = 1
    assert short.urgency() == 60
    short.closed = True
    assert short.urgency() == 0


def make_nothing_yet(monkeypatch, below, make):
    monkeypatch.setattr(database, "below", below.get)
    monkeypatch.setattr(database, "template_name", lambda kind: kind)
    monkeypatch.setattr(database, "exists", lambda name: False)
    monkeypatch.setattr(database, "ensure_template", make)


def test_templates_are_made_in_order_and_two_at_a_time(monkeypatch, tmp_path):
    below = {
        "bare": None,
        "alone_a": "bare",
        "alone_b": "alone_a",
        "ground": None,
        "suite": "ground",
    }
    made, at_once, most = [], [], []

    def make(kind):
        at_once.append(kind)
        most.append(len(at_once))
        assert below[kind] in (None, *made)
        pause.wait(0.05)
        at_once.remove(kind)
        made.append(kind)

    pause = threading.Event()
    make_nothing_yet(monkeypatch, below, make)
    templates = test.Templates(["suite", "alone_b"])
    while templates.go_on():
        pause.wait(0.01)
    assert sorted(made) == sorted(below)
    assert max(most) == 2


class Ending:
    """A run of tests that is over at once."""

    def __init__(self, owner):
        self.owner = owner

    def ended(self):
        return True


class Waiting:
    """A group of tests that one process runs."""

    def __init__(self, kind, templates, begun):
        self.kind, self.templates, self.begun = kind, templates, begun

    def urgency(self):
        return self.kind not in self.begun

    def begin(self, names):
        assert self.kind in self.templates.made and names[self.kind] == f"{self.kind}_1"
        self.begun.append(self.kind)
        return Ending(self)

    def take(self, run):
        assert run.owner is self


def test_a_group_begins_while_the_templates_of_others_are_made(monkeypatch):
    begun, seen = [], []

    def make(kind):
        if kind == "suite":
            while begun != ["alone_a"]:
                pause.wait(0.01)
        return f"{kind}_1"

    pause = threading.Event()
    make_nothing_yet(monkeypatch, {"alone_a": None, "suite": None}, make)
    templates = test.Templates(["suite", "alone_a"])
    groups = [Waiting(kind, templates, begun) for kind in ("suite", "alone_a")]
    with contextlib.ExitStack() as building:
        building.callback(lambda: seen.append({*templates.made}))
        test.work_off(groups, templates, building)
        assert seen == [{"alone_a", "suite"}]
    assert begun == ["alone_a", "suite"]


def test_a_template_that_cannot_be_made_is_told_once_the_other_has_ended(monkeypatch):
    ended = []

    def make(kind):
        if kind == "suite":
            raise Problem("The disk is full.")
        pause.wait(0.5)
        ended.append(kind)
        return kind

    pause = threading.Event()
    make_nothing_yet(monkeypatch, {"alone_a": None, "suite": None}, make)
    templates = test.Templates(["suite", "alone_a"])
    with contextlib.ExitStack() as building, pytest.raises(Problem, match="disk"):
        building.callback(templates.stop)
        test.work_off([Waiting("suite", templates, [])], templates, building)
    assert ended == ["alone_a"]
    assert "suite" not in templates.made
