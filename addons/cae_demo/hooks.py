from odoo.exceptions import UserError

from .appointments import accompany
from .books import Books
from .cooperative import Cooperative, bring_people, found, open_logins
from .diagnoses import make_diagnoses
from .directory import show_pages
from .follow_up import fill_files
from .formats import plan_formats
from .meetings import hold_meetings
from .people import COMPANY, LOGINS
from .reports import write_reports
from .sessions import hold_sessions
from .welcome import open_requests, see_somebody_off


def post_init_hook(env):
    """Make the example cooperative; once made, only open its logins again."""
    coop = Cooperative(env, env.ref("base.main_company"))
    if coop.company.name == COMPANY["name"]:
        open_logins(env)
        if coop.find("cae.entrepreneur", limit=1):
            return
    elif env["account.move"].search_count([("state", "=", "posted")], limit=1):
        raise UserError(
            coop.env._(
                "The example cooperative would mix with the entries of this database. "
                "Install it in an empty one."
            )
        )
    found(coop)
    bring_people(coop)
    Books(coop).fill()
    open_requests(coop)
    see_somebody_off(coop)
    fill_files(coop)
    hold_meetings(coop)
    hold_sessions(coop)
    accompany(coop)
    plan_formats(coop)
    write_reports(coop)
    make_diagnoses(coop)
    show_pages(coop)


def uninstall_hook(env):
    """Close the logins whose passwords everybody knows. Posted entries stay, as the law asks."""
    users = env["res.users"].search([("login", "in", LOGINS)])
    users.active = False
