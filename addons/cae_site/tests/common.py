from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.addons.cae_entrepreneur.tests.common import CaeCommon
from odoo.tests import HttpCase


class SiteCase(CaeCommon, HttpCase):
    """Real visitors of the public site of ``company``."""

    @classmethod
    def _make_fixture(cls):
        cls.env["website"].search([]).company_id = cls.company
        cls.company.cae_information_sessions = True

    def _make_token(self, form, seconds=10):
        """A token as it would stand on a page that was opened some seconds ago."""
        with freeze_time(fields.Datetime.now() - timedelta(seconds=seconds)):
            return self.env["cae.form.answer"]._make_token(form)

    def _post(self, url, form, params, seconds=10):
        data = {"form_token": self._make_token(form, seconds), "company_website": "", **params}
        return self.url_open(url, data=data, allow_redirects=True)

    @staticmethod
    def _parse(response):
        return html.fromstring(response.content)

    def _texts(self, response, xpath):
        return [
            " ".join(node.text_content().split()) for node in self._parse(response).xpath(xpath)
        ]
