from . import controllers, models, wizards


def uninstall_hook(env):
    """Leave the plan “Activities” to the books once it has accounts: they outlive the addon."""
    plan = env.ref("cae_entrepreneur.analytic_plan_activity", raise_if_not_found=False)
    if plan and env["account.analytic.account"].with_context(active_test=False).search_count(
        [("plan_id", "=", plan.id)], limit=1
    ):
        env["ir.model.data"].search(
            [("module", "=", "cae_entrepreneur"), ("name", "=", "analytic_plan_activity")]
        ).unlink()
