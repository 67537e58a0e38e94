"""What comes again and again: the newcomers' incubator, the meetings of the advisors."""

from datetime import datetime, time

from dateutil.relativedelta import TH, relativedelta

from odoo.addons.cae_socle.engine.local_time import to_local, to_utc
from odoo.fields import Command

from .cooperative import LANGUAGE, TIMEZONE, find_user, get_today

TEAM = {
    "accompagnatrice": "advisor",
    "comptable": "accountant",
    "gerante": "manager",
}
NOTES = (
    "<p>Les supports sont dans le dossier partagé, rubrique Incubateur.</p>"
    "<ul><li>le plan de trésorerie commenté</li><li>la fiche mutuelle</li>"
    "<li>la carte des ateliers et des bureaux</li></ul>"
)


def plan_formats(env, company):
    """Give the incubator its series, what came out of the last one, and the advisors their year."""
    env = env(context={**env.context, "install_mode": True, "lang": LANGUAGE, "tz": TIMEZONE})
    newcomers = env.ref("cae_accompagnement.event_type_newcomers")
    past = env["event.event"].search(
        [("event_type_id", "=", newcomers.id), ("company_id", "=", company.id)], limit=1
    )
    _note_outcome(env, past)
    _plan_incubators(env, company, newcomers, past)
    _plan_meetings(env, company)


def _note_outcome(env, past):
    people = past.registration_ids.filtered(lambda one: one.state == "done").partner_id
    past.write(
        {
            "cae_shared_notes": NOTES,
            "cae_decision_ids": [
                Command.create(
                    {
                        "name": "Un déjeuner des nouveaux le premier jeudi du mois",
                        "company_id": past.company_id.id,
                        "date": to_local(past.date_end, TIMEZONE).date(),
                    }
                )
            ],
            "cae_action_ids": [
                Command.create(
                    {
                        "name": "Faire visiter l'atelier aux nouveaux",
                        "owner_id": people[:1].id,
                        "company_id": past.company_id.id,
                    }
                )
            ],
        }
    )


def _plan_incubators(env, company, newcomers, past):
    """Every two months, always half a year ahead; the last one began the series."""
    series = env["cae.session.series"].create(
        {
            "event_type_id": newcomers.id,
            "company_id": company.id,
            "territory_id": past.cae_territory_id.id,
            "address_id": past.address_id.id,
            "user_id": past.user_id.id,
            "date_first": past.date_begin,
            "date_first_end": past.date_end,
            "ending": "ahead",
            "seats_max": 8,
        }
    )
    past._by_method().write(
        {
            "cae_series_id": series.id,
            "cae_series_day": to_local(past.date_begin, TIMEZONE).date(),
        }
    )
    coming = series._make_sessions().sorted("date_begin")
    # Nobody of the example gets a message.
    coming.event_mail_ids.unlink()
    roles = {login: env.ref(f"cae_collectif.speaker_role_{role}") for login, role in TEAM.items()}
    env["cae.session.speaker"].create(
        [
            {
                "event_id": coming[0].id,
                "partner_id": find_user(env, login).partner_id.id,
                "role_id": role.id,
                "half_day_ids": coming[0]
                .cae_half_day_ids.filtered(lambda one, role=role: role in one.role_ids)
                .ids,
            }
            for login, role in roles.items()
        ]
    )
    missing = env["cae.session.missing"].search(
        [("event_type_id", "=", newcomers.id), ("company_id", "=", company.id)], limit=2
    )
    for person in missing.entrepreneur_id[:1]:
        coming[0]._enrol(person.partner_id, by_team=True)


def _plan_meetings(env, company):
    """Half a year of monthly meetings of the advisors, on a Thursday morning."""
    today = get_today(env)
    day = today + relativedelta(months=1, day=1, weekday=TH(1))
    env["cae.meeting.planning"].create(
        {
            "kind_id": env.ref("cae_reunion.kind_advisors").id,
            "company_id": company.id,
            "user_id": find_user(env, "gerante").id,
            "place": "Tours, bureau de l'équipe",
            "date_first": to_utc(datetime.combine(day, time(9, 30)), TIMEZONE),
        }
    ).action_plan()
