"""A request that leads into the cooperative becomes the file of the person."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date


class CaeLeadEntryMixin(models.AbstractModel):
    _name = "cae.lead.entry.mixin"
    _description = "Entry of the person of a request"

    _guarded_fields = {"cae_entrepreneur_id"}

    cae_entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        string="File",
        readonly=True,
        index=True,
        copy=False,
        check_company=True,
        ondelete="set null",
    )

    def action_cae_open_entrepreneur(self):
        """Open the file that the request led to."""
        self.check_access("read")
        self.ensure_one()
        return self.cae_entrepreneur_id._get_records_action()

    def _find_cae_partners(self):
        """Return the contacts with the mail or the phone of this request.

        :return: contacts that this user may read, those that may become a file first
        """
        self.ensure_one()
        ways = Domain.OR(
            Domain(name, "=", self[name])
            for name in ("email_normalized", "phone_sanitized")
            if self[name]
        )
        own = Domain("company_id", "in", (False, self.company_id.id))
        partners = self.env["res.partner"].search(own & ways, limit=20)
        return partners.sorted(
            lambda partner: (
                bool(partner.parent_id),
                partner.is_company,
                partner.email_normalized != self.email_normalized,
            )
        )

    def _convert_to_entrepreneur(self, partner=None):
        """Open the file of the person, with all that the request knows.

        :param partner: her contact, if there is one already; else a new one is made
        :return: the file
        :raise UserError: the person has a file in the cooperative already
        """
        self.ensure_one()
        entrepreneurs = self.env["cae.entrepreneur"]
        entrepreneur = entrepreneurs
        if partner:
            # sudo: an archived or foreign file counts, too
            entrepreneur = (
                entrepreneurs.sudo()
                .with_context(active_test=False)
                .search([("partner_id", "=", partner.id), ("company_id", "=", self.company_id.id)])
            )
        if entrepreneur and entrepreneur.stage != "former":
            raise UserError(
                self.env._(
                    "%(name)s already has a file in the cooperative: open it in the list of "
                    "entrepreneurs, archived files included.",
                    name=entrepreneur.name,
                )
            )
        vals = self._prepare_entrepreneur_values()
        if entrepreneur:
            # Someone who comes back keeps her file and what happened before.
            entrepreneur = entrepreneurs.browse(entrepreneur.id)
            entrepreneur._by_method().write({**vals, "active": True, "date_exit": False})
        else:
            identity = {"partner_id": partner.id} if partner else self._prepare_identity_values()
            entrepreneur = entrepreneurs.create({**vals, **identity})
        entrepreneur._message_log(
            body=self.env._(
                "Entered from the request of %(date)s: %(link)s",
                date=format_date(self.env, fields.Date.context_today(self, self.create_date)),
                link=self._get_html_link(title=self.name),
            )
        )
        return entrepreneur

    def _prepare_entrepreneur_values(self):
        return {
            "company_id": self.company_id.id,
            "stage": "project_holder",
            "territory_id": self.cae_territory_id.id,
            "referent_id": self.user_id.id or self.env.uid,
            "prescriber_id": self.cae_prescriber_id.id,
            "public_ids": [Command.set(self.cae_public_ids.ids)],
        }

    def _prepare_identity_values(self):
        return {
            "name": self.name,
            "email": self.email_from,
            "phone": self.phone,
            "street": self.street,
            "street2": self.street2,
            "zip": self.zip,
            "city": self.city,
            "country_id": self.country_id.id or self.company_id.country_id.id,
            "lang": self.lang_id.code or self.env.lang,
        }

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the requests behind these files as events of their timeline."""
        events = []
        for lead in self.search([("cae_entrepreneur_id", "in", entrepreneurs.ids)]):
            source = lead.cae_prescriber_id.name
            common = {
                "entrepreneur_id": lead.cae_entrepreneur_id.id,
                "model": lead._name,
                "res_id": lead.id,
            }
            events += [
                {
                    **common,
                    "date": fields.Date.context_today(self, lead.create_date),
                    "icon": "fa-envelope-open-o",
                    "title": self.env._("Asks for a first meeting"),
                    "text": source and self.env._("Sent by %(prescriber)s", prescriber=source),
                },
                {
                    **common,
                    "date": lead.cae_decision_date,
                    "icon": "fa-sign-in",
                    "title": self.env._("Enters the cooperative"),
                    "text": lead.cae_decision_reason,
                },
            ]
        return events
