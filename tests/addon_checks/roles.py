"""One user per role, so that a check sees what each person sees."""

from odoo import Command

# Roles that exist without any addon of ours.
STANDARD_ROLES = ("base.group_portal", "base.group_user", "base.group_system")
USER_TYPES = ("base.group_portal", "base.group_public", "base.group_user")


def make_role_users(env, addons):
    """Users by the XML id of their group: the standard ones and one for each group of ours.

    A login is the XML id, and so is the password.
    """
    groups = {name: env.ref(name) for name in STANDARD_ROLES}
    for data in env["ir.model.data"].search(
        [("model", "=", "res.groups"), ("module", "in", [addon.name for addon in addons])],
        order="module, name",
    ):
        groups[data.complete_name] = env["res.groups"].browse(data.res_id)
    types = env["res.groups"].union(*map(env.ref, USER_TYPES))
    users = {}
    for name, group in groups.items():
        typed = (group | group.all_implied_ids) & types
        users[name] = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": name,
                    "login": name,
                    "password": name,
                    "email": f"{name}@example.org",
                    "lang": "en_US",
                    "company_id": env.company.id,
                    "company_ids": [Command.set(env["res.company"].search([]).ids)],
                    "group_ids": [Command.set((group | (typed or env.ref("base.group_user"))).ids)],
                }
            )
        )
    return users
