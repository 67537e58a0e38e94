"""`./cae test`: which tests run where, and who takes the next."""

import threading

from cae_cli import addons, database, paths, test

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
    monkeypatch.setattr(database, "below", below.get)
    monkeypatch.setattr(database, "template_name", lambda kind: kind)
    monkeypatch.setattr(database, "exists", lambda name: False)
    monkeypatch.setattr(database, "ensure_template", make)
    templates = test.Templates(["suite", "alone_b"])
    while templates.go_on():
        pause.wait(0.01)
    assert sorted(made) == sorted(below)
    assert max(most) == 2
