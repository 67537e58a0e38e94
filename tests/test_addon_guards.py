"""What only methods write, and the parents of rows, hold in every addon; seen to fail."""

from contextlib import ExitStack
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from .addon_checks import guards, hidden_searches, hostile, shared_lists, wizards
from .addon_checks.repository import ADDONS, for_each_addon, get_addon
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

    def check_what_methods_make_stays_where_it_is(self, addon):
        return list(guards.find_moved_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_parents_are_looked_at(self, addon):
        return list(guards.find_parent_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_nobody_writes_what_is_computed(self, addon):
        return list(guards.find_computed_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_files_are_written_as_their_fields(self, addon):
        return list(guards.find_file_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_shared_lists_are_the_administrators(self, addon):
        self.env["res.company"].create({"name": "Another cooperative"})
        return list(shared_lists.find_shared_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_rows_stay_in_their_cooperative(self, addon):
        company = self.env["res.company"].create({"name": "Another cooperative"})
        return list(shared_lists.find_leaving_offenders(self.env, addon, self.user, company))

    def check_searches_find_nothing_hidden(self, addon):
        return list(hidden_searches.find_hidden_search_offenders(self.env, addon))

    @mute_logger(*QUIET)
    def check_import_of_an_empty_row_is_answered_in_words(self, addon):
        return list(hostile.find_import_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_hostile_values_get_a_sentence(self, addon):
        return list(hostile.find_hostile_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_assistants_tell_nothing_hidden(self, addon):
        return list(wizards.find_telling_offenders(self.env, addon, self.user))

    @mute_logger(*QUIET)
    def check_rows_name_nothing_hidden(self, addon):
        return list(wizards.find_naming_offenders(self.env, addon, self.user))


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


@tagged("post_install", "-at_install")
class TestGuardChecksFail(HttpCase):
    """Each of these checks is seen to fail: one guard is taken away, and it is named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = make_user_of_all_roles(cls.env)
        cls.model = cls.env["cae.exit.line"]
        cls.addon = get_addon(cls.model._original_module)

    def only(self, module):
        """The check looks at one model: what it says of the others is seen above."""
        return patch.object(module, OWN[module], lambda env, addon: [self.model])

    def expect(self, offenders, *parts):
        offenders = list(offenders)
        assert any(all(part in line for part in parts) for line in offenders), offenders

    def test_a_field_that_is_not_declared(self):
        with patch.object(type(self.model), "_get_guarded_fields", lambda self: set()):
            self.expect(
                guards.find_undeclared_offenders(self.env, self.addon),
                "cae.exit.line.date_done",
                "only written by methods",
            )

    def test_a_field_on_a_model_of_odoo_that_is_not_declared(self):
        leads = self.env["crm.lead"]
        with patch.object(type(leads), "_get_guarded_fields", lambda self: set()):
            self.expect(
                guards.find_undeclared_offenders(self.env, get_addon("cae_accueil")),
                "crm.lead.cae_decision",
                "only written by methods",
            )

    def test_a_parent_that_is_not_declared(self):
        with patch.object(type(self.model), "_get_guarded_parents", lambda self: {}):
            self.expect(
                guards.find_undeclared_offenders(self.env, self.addon),
                "cae.exit.line.exit_id",
                "a parent",
            )

    @mute_logger(*QUIET)
    def test_a_parent_that_nobody_looks_at(self):
        cls = type(self.model)
        with (
            self.only(guards),
            patch.object(cls, "_check_parent", lambda *args: None),
            patch.object(cls, "_check_may_name_in_form", lambda *args: None),
        ):
            offenders = list(guards.find_parent_offenders(self.env, self.addon, self.user))
        for way in ("by its values", "by a default"):
            for what in ("closed", "foreign"):
                self.expect(offenders, "cae.exit.line", way, what)
        self.expect(offenders, "cae.exit.line", "moved", "closed")

    def test_a_row_that_methods_make_and_anybody_moves(self):
        self.model = self.env["cae.takeover.line"]
        guarded = self.model._get_guarded_fields() - {"takeover_id"}
        with (
            self.only(guards),
            patch.object(type(self.model), "_get_guarded_fields", lambda self: guarded),
        ):
            self.expect(
                guards.find_moved_offenders(self.env, get_addon("cae_compta"), self.user),
                "cae.takeover.line.takeover_id",
                "can move",
            )

    @mute_logger(*QUIET)
    def test_a_parent_above_that_nobody_looks_at(self):
        self.model = self.env["cae.decision"]
        topics = type(self.env["cae.meeting.topic"])
        with (
            self.only(guards),
            patch.object(topics, "_check_open_for", lambda *args: None),
            patch.object(type(self.model), "_add_guarded_values", lambda self, vals: vals),
        ):
            offenders = list(guards.find_parent_offenders(self.env, self.addon, self.user))
        for way in ("by its values", "by a default"):
            for what in ("closed", "foreign"):
                self.expect(offenders, "cae.decision", way, f"topic_id.meeting_id is {what}")

    @mute_logger(*QUIET)
    def test_a_field_that_anybody_writes(self):
        self.authenticate(self.user.login, self.user.login)
        cls = type(self.model)
        with self.only(guards), patch.object(cls, "_check_guarded_values", lambda *args: None):
            self.expect(guards.find_forging_offenders(self, self.addon), "date_done", "can write")

    @mute_logger(*QUIET)
    def test_values_that_nobody_cleans(self):
        cls = type(self.model)
        with self.only(hostile), patch.object(cls, "_clean_cae_values", lambda self, vals: vals):
            found = hostile.find_hostile_offenders(self.env, self.addon, self.user)
            self.expect(found, "name", "fails with")

    @mute_logger(*QUIET)
    def test_an_import_that_speaks_the_words_of_the_database(self):
        self.model = self.env["cae.entrepreneur"]
        cls = type(self.model)
        raw = patch.object(cls, "_sql_error_to_message", lambda self, exc: str(exc))
        with self.only(hostile), raw:
            found = list(hostile.find_import_offenders(self.env, self.addon, self.user))
        self.expect(found, "cae.entrepreneur", "its import says")

    @mute_logger(*QUIET)
    def test_a_shared_list_that_anybody_writes(self):
        self.env["res.company"].create({"name": "Another cooperative"})
        self.model = self.env["cae.exit.reason"]
        cls = type(self.model)
        with (
            self.only(shared_lists),
            patch.object(cls, "_is_cae_shared_and_closed", lambda self: False),
        ):
            self.env.registry.clear_cache()
            found = list(shared_lists.find_shared_offenders(self.env, self.addon, self.user))
        self.env.registry.clear_cache()
        self.expect(found, "cae.exit.reason", "changes")

    @mute_logger(*QUIET)
    def test_a_row_that_leaves_for_another_cooperative(self):
        company = self.env["res.company"].create({"name": "Another cooperative"})
        model = self.env["cae.pole"]
        field = model._fields["company_id"]
        only = patch.object(shared_lists, "find_fields", lambda env, addon: [(model, field)])
        with only, patch.object(type(model), "_is_company_here", lambda self, name: False):
            found = list(
                shared_lists.find_leaving_offenders(self.env, self.addon, self.user, company)
            )
        self.expect(found, "cae.pole.company_id", "not theirs")

    @mute_logger(*QUIET)
    def test_a_shared_list_of_odoo_and_what_is_below_it(self):
        self.env["res.company"].create({"name": "Another cooperative"})
        addon, formats = get_addon("cae_collectif"), type(self.env["event.type"])

        def find(*patches):
            with ExitStack() as stack:
                for each in patches:
                    stack.enter_context(each)
                stack.enter_context(patch.object(shared_lists, "find_models", lambda *args: []))
                self.env.registry.clear_cache()
                found = list(shared_lists.find_shared_offenders(self.env, addon, self.user))
            self.env.registry.clear_cache()
            return found

        assert not find()
        found = find(patch.object(formats, "_cae_shared_by_company", False))
        self.expect(found, "event.type.company_id", "declare")
        found = find(patch.object(formats, "_is_cae_shared_and_closed", lambda self: False))
        for way in ("changes", "deletes", "adds"):
            self.expect(found, "event.type:", way)
        self.expect(found, "cae.programme.line", "changes")
        tickets, questions = type(self.env["event.type.ticket"]), type(self.env["event.question"])
        found = find(
            patch.object(tickets, "_get_guarded_parents", lambda self: {}),
            patch.object(questions, "_check_formats", lambda self, changed: None),
        )
        for way in ("changes", "deletes", "takes away", "moves there", "adds by a default"):
            self.expect(found, "event.type.ticket.event_type_id", way)
        self.expect(found, "event.question.event_type_ids", "links to")

    def test_a_field_that_is_looked_through_with_all_rights(self):
        self.model = self.env["cae.contract"]
        field = self.model._fields["activity_ids"]
        with self.only(hidden_searches), patch.object(field, "bypass_search_access", True):
            found = list(hidden_searches.find_hidden_search_offenders(self.env, self.addon))
        self.expect(found, "cae.contract.activity_ids", "with all rights")

    @mute_logger(*QUIET)
    def test_a_row_that_names_what_is_hidden(self):
        cls = type(self.model)
        only = patch.object(wizards, "find_fields", lambda env, addon: [(self.model, field)])
        field = self.model._fields["exit_id"]
        with only, patch.object(cls, "_check_may_name_in_form", lambda *args: None):
            offenders = list(wizards.find_naming_offenders(self.env, self.addon, self.user))
        self.expect(offenders, "cae.exit.line.exit_id", "a default")

    @mute_logger(*QUIET)
    def test_what_is_computed_and_anybody_writes(self):
        cls = type(self.model)
        field = self.model._fields["company_id"]
        only = patch.object(guards, "find_fields", lambda env, addon: [(self.model, field)])
        with only, patch.object(cls, "_is_computed_here", lambda self, name: False):
            offenders = list(guards.find_computed_offenders(self.env, self.addon, self.user))
        for way in ("can write", "a default"):
            self.expect(offenders, "cae.exit.line.company_id", way)

    @mute_logger(*QUIET)
    def test_an_assistant_that_tells_what_is_hidden(self):
        self.model = self.env["cae.contract.end"]
        cls = type(self.model)
        with self.only(wizards), patch.object(cls, "_check_may_name_in_form", lambda *args: None):
            offenders = list(wizards.find_telling_offenders(self.env, self.addon, self.user))
        for way in ("onchange with default_contract_id", "create with contract_id"):
            self.expect(offenders, "cae.contract.end", way)


# The name under which each module finds the models it looks at.
OWN = {
    guards: "find_guarded_models",
    hidden_searches: "find_models",
    hostile: "find_guarded_models",
    shared_lists: "find_models",
    wizards: "find_wizards",
}
