"""No public method lets someone without a role change anything."""

from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .addon_checks import remote_calls
from .addon_checks.repository import ADDONS, for_each_addon, get_addon
from .addon_checks.roles import make_role_users

REFUSALS = (
    "odoo.models",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
)


class RemoteCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = make_role_users(cls.env, ADDONS)

    def find_offenders(self, addon, role):
        with mute_logger(*REFUSALS):
            return list(remote_calls.find_remote_call_offenders(self.env, addon, self.users[role]))


@tagged("post_install", "-at_install")
@for_each_addon
class TestRemoteCalls(RemoteCase):
    def check_portal_people_change_nothing(self, addon):
        return self.find_offenders(addon, "base.group_portal")

    def check_employees_without_a_role_change_nothing(self, addon):
        return self.find_offenders(addon, "base.group_user")


@tagged("post_install", "-at_install")
class TestRemoteCallsFail(RemoteCase):
    """The check is seen to fail: a method that writes for anyone is named."""

    def find_own_class(self, name):
        """Return the addon that makes this model, and the class by which it does."""
        cls = type(self.env[name])
        package = f"odoo.addons.{cls._original_module}."
        own = [base for base in cls.__mro__ if base.__module__.startswith(package)]
        return get_addon(cls._original_module), own[0]

    def test_a_method_that_writes_for_anyone(self):
        addon, base = self.find_own_class("cae.territory")

        def rename(self, name):
            self.sudo().write({"name": name})
            self.env.flush_all()

        with patch.object(base, "rename", rename, create=True):
            assert ("cae.territory", "rename") in remote_calls.find_public_methods(self.env, addon)
            offenders = self.find_offenders(addon, "base.group_portal")
        named = [line for line in offenders if "cae.territory.rename" in line]
        assert named and "cae_territory" in named[0], offenders

    def test_a_method_that_is_refused_is_not_named(self):
        addon, base = self.find_own_class("cae.territory")

        def rename(self, name):
            self.check_access("write")
            self.sudo().write({"name": name})

        with patch.object(base, "rename", rename, create=True):
            offenders = self.find_offenders(addon, "base.group_portal")
        assert not [line for line in offenders if "rename" in line], offenders
