"""What every addon must satisfy in a database where all of them are installed."""

from odoo.tests import TransactionCase, tagged

from .addon_checks import access, catalogue, forms, indexes, names, personal, views
from .addon_checks.repository import ADDONS, for_each_addon
from .addon_checks.roles import make_role_users


class AddonCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})


@tagged("post_install", "-at_install")
class TestInstalled(AddonCase):
    def test_every_addon_is_installed(self):
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        missing = {addon.name for addon in ADDONS} - set(installed.mapped("name"))
        assert not missing, f"the checks below would see nothing of {sorted(missing)}"


@tagged("post_install", "-at_install")
@for_each_addon
class TestAccess(AddonCase):
    def check_models_have_access_lines(self, addon):
        return list(access.find_access_line_offenders(self.env, addon))

    def check_models_of_a_company_have_its_rule(self, addon):
        return list(access.find_company_offenders(self.env, addon))

    def check_portal_and_public_lines_have_a_rule(self, addon):
        return list(access.find_outsider_offenders(self.env, addon))

    def check_one2many_inverses_are_indexed(self, addon):
        return list(indexes.find_index_offenders(self.env, addon))

    def check_constraints_have_a_message(self, addon):
        return list(indexes.find_message_offenders(self.env, addon))


@tagged("post_install", "-at_install")
@for_each_addon
class TestPersonalData(AddonCase):
    def check_fields_about_people_say_when_they_go(self, addon):
        return list(personal.find_field_offenders(self.env, addon))

    def check_models_about_people_are_found(self, addon):
        return list(personal.find_model_offenders(self.env, addon))


@tagged("post_install", "-at_install")
@for_each_addon
class TestNames(AddonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.used = names.find_used_names(ADDONS)
        cls.is_inherited = staticmethod(names.make_inheritance_test(cls.env))

    def check_names_are_used(self, addon):
        return list(names.find_unused_offenders(addon, self.used, self.is_inherited))


@tagged("post_install", "-at_install")
@for_each_addon
class TestViews(AddonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = make_role_users(cls.env, ADDONS)

    def check_views_validate(self, addon):
        return list(views.find_view_offenders(self.env, addon))

    def check_views_load_for_each_role(self, addon):
        return list(views.find_role_view_offenders(self.env, addon, self.users))

    def check_menus_open(self, addon):
        return list(views.find_menu_offenders(self.env, addon, self.users))

    def check_window_actions_open(self, addon):
        return list(views.find_action_offenders(self.env, addon, self.users))

    def check_server_actions_and_reports_exist(self, addon):
        return list(views.find_server_action_offenders(self.env, addon))

    def check_wizards_open(self, addon):
        return list(views.find_wizard_offenders(self.env, addon, self.users))


@tagged("post_install", "-at_install")
@for_each_addon
class TestForms(AddonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = make_role_users(cls.env, ADDONS)
        # an advisor fills in forms about people whom they follow
        cls.env["cae.entrepreneur"].create(
            [
                {"name": f"Followed by {role}", "referent_id": user.id, "zip": "37000"}
                for role, user in cls.users.items()
                if user.has_group("cae_socle.group_advisor")
            ]
        )

    def check_forms_are_filled_in_saved_and_changed(self, addon):
        return list(forms.find_form_offenders(self.env, addon, self.users))


@tagged("post_install", "-at_install")
@for_each_addon
class TestCatalogue(AddonCase):
    """One export for all addons: it walks every folder of every addon there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = catalogue.export_terms(cls.env, [addon.name for addon in ADDONS])

    def check_catalogue_is_complete(self, addon):
        path = addon.path / "i18n" / "fr.po"
        return list(
            catalogue.find_catalogue_offenders(path, addon.relative(path), self.terms[addon.name])
        )

    def check_choices_are_translated(self, addon):
        return list(catalogue.find_choice_offenders(self.env, addon))
