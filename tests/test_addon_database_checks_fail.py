"""Each check on the database is seen to fail: one thing is broken, and it is named.

What is broken belongs to the addon of the territories (or is given to it by an XML id) and is
undone at the end of each test.
"""

import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .addon_checks import access, catalogue, indexes, lifecycle, names, personal, views
from .addon_checks.models import find_fields, find_models, find_records
from .addon_checks.repository import ADDONS, get_addon
from .addon_checks.roles import make_role_users


@tagged("post_install", "-at_install")
class TestDatabaseChecksFail(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.users = make_role_users(cls.env, ADDONS)
        cls.model = cls.env["cae.territory"]
        cls.addon = get_addon(cls.model._original_module)
        cls.ir_model = cls.env["ir.model"]._get("cae.territory")

    def own(self, model, /, **values):
        """A record that looks as if the addon's data had made it."""
        record = self.env[model].create(values)
        self.env["ir.model.data"].create(
            {
                "module": self.addon.name,
                "name": f"broken_{record.id}",
                "model": model,
                "res_id": record.id,
            }
        )
        return record

    def expect(self, offenders, *parts):
        offenders = list(offenders)
        assert any(all(part in line for part in parts) for line in offenders), offenders

    def test_a_model_without_access_lines(self):
        self.env["ir.model.access"].search([("model_id", "=", self.ir_model.id)]).unlink()
        self.expect(access.find_access_line_offenders(self.env, self.addon), "cae.territory")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_an_access_line_without_a_group(self):
        self.own("ir.model.access", name="all", model_id=self.ir_model.id, perm_read=True)
        self.expect(access.find_access_line_offenders(self.env, self.addon), "no group")

    def test_a_company_model_without_its_rule(self):
        self.env["ir.rule"].search([("model_id", "=", self.ir_model.id)]).unlink()
        self.expect(access.find_company_offenders(self.env, self.addon), "cae.territory", "rule")

    def test_rows_of_a_company_model_without_a_rule(self):
        self.env["ir.rule"].search([("model_id.model", "=", "cae.diagnosis.answer")]).unlink()
        addon = get_addon("cae_diagnostic")
        self.expect(
            access.find_company_offenders(self.env, addon), "cae.diagnosis.answer", "belongs"
        )

    def test_a_company_model_that_does_not_check_its_links(self):
        with patch.object(type(self.model), "_check_company_auto", False):
            self.expect(access.find_company_offenders(self.env, self.addon), "_check_company_auto")

    def test_a_choice_among_the_records_of_a_company_that_it_gives(self):
        chosen = self.env["cae.contract.amendment"]._fields["contract_id"]
        addon = get_addon(chosen._module)
        with patch.object(chosen, "check_company", True):
            self.expect(access.find_company_offenders(self.env, addon), "amendment.contract_id")

    def test_a_portal_line_without_a_rule(self):
        self.env["ir.rule"].search([("groups", "!=", False)]).unlink()
        line = self.own(
            "ir.model.access",
            name="portal",
            model_id=self.ir_model.id,
            group_id=self.env.ref("base.group_portal").id,
            perm_read=True,
            perm_write=True,
        )
        name = f"broken_{line.id}"
        for mode in ("read", "write"):
            self.expect(access.find_outsider_offenders(self.env, self.addon), name, mode)
        rule = self.own(
            "ir.rule",
            name="portal",
            model_id=self.ir_model.id,
            domain_force="[('id', '=', 0)]",
            groups=[Command.link(line.group_id.id)],
            perm_write=False,
        )
        found = [row for row in access.find_outsider_offenders(self.env, self.addon) if name in row]
        assert len(found) == 1 and "write" in found[0], found
        rule.perm_write = True
        found = [row for row in access.find_outsider_offenders(self.env, self.addon) if name in row]
        assert not found

    def test_a_one2many_without_an_index(self):
        field = self.find_one2many()
        inverse = self.env[field.comodel_name]._fields[field.inverse_name]
        with patch.object(inverse, "index", None):
            self.expect(self.find_index_offenders(), str(inverse), field.name)

    def test_a_constraint_that_says_nothing(self):
        rule = self.env["cae.bank.change"]._table_objects["cae_bank_change_one_asked"]
        addon = get_addon(rule._module)
        with patch.object(rule, "message", ""):
            self.expect(
                indexes.find_message_offenders(self.env, addon), "cae_bank_change_one_asked"
            )

    def test_a_name_that_comes_from_nowhere(self):
        is_inherited = names.make_inheritance_test(self.env)
        change = "odoo.addons.cae_entrepreneur.models.cae_bank_change", "CaeBankChange"
        assert is_inherited(*change, "_compute_display_name")
        assert not is_inherited(*change, "action_ask")
        mixin = "odoo.addons.cae_entrepreneur.models.cae_entrepreneur_double_mixin"
        assert not is_inherited(mixin, "CaeEntrepreneurDoubleMixin", "action_open_merge")
        login = "odoo.addons.cae_entrepreneur.controllers.login"
        assert is_inherited(login, "Login", "get_auth_signup_qcontext")

    def find_one2many(self):
        """A One2many of any addon of ours, to rows of ours."""
        for addon in ADDONS:
            for _model, field in find_fields(self.env, addon):
                if field.type == "one2many" and field.comodel_name.startswith("cae."):
                    return field
        raise AssertionError("no addon has a One2many")

    def find_index_offenders(self):
        return [line for addon in ADDONS for line in indexes.find_index_offenders(self.env, addon)]

    def test_a_view_with_a_field_that_is_not_there(self):
        view = find_records(self.env, self.addon, "ir.ui.view").filtered(
            lambda view: view.model == "cae.pole" and view.type == "list"
        )[:1]
        self.env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', %s) WHERE id = %s",
            ['<list><field name="no_such_field"/></list>', view.id],
        )
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.expect(views.find_view_offenders(self.env, self.addon), "no_such_field")
        self.expect(views.find_role_view_offenders(self.env, self.addon, self.users), "as ")
        self.expect(views.find_action_offenders(self.env, self.addon, self.users), "pole")

    def test_a_template_that_does_not_compile(self):
        view = self.own(
            "ir.ui.view", name="t", type="qweb", key="cae.t", arch="<div><t t-out='1'/></div>"
        )
        self.env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', %s) WHERE id = %s",
            ["<div><t t-out='1 +'/></div>", view.id],
        )
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.expect(views.find_view_offenders(self.env, self.addon), f"broken_{view.id}")

    def test_menus(self):
        alone = self.own("ir.ui.menu", name="Nothing below")
        action = self.own("ir.actions.act_window", name="Bad", res_model="cae.territory")
        hidden = self.own(
            "ir.ui.menu",
            name="Nobody",
            action=f"ir.actions.act_window,{action.id}",
            group_ids=[Command.create({"name": "Nobody's group"})],
            web_icon="fa fa-star",
        )
        for number in range(views.TOP_ENTRIES + 1):
            self.own("ir.ui.menu", name=f"Entry {number}", parent_id=alone.id)
        found = list(views.find_menu_offenders(self.env, self.addon, self.users))
        self.expect(found, f"broken_{alone.id}:", "web_icon")
        self.expect(found, f"broken_{alone.id}:", "more than")
        self.expect(found, f"broken_{alone.child_id[0].id}:", "neither")
        self.expect(found, f"broken_{hidden.id}:", "nobody")

    @mute_logger("odoo.addons.base.models.ir_actions")
    def test_a_menu_whose_server_action_fails(self):
        action = self.own(
            "ir.actions.server",
            name="Bad",
            model_id=self.ir_model.id,
            state="code",
            code="action = 1 / 0",
        )
        menu = self.own("ir.ui.menu", name="Bad", action=f"ir.actions.server,{action.id}")
        found = list(views.find_menu_offenders(self.env, self.addon, self.users))
        self.expect(found, f"broken_{menu.id} as", "division by zero")

    def test_actions_that_do_not_open(self):
        faults = {
            "domain": "[('no_such_field', '=', 1)]",
            "context": "{'default_name': no_such_name}",
        }
        for key, value in faults.items():
            action = self.own(
                "ir.actions.act_window", name="Bad", res_model="cae.territory", **{key: value}
            )
            found = list(views.find_action_offenders(self.env, self.addon, self.users, action))
            self.expect(found, f"broken_{action.id} as", "no_such")

    def test_an_action_that_nobody_may_open(self):
        action = self.own(
            "ir.actions.act_window",
            name="Nobody's",
            res_model="cae.territory",
            group_ids=[Command.create({"name": "Nobody's group"})],
        )
        found = list(views.find_action_offenders(self.env, self.addon, self.users, action))
        self.expect(found, f"broken_{action.id}: no role")

    def test_a_table_without_a_title(self):
        arch = "<pivot><field name='name' type='row'/></pivot>"
        view = self.own("ir.ui.view", name="p", model="cae.territory", arch=arch)
        found = views.find_view_offenders(self.env, self.addon)
        self.expect(found, f"broken_{view.id}", "string")

    def test_a_filter_that_does_not_work(self):
        arch = make_search_arch("[('name', '=', 'x' + 1)]")
        view = self.own("ir.ui.view", name="s", model="cae.territory", arch=arch)
        action = self.own(
            "ir.actions.act_window",
            name="Search",
            res_model="cae.territory",
            search_view_id=view.id,
        )
        found = list(views.find_action_offenders(self.env, self.addon, self.users, action))
        self.expect(found, f"broken_{action.id} as", "TypeError")

    def test_a_server_action_and_a_report_that_call_nothing(self):
        action = self.own(
            "ir.actions.server",
            name="Bad",
            model_id=self.ir_model.id,
            state="code",
            code="model._no_such_method()",
        )
        report = self.own(
            "ir.actions.report",
            name="Bad",
            model="cae.territory",
            report_type="qweb-pdf",
            report_name="cae.no_such_template",
        )
        found = list(views.find_server_action_offenders(self.env, self.addon))
        self.expect(found, f"broken_{action.id}", "_no_such_method")
        self.expect(found, f"broken_{report.id}", "no_such_template")

    def test_a_wizard_whose_defaults_fail(self):
        wizard = self.env["base.language.install"]

        def fail(self, names):
            raise KeyError("no_such_default")

        with (
            patch.object(views, "find_models", lambda env, addon: [wizard]),
            patch.object(type(wizard), "default_get", fail),
        ):
            self.expect(
                views.find_wizard_offenders(self.env, self.addon, self.users), "no_such_default"
            )

    def test_a_term_that_is_not_in_the_catalogue(self):
        group = self.own("res.groups", name="A term of today")
        terms = catalogue.export_terms(self.env, [self.addon.name])[self.addon.name]
        assert f"broken_{group.id}" in terms["A term of today"]
        with tempfile.NamedTemporaryFile(suffix=".po") as empty:
            found = catalogue.find_catalogue_offenders(Path(empty.name), "fr.po", terms)
            self.expect(found, "A term of today", "not in")

    def test_a_choice_that_is_not_translated(self):
        assert not list(catalogue.find_choice_offenders(self.env, self.addon))
        choice = self.env["ir.model.fields.selection"].search(
            [("field_id.model", "=", "cae.entrepreneur"), ("field_id.name", "=", "stage")], limit=1
        )
        choice.env.cr.execute(
            "UPDATE ir_model_fields_selection SET name = name - 'fr_FR' WHERE id = %s", [choice.id]
        )
        choice.invalidate_recordset()
        self.expect(catalogue.find_choice_offenders(self.env, self.addon), "cae.entrepreneur.stage")

    def test_everything_of_an_addon_that_is_still_there(self):
        """While the addon is installed, what the uninstall must remove is all *left*."""
        self.env["ir.config_parameter"].set_param(f"{self.addon.name}.key", "value")
        traces = lifecycle.read_traces(self.env, self.addon)
        found = list(lifecycle.find_leftovers(self.env, self.addon, traces))
        for kind in ("ir.ui.view", "ir.ui.menu", "ir.rule", "ir.model.access"):
            self.expect(found, "the XML id", f"({kind})")
        self.expect(found, "the table cae_territory ")
        self.expect(found, "the column cae_territory.name ")
        self.expect(found, "the config parameter")
        self.expect(found, "rows of ir_model.model", "cae.territory")
        named = list(lifecycle.find_named_leftovers(self.env))
        self.expect(named, "relation cae_territory")
        self.expect(named, "constraint cae_territory_pkey")

    def test_a_field_about_a_person_that_declares_nothing(self):
        model = self.env["cae.exit"]
        for name in ("comment", "date_exit"):
            with patch.object(model._fields[name], "personal", None):
                self.expect_personal("cae_contrat", f"cae.exit.{name}")
        classes = type(self.env["res.partner.bank"]).__mro__
        declaring = next(cls for cls in classes if vars(cls).get("_personal_default"))
        with patch.object(declaring, "_personal_default", None):
            self.expect_personal("cae_entrepreneur", "res.partner.bank.note")
        with patch.object(type(model), "_personal_fields", {"comments": "file"}):
            self.expect_personal("cae_contrat", "there is no comments")

    def test_a_model_about_a_person_that_nobody_would_find(self):
        for name, model, addon, *parts in (
            ("_personal_paths", "cae.earlier.contract", "cae_contrat", "whose it is"),
            ("_personal_ignored", "cae.rhythm", "cae_accompagnement", "whose it is"),
            ("_personal_thread", "cae.exit", "cae_contrat", "its messages"),
            ("_personal_shared", "cae.report", "cae_accompagnement", "person_ids"),
        ):
            with patch.object(type(self.env[model]), name, None):
                self.expect_personal(addon, model, *parts)

    def expect_personal(self, addon, *parts):
        addon = get_addon(addon)
        self.expect(
            [
                *personal.find_field_offenders(self.env, addon),
                *personal.find_model_offenders(self.env, addon),
            ],
            *parts,
        )

    def test_a_record_that_lost_its_xml_id_and_stayed(self):
        menu = self.own("ir.ui.menu", name="Forgotten")
        traces = lifecycle.read_traces(self.env, self.addon)
        self.env["ir.model.data"].search([("model", "=", menu._name)]).filtered(
            lambda data: data.res_id == menu.id
        ).unlink()
        self.expect(
            lifecycle.find_leftovers(self.env, self.addon, traces), f"(ir.ui.menu {menu.id})"
        )

    def test_the_addons_are_seen_at_all(self):
        assert "cae.territory" in {model._name for model in find_models(self.env, self.addon)}


def make_search_arch(domain):
    """A search view whose one filter has this domain."""
    return f'<search><filter name="bad" string="Bad" domain="{domain}"/></search>'
