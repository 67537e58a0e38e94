from odoo.exceptions import UserError

from . import cooperative, meetings, welcome
from .appointments import Accompaniment
from .books import Books
from .diagnoses import make_diagnoses
from .directory import show_pages
from .follow_up import FollowUp
from .formats import plan_formats
from .people import COMPANY, LOGINS
from .reports import Reports
from .sessions import hold_sessions


def post_init_hook(env):
    """Make the example cooperative; once made, only open its logins again."""
    env = env(context={**env.context, **cooperative.QUIET})
    company = env.ref("base.main_company")
    if company.name == COMPANY["name"]:
        cooperative.open_logins(env)
        if env["cae.entrepreneur"].search_count([("company_id", "=", company.id)], limit=1):
            return
    elif env["account.move"].search_count([("state", "=", "posted")], limit=1):
        raise UserError(
            env._(
                "The example cooperative would mix with the entries of this database. "
                "Install it in an empty one."
            )
        )
    cooperative.found(env, company)
    people = cooperative.bring_people(env, company)
    Books(env, company, people).fill()
    welcome.open_requests(env, company)
    welcome.see_somebody_off(env, company)
    FollowUp(env, company).fill()
    meetings.hold_meetings(env, company)
    hold_sessions(env, company)
    Accompaniment(env, company).fill()
    plan_formats(env, company)
    Reports(env, company).fill()
    make_diagnoses(env, company)
    show_pages(env, company)


def uninstall_hook(env):
    """Close the logins whose passwords everybody knows. Posted entries stay, as the law asks."""
    users = env["res.users"].search([("login", "in", LOGINS)])
    users.active = False
