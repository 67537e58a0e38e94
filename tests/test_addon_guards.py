"""What only methods write, and the parents of rows, hold in every addon; seen to fail."""

from odoo import Command
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from .addon_checks import guards, hostile, shared_lists
from .addon_checks.repository import ADDONS, for_each_addon
from .addon_checks.roles import make_role_users

QUIET = ("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_model", "odoo.models")


def make_user_of_all_roles(env):
    """A user with every role of ours, and no right of an administrator."""
    users = make_role_users(env, ADDONS)
    user = users["base.group_user"]
    groups = [name for name in users if name.startswith("cae_")]
    user.group_ids = [Command.link(env.ref(name).id) for name in groups]
    assert not user.has_group("base.group_system")
    return user


@tagged("post_install", "-at_install")
@for_each_addon
class TestGuards(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = make_user_of_all_roles(cls.env)

    def check_what_methods_write_is_declared(self, addon):
        return list(guards.find_undeclared_offenders(self.env, addon))

    @mute_logger(*QUIET)
    def check_parents_are_looked_at(self, addon):
        return list(guards.find_parent_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_shared_lists_are_the_administrators(self, addon):
        self.env["res.company"].create({"name": "Another cooperative"})
        return list(shared_lists.find_shared_offenders(self.env, addon, self.user))


@tagged("post_install", "-at_install")
@for_each_addon
class TestGuardsRemote(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = make_user_of_all_roles(cls.env)

    @mute_logger(*QUIET)
    def check_nobody_forges(self, addon):
        self.authenticate(self.user.login, self.user.login)
        return list(guards.find_forging_offenders(self, addon))

    @mute_logger(*QUIET)
    def check_hostile_values_get_a_sentence(self, addon):
        self.authenticate(self.user.login, self.user.login)
        return list(hostile.find_hostile_offenders(self, addon))
