"""The meetings of the example cooperative: one past, one announced, one in preparation."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import MO, WE, relativedelta

from odoo import fields
from odoo.addons.cae_socle.engine.local_time import to_utc
from odoo.fields import Command

from .cooperative import LANGUAGE, TIMEZONE, find_user, get_today


def _at(day, hour):
    """Return the moment of an hour of a day in France, in UTC."""
    return to_utc(datetime.combine(day, time(hour)), TIMEZONE)


def hold_meetings(env, company):
    """Make three meetings: the last peer exchange with its minutes, the next one, the team's."""
    # The machine's own words (names of files, of roles) as the cooperative writes them.
    env = env(context={**env.context, "lang": LANGUAGE, "tz": TIMEZONE})
    today = get_today(env)
    advisor = find_user(env, "accompagnatrice")
    exchange = env.ref("cae_reunion.kind_peers")
    past = _hold_past(env, company, exchange, advisor, today)
    coming = _announce_next(env, company, exchange, advisor, today)
    env["cae.meeting"].create(
        {
            "kind_id": env.ref("cae_reunion.kind_team").id,
            "company_id": company.id,
            "date_begin": _at(today + relativedelta(days=9, weekday=MO(1)), 9),
            "user_id": find_user(env, "gerante").id,
            "place": "Tours, bureau de l'équipe",
        }
    )
    return past, coming


def _hold_past(env, company, kind, advisor, today):
    meeting = env["cae.meeting"].create(
        {
            "kind_id": kind.id,
            "company_id": company.id,
            "date_begin": _at(today - relativedelta(days=21, weekday=WE(-1)), 18),
            "user_id": advisor.id,
            "place": "Tours, grande salle",
        }
    )
    meeting.action_invite()
    _set_announced(meeting)
    meeting.action_hold()
    for number, row in enumerate(meeting.attendee_ids):
        row.state = "excused" if number in (3, 8) else "present"
    van, fair = _talk(env, meeting)
    _conclude(env, van, fair, advisor, today)
    meeting.topic_ids.action_treat()
    meeting.decision_ids._give_numbers()
    # Published without mails: nobody of the example reads them.
    meeting._by_method().write({"state": "published", "date_published": fields.Datetime.now()})
    return meeting


def _talk(env, meeting):
    """Two topics that were talked about, with their notes."""
    maker = find_user(env, "entrepreneuse").partner_id
    van, fair = env["cae.meeting.topic"].create(
        [
            {
                "name": "Partager une camionnette",
                "description": "Trois d'entre nous louent chaque mois, chacun de son côté.",
                "meeting_id": meeting.id,
                "proposed_by_id": maker.id,
                "aim": "decide",
                "minutes": 30,
                "notes": "<p>Coût estimé : 180 € par mois pour trois activités. Maud connaît un "
                "garage à Saint-Pierre-des-Corps.</p><ul><li>un agenda commun</li>"
                "<li>chacun paie ses kilomètres</li></ul>",
            },
            {
                "name": "Le marché de Noël",
                "meeting_id": meeting.id,
                "aim": "discuss",
                "minutes": 20,
                "notes": "<p>Un stand commun a bien marché l'an passé. Qui veut venir le dit "
                "avant la fin du mois.</p>",
            },
        ]
    )
    meeting.topic_ids[0].notes = "<p>Un tour de table : deux nouveaux se présentent.</p>"
    return van, fair


def _conclude(env, van, fair, advisor, today):
    """What was decided on the two topics, and who does what."""
    maker = find_user(env, "entrepreneuse").partner_id
    tags = env["cae.decision.tag"].create([{"name": "Véhicules"}, {"name": "Salons et marchés"}])
    env["cae.decision"].create(
        [
            {
                "name": "Louer ensemble une camionnette à l'année",
                "text": "À l'essai pendant six mois, à trois activités ; bilan en mai.",
                "topic_id": van.id,
                "owner_id": maker.id,
                "tag_ids": [Command.set(tags[0].ids)],
            },
            {
                "name": "Tenir un stand commun au marché de Noël",
                "topic_id": fair.id,
                "tag_ids": [Command.set(tags[1].ids)],
            },
        ]
    )
    env["cae.action"].create(
        [
            {
                "name": "Demander un devis au garage",
                "topic_id": van.id,
                "owner_id": maker.id,
                "date_due": today + timedelta(days=5),
            },
            {
                "name": "Réserver l'emplacement du marché",
                "topic_id": fair.id,
                "owner_id": advisor.partner_id.id,
                "date_due": today - timedelta(days=2),
            },
        ]
    )


def _announce_next(env, company, kind, advisor, today):
    meeting = env["cae.meeting"].create(
        {
            "kind_id": kind.id,
            "company_id": company.id,
            "date_begin": _at(today + relativedelta(days=8, weekday=WE(1)), 18),
            "user_id": advisor.id,
            "place": "Blois, salle des Jacobins",
        }
    )
    meeting.action_invite()
    env["cae.meeting.topic"].create(
        [
            {
                "name": "Bilan du stand commun",
                "meeting_id": meeting.id,
                "aim": "discuss",
                "minutes": 20,
            },
            {
                "name": "Un outil commun pour les photos",
                "description": "Qui en a besoin, et combien sommes-nous prêts à y mettre ?",
                "meeting_id": meeting.id,
                "proposed_by_id": find_user(env, "voisin").partner_id.id,
                "state": "proposed",
                "aim": "discuss",
                "minutes": 15,
            },
        ]
    )
    _set_announced(meeting)
    return meeting


def _set_announced(meeting):
    """Announce without mails: nobody of the example reads them."""
    now = fields.Datetime.now()
    meeting._by_method().write(
        {
            "state": "announced",
            "date_announced": min(now, meeting.date_begin - timedelta(days=8)),
            "announced_begin": meeting.date_begin,
            "announced_place": meeting._get_place_text(),
            "announce_count": 1,
        }
    )
