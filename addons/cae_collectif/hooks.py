from odoo.fields import Command


def post_init_hook(env):
    """Take over the information sessions that `cae_entrepreneur` held before."""
    env["crm.lead"]._take_over_information_sessions()


def uninstall_hook(env):
    """Take back from our groups what this addon gave them in Odoo's events."""
    for name, given in (("advisor", "event_user"), ("manager", "event_manager")):
        env.ref(f"cae_entrepreneur.group_{name}").implied_ids = [
            Command.unlink(env.ref(f"event.group_{given}").id)
        ]
