from odoo import fields
from odoo.addons.cae_entrepreneur.tests.common import CaeCommon


class CaeContractCommon(CaeCommon):
    """CaeCommon with contracts.

    - ``alice_contract`` (CESA), ``bruno_contract`` (CAPE): in force from 1 January 2025
    """

    fixture_order = 1

    @classmethod
    def _in_stage(cls, stage):
        # the contract moves them there
        return {}

    @classmethod
    def _make_fixture(cls):
        cls.alice_contract = cls._create_contract(cls.alice, kind="cesa")
        cls.bruno_contract = cls._create_contract(
            cls.bruno, kind="cape", date_end=fields.Date.to_date("2025-12-31")
        )

    @classmethod
    def _create_contract(cls, entrepreneur, kind, date_start="2025-01-01", date_end=False):
        """Return a confirmed contract of this person."""
        contract = cls.env["cae.contract"].create(
            {
                "entrepreneur_id": entrepreneur.id,
                "kind": kind,
                "date_start": date_start,
                "date_end": date_end,
                "company_id": entrepreneur.company_id.id,
            }
        )
        contract.action_confirm()
        return contract
