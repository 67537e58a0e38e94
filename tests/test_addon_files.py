"""What the files of every addon must satisfy; no database needed."""

import ast

import pytest

from cae_cli import architecture

from .addon_checks import (
    guide,
    layering,
    machine_paths,
    manifest,
    migrations,
    names,
    pattern,
    public_methods,
)
from .addon_checks.repository import ADDONS, ROOT, explain, find_repository_files

each_addon = pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)


def expect_none(offenders):
    offenders = list(offenders)
    assert not offenders, explain(offenders)


def test_addons_are_found():
    assert "cae_entrepreneur" in {addon.name for addon in ADDONS}


@each_addon
def test_manifest_is_complete(addon):
    expect_none(manifest.find_manifest_offenders(addon))


@each_addon
def test_data_files_are_listed(addon):
    expect_none(manifest.find_data_offenders(addon))


@each_addon
def test_readme_is_present(addon):
    expect_none(manifest.find_readme_offenders(addon))


@each_addon
def test_addon_knows_only_those_below(addon):
    expect_none(layering.find_layering_offenders(addon, ADDONS))


@each_addon
def test_addon_names_no_model_of_those_above(addon):
    expect_none(layering.find_stranger_model_offenders(addon, ADDONS))


@each_addon
def test_code_follows_the_pattern(addon):
    expect_none(pattern.find_pattern_offenders(addon, ADDONS))


@each_addon
def test_external_ids_are_given(addon):
    expect_none(names.find_unknown_id_offenders(addon, ADDONS))


@each_addon
def test_engine_is_pure(addon):
    expect_none(layering.find_engine_offenders(addon))


@each_addon
def test_engine_has_examples(addon):
    """Each module of ``engine/`` has doctests; `./cae test` runs them with the addon's tests."""
    for path in addon.files("engine/**/*.py"):
        if path.name == "__init__.py":
            continue
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        texts = [ast.get_docstring(node) for node in nodes if isinstance(node, documented)]
        assert ">>> " in " ".join(filter(None, texts)), f"{addon.relative(path)} has no doctest"


@each_addon
def test_public_methods_check_before_they_reach(addon):
    expect_none(public_methods.find_public_method_offenders(addon))


@each_addon
def test_versions_have_tested_migrations(addon):
    expect_none(migrations.find_migration_offenders(addon))


def test_house_is_drawn_as_the_manifests_say():
    assert architecture.DRAWING.read_text() == architecture.draw(), "run ./cae architecture"


def test_guide_leads_somewhere():
    expect_none(guide.find_broken_links(ROOT))


def test_guide_shows_all_its_pictures():
    expect_none(guide.find_unseen(ROOT))


def test_each_job_of_the_guide_is_played():
    expect_none(guide.find_unplayed(ROOT, sorted((ROOT / "tests").glob("test_*.py"))))


def test_no_text_names_a_machine():
    expect_none(
        offender
        for path in find_repository_files()
        for offender in machine_paths.find_machine_path_offenders(
            path, path.relative_to(ROOT).as_posix()
        )
    )
