"""What was said in the appointments of the example cooperative, and who signed it."""

from datetime import timedelta

from odoo.fields import Command

from .cooperative import LANGUAGE, TIMEZONE, find_user, forget_mails, get_today
from .people import read

# appointments are named by their activity and the beginning of their subject
TOLD = read("reports")
SHARED, INTERVIEWS = TOLD["shared"], TOLD["interviews"]


class Reports:
    """Writes the reports of what the advisor held.

    :param env: of the superuser
    :param res.company company: the example cooperative
    """

    def __init__(self, env, company):
        self.env = env(context={**env.context, "lang": LANGUAGE, "tz": TIMEZONE})
        self.company = company.with_env(self.env)
        self.advisor = find_user(self.env, "accompagnatrice")
        self.today = get_today(self.env)

    def fill(self):
        for said in SHARED:
            self._share(said)
        for said in INTERVIEWS:
            self._hold_interview(said)
        self._note_call()
        forget_mails(self.env, "cae.report")

    def _open(self, said):
        """Return the draft of the report of one appointment, as the advisor opens it."""
        appointment = self.env["cae.appointment"].search(
            [
                ("company_id", "=", self.company.id),
                ("entrepreneur_id.cae_activity_ids.code", "=", said["activity"]),
                ("name", "=like", f"{said['subject']}%"),
            ],
            limit=1,
        )
        action = appointment.with_user(self.advisor).action_write_report()
        return self.env["cae.report"].browse(action["res_id"])

    def _share(self, said):
        report = self._open(said)
        report.text = said["text"]
        if "action" in said:
            report.action_ids = [
                Command.create(
                    {
                        "name": said["action"]["name"],
                        "owner_id": report.entrepreneur_id.partner_id.id,
                        "date_due": self.today + timedelta(days=said["action"]["days"]),
                    }
                )
            ]
        if "decision" in said:
            report.decision_ids = [Command.create({"name": said["decision"], "date": report.date})]
        if "note" in said:
            self.env["cae.report.note"]._by_method().create(
                {"report_id": report.id, "user_id": self.advisor.id, "text": said["note"]}
            )
        # Without a login nobody would read it: shared as what the cooperative does meanwhile.
        report._by_method().write({"state": "shared"})
        report.decision_ids._give_numbers()

    def _hold_interview(self, said):
        report = self._open(said)
        report.write(said["values"])
        report = report.with_user(self.advisor)
        report.action_send_for_signature()
        if not said["is_signed"]:
            return
        person, write = report.entrepreneur_id, self.env["cae.signature"]._write_signature
        report.with_user(person.user_ids[:1]).sudo()._sign_by_person(
            write(person.name), person.name, report.signing_hash, {}
        )
        report._countersign(write(self.advisor.name), self.advisor.name)

    def _note_call(self):
        """A draft without an appointment: what is said on the telephone."""
        person = find_user(self.env, "entrepreneuse").partner_id
        self.env["cae.report"].create(
            {
                "person_ids": [Command.set(person.cae_entrepreneur_ids.ids)],
                "user_id": self.advisor.id,
                "company_id": self.company.id,
                "name": "Caution de l'atelier",
                "text": TOLD["call"],
            }
        )
