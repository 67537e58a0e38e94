from datetime import date

from freezegun import freeze_time

from odoo.addons.cae_echeance.models import deadline_alerts
from odoo.fields import Command

from .common import CaeContractCommon

NAME, EMAIL = "Zéphyrine Quatrevents", "zephyrine.quatrevents@example.org"
# What nobody else in the database can have in a text.
WORDS = ("quatrevents", "rue des zinnias", "0612345679", "fr7630006000011234567890189")
EXIT = date(2019, 3, 15)
PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    b"rkJggg=="
)


class RetentionCommon(CaeContractCommon):
    """CaeContractCommon with a person who left on 15 March 2019, and traces of her everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what an office does leaves tracked values and mails
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        with freeze_time("2018-01-10"):
            cls.zoe, cls.message_elsewhere = cls._make_person(NAME, EMAIL)
        with freeze_time(EXIT):
            cls.env["cae.exit"].create(
                {
                    "entrepreneur_id": cls.zoe.id,
                    "reason_id": cls.env.ref("cae_contrat.exit_reason_own_decision").id,
                    "destination_id": cls.env.ref("cae_contrat.exit_destination_job").id,
                    "comment": f"{NAME} found a job",
                }
            ).action_confirm()
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    @classmethod
    def _make_person(cls, name, email):
        person, _user, activity = cls._create_entrepreneur(
            name,
            email,
            f"Atelier {name}",
            f"Z{name[:3].upper()}",
            email=email,
            phone="0612345679",
            street="1 rue des Zinnias",
            zip="37000",
            city="Tours",
            comment=f"<p>{name} called</p>",
            image_1920=PIXEL,
        )
        contract = cls._create_contract(person, kind="cesa", date_start="2018-01-10")
        person.message_post(body=f"{name} came with her plan", email_from=email)
        contract.message_post(body=f"Contract of {name}", author_id=person.partner_id.id)
        activity.with_user(cls.manager).message_post(body=f"{name} begins")
        elsewhere = cls.alice.message_post(
            body=f"I work with Alice, says {name}",
            author_id=person.partner_id.id,
            email_from=f"{name} <{email}>",
            message_type="comment",
        )
        person.write({"name": f"{name} Dupont"})
        person.write({"name": name})
        person.activity_schedule("mail.mail_activity_data_todo", summary=f"Call {name}")
        cls.env["ir.attachment"].create(
            {
                "name": f"CV {name}.txt",
                "raw": name.encode(),
                "mimetype": "text/plain",
                "res_model": "cae.entrepreneur",
                "res_id": person.id,
            }
        )
        person.write({"emergency_name": "Zoltan Quatrevents", "emergency_phone": "0612345679"})
        document = cls.env["cae.document"].create(
            {
                "entrepreneur_id": person.id,
                "name": f"Diploma of {name}",
                "kind_id": cls.env.ref("cae_entrepreneur.document_kind_other").id,
                "file_name": f"diploma {name}.png",
                "file": PIXEL,
            }
        )
        cls.env["res.partner.bank"].create(
            {
                "partner_id": person.partner_id.id,
                "acc_number": "FR76 3000 6000 0112 3456 7890 189",
            }
        )
        # an event of others too, and the mail that told the team
        event = cls.env["calendar.event"].create(
            {
                "name": f"Coffee with {name}",
                "location": "1 rue des Zinnias",
                "description": f"<p>{name}, <a href='tel:0612345679'>0612345679</a></p>",
                "start": "2018-02-01 09:00:00",
                "stop": "2018-02-01 10:00:00",
                "partner_ids": [Command.set((person.partner_id | cls.alice.partner_id).ids)],
            }
        )
        event.message_post(body=f"{name} comes by train")
        cls.env["cae.deadline"]._by_method().create(
            {
                "res_model": "cae.document",
                "res_id": document.id,
                "entrepreneur_id": person.id,
                "company_id": person.company_id.id,
                "kind": "document",
                "date_due": "2018-03-01",
                "date_first_alert": "2018-02-01",
                "date_alerted": "2018-02-01",
            }
        )
        deadline_alerts.write_to(cls.advisor)
        cls.env["hr.employee"].create(
            {
                "name": name,
                "work_contact_id": person.partner_id.id,
                "company_id": cls.company.id,
                "birthday": "1980-05-05",
                "private_email": email,
                "private_street": "1 rue des Zinnias",
                "country_id": cls.env.ref("base.be").id,
                "sex": "female",
            }
        )
        return person, elsewhere

    def _list(self, day):
        with freeze_time(day):
            return self.env["cae.retention"].with_user(self.manager).create({})

    def _kinds(self, run, person):
        return set(
            run.line_ids.filtered(lambda line: line.entrepreneur_id == person).mapped("kind")
        )

    def _scan(self, *words):
        """Return the columns of the whole database in which a word stands."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT c.table_name, c.column_name
              FROM information_schema.columns c
              JOIN information_schema.tables t USING (table_schema, table_name)
             WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
               AND c.data_type IN ('character varying', 'text', 'jsonb', 'json', 'bytea')
            """
        )
        found = set()
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE ANY(%s) LIMIT 1',
                ([f"%{word}%" for word in words],),
            )
            if self.env.cr.fetchone():
                found.add(f"{table}.{column}")
        return found

    def _anonymise(self, run, day):
        with freeze_time(day):
            run.action_anonymise()
            self.env.flush_all()

    def _check_nothing_is_left(self):
        self.assertGreater(len(self._scan(*WORDS)), 15)
        user = self.zoe.with_context(active_test=False).user_ids
        stored = self.env["ir.attachment"].search(
            [("res_model", "=", "cae.entrepreneur"), ("res_id", "=", self.zoe.id)]
        )
        self.assertTrue(stored)
        run = self._list("2024-03-16")
        self._anonymise(run, "2024-03-16")
        self.assertEqual(run.state, "done", run.line_ids.mapped("error"))
        self.assertEqual(self._scan(*WORDS), set())
        self.assertFalse(stored.exists())
        self.assertFalse(self.zoe.image_1920)
        self.assertEqual(self.zoe.name, f"Anonymised person {self.zoe.partner_id.id}")
        self.assertFalse(user.active)
        employee = self.env["hr.employee"].search(
            [("work_contact_id", "=", self.zoe.partner_id.id)]
        )
        self.assertFalse(employee.birthday or employee.sex or employee.country_id)
