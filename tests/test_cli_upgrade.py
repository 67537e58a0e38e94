"""`./cae upgrade`: what it compares, and that an update by itself changes no data."""

import os
import subprocess
import sys

import pytest

from cae_cli import database, postgres, upgrade
from cae_cli.say import Problem

from .addon_checks.repository import ROOT
from .test_cli_database import NAME, place  # noqa: F401  a fixture

FRUIT = """
CREATE TABLE ir_attachment (id int, store_fname text, url text);
CREATE TABLE ir_model_data (model text, res_id int, noupdate bool);
CREATE TABLE fruit (id int, name text, price numeric, write_date timestamp);
CREATE TABLE fruit_basket_rel (fruit_id int, basket_id int);
CREATE TABLE ir_ui_view (id int, arch text);
INSERT INTO ir_model_data VALUES ('fruit', 3, FALSE), ('fruit', 2, TRUE);
INSERT INTO fruit VALUES (1, 'apple', 1.5, now()), (2, 'pear', 2, now()), (3, 'plum', 3, now());
INSERT INTO fruit_basket_rel VALUES (1, 1), (2, 1);
"""


def test_what_differs_is_told(place):  # noqa: F811
    postgres.query("postgres", f'CREATE DATABASE "{NAME}" TEMPLATE template0')
    postgres.query(NAME, FRUIT)
    before = upgrade.snapshot(NAME)
    for change, told in (
        # what an update does
        (
            """
            UPDATE fruit SET write_date = '2020-01-01';
            UPDATE fruit SET name = 'damson' WHERE id = 3;
            INSERT INTO ir_ui_view VALUES (1, '<form/>');
            ALTER TABLE fruit ADD colour text;
            INSERT INTO ir_attachment VALUES (1, '5a/5a28', '/web/assets/970ae99/web.js');
            CREATE TABLE cake (id int);
            """,
            [],
        ),
        # what it must not do
        (
            """
            UPDATE fruit SET name = 'medlar' WHERE id = 2;
            UPDATE fruit SET price = NULL WHERE id = 1;
            UPDATE fruit_basket_rel SET basket_id = 2;
            """,
            [
                "the values of fruit.name are not the same",
                "the values of fruit.price are not the same",
                "the values of fruit_basket_rel.* are not the same",
            ],
        ),
        (
            """
            DELETE FROM fruit WHERE id = 1;
            ALTER TABLE fruit DROP price;
            DROP TABLE fruit_basket_rel;
            """,
            [
                "the column fruit.price is gone",
                "table fruit has 2 rows instead of 3",
                "the table fruit_basket_rel is gone",
            ],
        ),
    ):
        database.clone(NAME, f"{NAME}_copy")
        postgres.query(f"{NAME}_copy", change)
        assert upgrade.differences(before, upgrade.snapshot(f"{NAME}_copy")) == told


def test_an_update_changes_no_data(place):  # noqa: F811
    """The one that people run, on the example cooperative as it is today."""
    database.clone(os.environ["CAE_TEST_TEMPLATE_DEMO"], NAME)
    database.set_parameter(NAME, "cae.demo", "1")
    database.set_parameter(NAME, "cae.complete", "1")
    before = upgrade.snapshot(NAME)
    assert before["rows"]["cae_entrepreneur"] > 5
    assert before["rows"]["account_move"] > 5
    done = subprocess.run(
        [sys.executable, ROOT / "cae", "update", "cae_socle"],
        env={**os.environ, "CAE_DATABASE_URL": place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    assert not upgrade.differences(before, upgrade.snapshot(NAME))


def test_versions_are_found_in_the_changelog(tmp_path, monkeypatch):
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    changelog = tmp_path / "CHANGELOG.md"
    monkeypatch.setattr(upgrade, "CHANGELOG", changelog)
    changelog.write_text("# Changelog\n\n## 19.0.1.0.0, not released yet\n")
    with pytest.raises(Problem, match="names no version yet"):
        upgrade.resolve(None)
    changelog.write_text(f"# Changelog\n\n## 19.0.1.0.0 ({head[:10]})\n\n## 19.0.0.9.0 (0123456)\n")
    assert upgrade.resolve(None) == upgrade.resolve("19.0.1.0.0") == head
    assert upgrade.resolve("HEAD") == head
    with pytest.raises(Problem, match="no commit 0123456"):
        upgrade.resolve("19.0.0.9.0")
