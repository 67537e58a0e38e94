from datetime import datetime

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestFrenchDays(TransactionCase):
    """The first of a month is “1er” on pages and in mails."""

    def test_first_of_a_month(self):
        env = self.env(context={"lang": "fr_FR", "tz": "Europe/Paris"})
        day = datetime(2026, 12, 1, 9, 0)
        options = {"format": "EEEE d MMMM y"}
        for kind, value in (("date", day.date()), ("datetime", day)):
            text = env[f"ir.qweb.field.{kind}"].value_to_html(value, options)
            self.assertEqual(text, "mardi 1er décembre 2026")
        context = env["mail.render.mixin"]._render_eval_context()
        text = context["format_datetime"](day, tz="Europe/Paris", dt_format="EEEE d MMMM y, HH:mm")
        self.assertEqual(text, "mardi 1er décembre 2026, 10:00")
        self.assertEqual(context["format_date"](day.date().replace(day=2)), "02/12/2026")
