"""Each check on files is seen to fail: an addon with one fault, and the fault is named."""

import json

import polib
import pytest

from .addon_checks import (
    catalogue,
    guide,
    layering,
    machine_paths,
    manifest,
    migrations,
    names,
    pattern,
    public_methods,
)
from .addon_checks.repository import Addon, find_addons

GOOD = {
    "__manifest__.py": {
        "name": "Upper",
        "summary": "What it does",
        "category": "Cooperative",
        "version": "19.0.1.0.0",
        "author": manifest.AUTHOR,
        "website": "https://example.org",
        "license": "AGPL-3",
        "depends": ["lower"],
        "data": ["views/thing_views.xml"],
        "assets": {"web.assets_backend": ["upper/static/src/**/*"]},
        "application": True,
    },
    "readme/DESCRIPTION.md": "It does it.",
    "readme/USAGE.md": "Press the button.",
    "readme/HISTORY.md": "## 19.0.1.0.0\n\nFirst version.",
    "views/thing_views.xml": "<odoo/>",
    "static/description/icon.svg": "<svg/>",
    "static/src/thing.js": "",
    "engine/sums.py": "from decimal import Decimal\nfrom . import other\n",
    "models/thing.py": (
        "class Thing(models.Model):\n"
        "    def total(self):\n"
        "        self.check_access('read')\n"
        "        return self.sudo().amount\n"
        "    def unlink(self):\n"
        "        others_sudo = self.other_ids.sudo()\n"
        "        res = super().unlink()\n"
        "        others_sudo.unlink()\n"
        "        return res\n"
        "    def _hidden(self):\n"
        "        return self.sudo()\n"
        "    @api.private\n"
        "    def closed(self):\n"
        "        return self.sudo()\n"
        "class Helper:\n"
        "    def run(self):\n"
        "        self.sudo()\n"
    ),
}
LOWER = {"__manifest__.py": {"name": "Lower", "version": "19.0.1.0.0", "depends": ["base"]}}
FLOORS = {"lower": 1, "beside": 2, "upper": 2, "above": 3}


@pytest.fixture
def build(tmp_path):
    """Writes the good addon with some files changed (None removes one) and returns it."""

    def write(name, files):
        for path, content in files.items():
            if content is not None:
                target = tmp_path / name / path
                target.parent.mkdir(parents=True, exist_ok=True)
                text = content if isinstance(content, str) else repr(content)
                target.write_text(text, encoding="utf-8")
        return Addon(tmp_path / name)

    def build(manifest_changes=None, **changes):
        files = {**GOOD, **changes.get("files", {})}
        merged = {**files["__manifest__.py"], **(manifest_changes or {})}
        files["__manifest__.py"] = {key: val for key, val in merged.items() if val is not None}
        write("lower", LOWER)
        return write("upper", files)

    build.other = write
    return build


def run_all(addon):
    """Every check on files of one addon."""
    return [
        *manifest.find_manifest_offenders(addon),
        *manifest.find_data_offenders(addon),
        *manifest.find_readme_offenders(addon),
        *layering.find_layering_offenders(addon, find_addons(addon.path.parent), FLOORS),
        *layering.find_stranger_model_offenders(addon, find_addons(addon.path.parent)),
        *layering.find_engine_offenders(addon),
        *pattern.find_pattern_offenders(addon, find_addons(addon.path.parent)),
        *public_methods.find_public_method_offenders(addon),
        *migrations.find_migration_offenders(addon),
    ]


def expect_one(offenders, *parts):
    offenders = list(offenders)
    assert len(offenders) == 1, offenders
    for part in parts:
        assert part in offenders[0]


def test_a_good_addon_passes(build):
    assert run_all(build()) == []


def test_a_method_longer_than_one_can_read(build):
    lines = "        self.check()\n" * pattern.LONGEST
    thing = f"class Thing(models.Model):\n    def _do(self):\n{lines}"
    addon = build(files={"models/thing.py": thing})
    addons = find_addons(addon.path.parent)
    expect_one(pattern.find_pattern_offenders(addon, addons), "thing.py:2", "61 lines")


@pytest.mark.parametrize("key", manifest.REQUIRED)
def test_a_manifest_without_a_key(build, key):
    expect_one(manifest.find_manifest_offenders(build({key: None})), key)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", "1.0"),
        ("version", "18.0.1.0.0"),
        ("license", "LGPL-3"),
        ("author", "Somebody"),
        ("installable", False),
    ],
)
def test_a_manifest_with_a_wrong_value(build, key, value):
    expect_one(run_all_but_history(build({key: value})), "__manifest__.py", key[:11])


def run_all_but_history(addon):
    return [line for line in run_all(addon) if "HISTORY" not in line]


def test_an_application_without_an_icon(build):
    expect_one(run_all(build(files={"static/description/icon.svg": None})), "icon")


def test_a_data_file_that_is_not_listed(build):
    addon = build(files={"security/rules.xml": "<odoo/>", "data/template/account.csv": "x"})
    expect_one(run_all(addon), "security/rules.xml", "on disk")


def test_a_listed_file_that_is_not_there(build):
    expect_one(run_all(build(files={"views/thing_views.xml": None})), "listed but")


def test_a_file_listed_twice(build):
    addon = build({"demo": ["views/thing_views.xml"]})
    expect_one(run_all(addon), "twice")


def test_assets_that_match_nothing(build):
    expect_one(run_all(build(files={"static/src/thing.js": None})), "matches no file")


@pytest.mark.parametrize("name", manifest.README)
@pytest.mark.parametrize("content", [None, " \n"])
def test_a_readme_missing_or_empty(build, name, content):
    addon = build(files={f"readme/{name}": content})
    expect_one(manifest.find_readme_offenders(addon), name)


@pytest.mark.parametrize("name", ["beside", "above"])
def test_a_dependency_that_is_not_below(build, name):
    build.other(name, LOWER)
    expect_one(run_all(build({"depends": ["lower", name]})), name, "floor")


def test_an_addon_on_no_floor(build):
    build()
    stray = build.other("stray", LOWER)
    expect_one(layering.find_layering_offenders(stray, [stray], FLOORS), "no floor")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("models/other.py", "from odoo.addons.above.models import thing"),
        ("models/other.py", "self.env.ref('above.thing_action')"),
        ("views/thing_views.xml", '<record id="a"><field ref="above.thing_action"/></record>'),
    ],
)
def test_a_name_of_an_addon_above(build, path, line):
    expect_one(run_all(build(files={path: f"\n{line}\n"})), f"{path}:2", "above")


@pytest.mark.parametrize(
    "line", ["import odoo", "from odoo import fields", "from ..models import thing"]
)
def test_an_engine_that_is_not_pure(build, line):
    expect_one(run_all(build(files={"engine/sums.py": line})), "engine/sums.py:1")


@pytest.mark.parametrize(
    "body",
    [
        "return self.sudo().amount",
        "self.env.cr.execute('SELECT 1')",
        "return self.env.execute_query(SQL('SELECT 1'))",
        "return self.with_user(SUPERUSER_ID).amount",
        "return self.env(su=True)['thing'].search([])",
        "self.sudo().amount = 1\n        self.check_access('write')",
        "super().write(self.sudo().read()[0])",
    ],
)
def test_a_public_method_that_steps_around_the_rights(build, body):
    source = f"class Thing(models.Model):\n    def total(self):\n        {body}\n"
    addon = build(files={"models/thing.py": source})
    expect_one(run_all(addon), "models/thing.py:3", "Thing.total")


def test_a_model_of_an_addon_that_one_does_not_depend_on(build):
    other = {**LOWER, "models/other.py": 'class Other(Model):\n    _name = "cae.other"\n'}
    build.other("beside", other)
    addon = build(files={"models/more.py": 'def find(env):\n    return env["cae.other"]\n'})
    expect_one(run_all(addon), "upper/models/more.py:2", "names cae.other of beside")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            'class Thing(Model):\n    _name = "cae.thing"\n'
            'class More(Model):\n    _inherit = "cae.thing"\n',
            "cae.thing stands in",
        ),
        ('class Thing(AbstractModel):\n    _name = "cae.thing"\n', "nobody inherits cae.thing"),
        (
            "class Thing(Model):\n"
            '    _name = "cae.thing"\n'
            "    def run(self):\n"
            '        getattr(self, f"_run_{self.kind}")()\n',
            "name the methods",
        ),
        (
            "class Thing(Model):\n"
            '    _name = "cae.thing"\n'
            '    total = fields.Integer(compute="_compute_total")\n'
            "    def _compute_total(self):\n"
            "        self.total = 1\n",
            "_compute_total has no api.depends",
        ),
        (
            "class Thing(Model):\n"
            '    _name = "cae.thing"\n'
            '    line_ids = fields.One2many("cae.line", "thing_id")\n'
            "    def _count(self):\n"
            "        self.count = len(self.line_ids.filtered('done'))\n",
            "ask _read_group",
        ),
        (
            "class Thing(Model):\n"
            '    _name = "cae.thing"\n'
            '    place_id = fields.Many2one("cae.place", ondelete="restrict")\n'
            '    town = fields.Char(related="place_id.town", store=True)\n',
            "cae.thing.town follows place_id",
        ),
    ],
)
def test_code_that_leaves_the_pattern(build, body, said):
    expect_one(run_all(build(files={"models/more.py": body})), said)


def test_what_follows_needs_no_reason_any_more(build):
    samples = {"tests/samples.py": 'FOLLOWS = {"cae.thing.town": "the place never moves"}\n'}
    expect_one(run_all(build(files=samples)), "FOLLOWS names cae.thing.town")


def test_parts_follow_what_they_belong_to(build):
    body = (
        "class Line(Model):\n"
        '    _name = "cae.line"\n'
        '    thing_id = fields.Many2one("cae.thing", ondelete="cascade")\n'
        '    place_id = fields.Many2one("cae.place")\n'
        '    day = fields.Date(related="thing_id.day", store=True)\n'
        '    company_id = fields.Many2one(related="place_id.company_id", store=True)\n'
    )
    assert run_all(build(files={"models/more.py": body})) == []


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("models/more.py", "def run():\n    return run()\n", "run"),
        ("models/more.py", "LIMIT = 3\n", "LIMIT"),
        ("models/more.py", "class Thing(Model):\n    def act(self):\n        pass\n", "act"),
        (
            "models/more.py",
            "class Thing(Model):\n"
            "    written = fields.Char()\n"
            "def act(thing):\n"
            "    thing.written = 1\n"
            '    thing.write({"written": 2})\n'
            "act(0)\n",
            "written",
        ),
    ],
)
def test_a_name_that_nobody_uses(build, path, text, name):
    quiet = {"engine/sums.py": "", "models/thing.py": "", path: text}
    tested = {"tests/test_more.py": f"{name} = 1\nassert thing.{name} == {name}\n"}
    addon = build(files={**quiet, **tested})
    used = names.find_used_names([addon])
    expect_one(names.find_unused_offenders(addon, used), path, f"nobody uses {name}")
    shown = build(files={**quiet, "views/thing_views.xml": f'<odoo><field name="{name}"/></odoo>'})
    assert not list(names.find_unused_offenders(shown, names.find_used_names([shown])))
    offered = build(files={**quiet, "tests/samples.py": f'OFFERED = {{"{name}": "why"}}\n'})
    unused = names.find_used_names([build(files={**quiet, "views/thing_views.xml": "<odoo/>"})])
    assert not list(names.find_unused_offenders(offered, unused))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("models/more.py", 'def find(env):\n    return env.ref("upper.gone")\n'),
        ("models/more.py", 'def post(it):\n    it.post(subtype_xmlid="upper.gone")\n'),
        ("views/thing_views.xml", '<odoo>\n<t t-call="upper.gone"/></odoo>'),
    ],
)
def test_an_external_id_that_no_data_gives(build, path, text):
    addon = build(files={path: text})
    expect_one(names.find_unknown_id_offenders(addon, [addon]), f"{path}:2", "upper.gone")
    given = build(files={path: text, "views/given.xml": '<odoo><template id="gone"/></odoo>'})
    assert not list(names.find_unknown_id_offenders(given, [given]))


@pytest.mark.parametrize("version", ["19.0.1.1.0", "19.0.2.0.0"])
def test_a_version_without_its_migration(build, version):
    history = f"## {version}\n\nChanged.\n\n## 19.0.1.0.0\n\nFirst."
    addon = build({"version": version}, files={"readme/HISTORY.md": history})
    expect_one(run_all(addon), f"migrations/{version}")


def test_a_patch_needs_no_migration(build):
    history = "## 19.0.1.0.1\n\nRepaired.\n\n## 19.0.1.0.0\n\nFirst."
    addon = build({"version": "19.0.1.0.1"}, files={"readme/HISTORY.md": history})
    assert run_all(addon) == []


def test_a_migration_without_a_test(build):
    files = {
        "readme/HISTORY.md": "## 19.0.1.1.0\n\nChanged.\n\n## 19.0.1.0.0\n\nFirst.",
        "migrations/19.0.1.1.0/post-migration.py": "",
    }
    addon = build({"version": "19.0.1.1.0"}, files=files)
    expect_one(run_all(addon), "no test")
    files["tests/test_migration.py"] = "VERSION = '19.0.1.1.0'"
    assert run_all(build({"version": "19.0.1.1.0"}, files=files)) == []


def test_a_version_that_the_history_hides(build):
    expect_one(run_all(build({"version": "19.0.1.0.7"})), "HISTORY.md", "19.0.1.0.7")


@pytest.mark.parametrize(
    "text",
    [
        "data_dir = " + "/".join(("", "work", "main")),
        "cd " + "/".join(("", "root", "x")),
        "index-url = https://" + ".".join(("pypi", "org")) + "/simple",
        "deb http://" + ".".join(("deb", "debian", "org")) + "/debian sid main",
        "Monthly, as they say (" + ":".join(("004", "21")) + ").",
    ],
)
def test_a_text_that_names_a_machine(tmp_path, text):
    path = tmp_path / "notes.md"
    path.write_text(f"first line\n{text}\n", encoding="utf-8")
    expect_one(machine_paths.find_machine_path_offenders(path, "notes.md"), "notes.md:2")


@pytest.mark.parametrize(
    "text",
    [
        "addons/network/models",
        "https://example.org/work/at",
        "{root}" + "/".join(("", "work", "x")),
        "10:00:21",
    ],
)
def test_a_text_that_names_none(tmp_path, text):
    path = tmp_path / "notes.md"
    path.write_text(text, encoding="utf-8")
    assert not list(machine_paths.find_machine_path_offenders(path, "notes.md"))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"msgstr": "\N{NO-BREAK SPACE}: <b>Facture de %(name)s</b>"}, "word joiner"),
        ({"msgstr": ""}, "not translated"),
        ({"flags": ["fuzzy"]}, "fuzzy"),
        ({"msgstr": "Facture de %s"}, "placeholders"),
        ({"msgstr": "<b>Facture de %(name)s"}, "well-formed"),
        ({"msgid": "Old %(name)s", "msgstr": "Ancien %(name)s"}, "no longer a term"),
        (None, "not in the file"),
        ({"comment": "module: upper"}, "odoo-python"),
    ],
)
def test_a_catalogue_with_a_fault(tmp_path, change, part):
    source = "<b>Invoice of %(name)s</b>"
    good = {
        "msgid": source,
        "msgstr": "<b>Facture de %(name)s</b>",
        "comment": "module: upper\nodoo-python",
        "occurrences": [("code:addons/upper/models/move.py", "0")],
    }
    terms = {"Customer": "model:x", source: "code:y", "Taken over": None}

    def find(*entries):
        path = tmp_path / "fr.po"
        po = polib.POFile()
        po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
        po.extend(polib.POEntry(**entry) for entry in entries)
        po.save(str(path))
        return list(catalogue.find_catalogue_offenders(path, "upper/i18n/fr.po", terms))

    customer = {"msgid": "Customer", "msgstr": "Client"}
    assert find(customer, good) == []
    assert find(customer, good, {"msgid": "Taken over", "msgstr": ""}) == []
    text = {"msgid": "See {name}", "msgstr": "Voir {nom}", "comment": "model_terms:odoo-python"}
    named = {"msgid": "{name}", "msgstr": "{nom}", "occurrences": good["occurrences"]}
    terms |= {"See {name}": "model:x", "{name}": "code:y"}
    assert find(customer, good, text, {**good, **named}) == []
    in_code = {**text, "occurrences": good["occurrences"]}
    assert "placeholders" in find(customer, good, in_code, {**good, **named})[0]
    del terms["See {name}"], terms["{name}"]
    offenders = find(customer, {**good, **change}) if change else find(customer)
    assert any(part in line for line in offenders), json.dumps(offenders, indent=1)


def test_a_catalogue_that_is_missing(tmp_path):
    path = tmp_path / "fr.po"
    expect_one(catalogue.find_catalogue_offenders(path, "fr.po", {"Term": "code:x"}), "missing")
    assert not list(catalogue.find_catalogue_offenders(path, "fr.po", {}))


def test_broken_link_of_the_guide(tmp_path):
    (tmp_path / "docs/images").mkdir(parents=True)
    (tmp_path / "README.md").write_text("[guide](docs/README.md) [web](https://example.org)")
    (tmp_path / "docs/README.md").write_text("![here](images/here.png) [there](there.md#part)")
    (tmp_path / "docs/images/here.png").touch()
    assert guide.find_broken_links(tmp_path) == ["docs/README.md: there.md"]
    (tmp_path / "docs/there.md").touch()
    (tmp_path / "docs/images/unseen.png").touch()
    (tmp_path / "docs/alone.md").touch()
    assert guide.find_broken_links(tmp_path) == []
    assert guide.find_unseen(tmp_path) == ["docs/alone.md", "docs/images/unseen.png"]
