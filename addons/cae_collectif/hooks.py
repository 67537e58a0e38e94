from odoo.fields import Command


def uninstall_hook(env):
    """Take back from our groups what this addon gave them in Odoo's events."""
    for name, given in (("advisor", "event_user"), ("manager", "event_manager")):
        env.ref(f"cae_socle.group_{name}").implied_ids = [
            Command.unlink(env.ref(f"event.group_{given}").id)
        ]
