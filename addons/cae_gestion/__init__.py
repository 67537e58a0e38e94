from . import controllers, models, report, wizards


def post_init_hook(env):
    """Set up the companies that already have a French chart of accounts."""
    env["res.company"].search([("chart_template", "=like", "fr%")])._setup_cae_accounting()
