"""What was said in the appointments of the example cooperative, and who signed it."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .cooperative import LANGUAGE, TIMEZONE

# (activity, beginning of the appointment's subject): what is written in its report
SHARED = {
    ("BOIS", "Répondre à la mairie"): {
        "text": "<p>La mairie de Blois demande vingt bancs et six tables pour l'école. Le mémoire "
        "technique est presque prêt\N{NO-BREAK SPACE}; il manque les <b>références</b> et un "
        "planning réaliste.</p><ul><li>ne pas descendre sous le prix de revient</li>"
        "<li>proposer la livraison en deux fois</li></ul>",
        "action": ("Envoyer le mémoire technique pour relecture", 4),
        "decision": "Répondre seule, avec la menuiserie voisine en sous-traitance",
    },
    ("WEBO", "Lire l'état des comptes"): {
        "text": "<p>Lecture de l'état des comptes ligne à ligne. La trésorerie est saine, les "
        "contrats de maintenance couvrent les charges fixes.</p>",
        "action": ("Relancer les deux factures échues", -3),
    },
    ("JARD", "Saison à venir"): {
        "text": "<p>Les chantiers de printemps sont signés. Le besoin d'un second véhicule se "
        "confirme.</p>",
    },
}
NOTE = ("JARD", "Saison à venir")
NOTE_TEXT = (
    "Fatigue visible, semaines trop longues. À reprendre avec douceur la prochaine fois, et en "
    "parler à la réunion d'équipe."
)
# the yearly interviews: signed by both, and waiting for the person
SIGNED = ("BOIS", "Bilan de l'année")
WAITING = ("BOIS", "Point à mi-année")
INTERVIEWS = {
    SIGNED: {
        "review": "Une année de lancement réussie\N{NO-BREAK SPACE}: 31 commandes, dont 4 "
        "collectivités. Le carnet de commandes couvre trois mois.",
        "outlook": "Travailler davantage avec les écoles et les médiathèques, moins à l'unité.",
        "actions_text": "Refaire la grille de tarifs. Visiter deux ateliers partagés.",
        "needs": "Formation aux marchés publics. Un appui sur la communication.",
    },
    WAITING: {
        "review": "La grille de tarifs est refaite et appliquée. Deux marchés gagnés.",
        "outlook": "Passer à un atelier plus grand d'ici un an.",
        "actions_text": "Chiffrer le déménagement avant l'été.",
        "needs": "Lire un plan de trésorerie.",
    },
}
CALL = "<p>Appel bref\N{NO-BREAK SPACE}: la caution de l'atelier est rendue.</p>"


class Reports:
    """Writes the reports of what the advisor held.

    :param env: of the superuser
    :param res.company company: the example cooperative
    """

    def __init__(self, env, company):
        self.env = env(context={**env.context, "lang": LANGUAGE, "tz": TIMEZONE})
        self.company = company.with_env(self.env)
        self.advisor = self.env["res.users"].search([("login", "=", "accompagnatrice")])
        self.today = fields.Date.context_today(self.env["res.users"])

    def fill(self):
        for key, said in SHARED.items():
            self._share(key, said)
        for key, parts in INTERVIEWS.items():
            self._hold_interview(key, parts)
        self._note_call()
        # In the example nobody is written to.
        self.env["mail.mail"].search([("model", "=", "cae.report")]).unlink()

    def _open(self, key):
        """Return the draft of the report of one appointment, as the advisor opens it."""
        code, subject = key
        appointment = self.env["cae.appointment"].search(
            [
                ("company_id", "=", self.company.id),
                ("entrepreneur_id.cae_activity_ids.code", "=", code),
                ("name", "=like", f"{subject}%"),
            ],
            limit=1,
        )
        action = appointment.with_user(self.advisor).action_write_report()
        return self.env["cae.report"].browse(action["res_id"])

    def _share(self, key, said):
        report = self._open(key)
        report.text = said["text"]
        if "action" in said:
            name, days = said["action"]
            report.action_ids = [
                Command.create(
                    {
                        "name": name,
                        "owner_id": report.entrepreneur_id.partner_id.id,
                        "date_due": self.today + timedelta(days=days),
                    }
                )
            ]
        if "decision" in said:
            report.decision_ids = [Command.create({"name": said["decision"], "date": report.date})]
        if key == NOTE:
            self.env["cae.report.note"]._by_method().create(
                {"report_id": report.id, "user_id": self.advisor.id, "text": NOTE_TEXT}
            )
        # Without a login nobody would read it: shared as what the cooperative does meanwhile.
        report._by_method().write({"state": "shared"})
        report.decision_ids._give_numbers()

    def _hold_interview(self, key, parts):
        report = self._open(key)
        report.write(parts)
        report = report.with_user(self.advisor)
        report.action_send_for_signature()
        if key != SIGNED:
            return
        person, write = report.entrepreneur_id, self.env["cae.signature"]._write_signature
        report.with_user(person.user_ids[:1]).sudo()._sign_by_person(
            write(person.name), person.name, report.signing_hash, {}
        )
        report._countersign(write(self.advisor.name), self.advisor.name)

    def _note_call(self):
        """A draft without an appointment: what is said on the telephone."""
        person = self.env["res.users"].search([("login", "=", "entrepreneuse")]).partner_id
        self.env["cae.report"].create(
            {
                "person_ids": [Command.set(person.cae_entrepreneur_ids.ids)],
                "user_id": self.advisor.id,
                "company_id": self.company.id,
                "name": "Caution de l'atelier",
                "text": CALL,
            }
        )
