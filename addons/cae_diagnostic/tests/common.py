from odoo import fields
from odoo.addons.cae_entrepreneur.tests.common import CaeCommon


class CompetencyCommon(CaeCommon):
    """A framework small enough to be worked out by hand, for one cooperative.

    Two axes: "Sell" (offer, price, invoice) and "Cooperate" (meetings). The shipped framework
    is archived for the test. Under CESA, 3 is expected in "Sell" (2 for the invoice), from 24
    months on 4; in "Cooperate" nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._find_levels()

    @classmethod
    def _find_levels(cls):
        cls.levels = {level.value: level for level in cls.env["cae.competency.level"].search([])}

    @classmethod
    def _make_fixture(cls):
        cls._find_levels()
        cls.env["cae.competency.domain"].search([]).active = False
        cls.sell, cls.cooperate = cls.env["cae.competency.domain"].create(
            [
                {"name": "Sell what one makes", "short_name": "Sell", "sequence": 1},
                {"name": "Cooperate", "sequence": 2},
            ]
        )
        cls.offer, cls.price, cls.invoice, cls.meetings = cls.env["cae.competency"].create(
            [
                {"name": "Offer", "domain_id": cls.sell.id, "sequence": 1},
                {"name": "Price", "domain_id": cls.sell.id, "sequence": 2},
                {"name": "Invoice", "domain_id": cls.sell.id, "sequence": 3},
                {"name": "Meetings", "domain_id": cls.cooperate.id, "sequence": 1},
            ]
        )
        cls.env["cae.competency.expectation"].create(
            [
                cls._rule(cls.sell, "cesa", 0, 3),
                cls._rule(cls.sell, "cesa", 24, 4),
                cls._rule(cls.sell, "cesa", 0, 2, cls.invoice),
            ]
        )

    @classmethod
    def _rule(cls, domain, stage, months, level, competency=None):
        return {
            "domain_id": domain.id,
            "competency_id": competency.id if competency else False,
            "stage": stage,
            "months": months,
            "level_id": cls.levels[level].id,
        }

    def _rate(self, person, levels, kind="advisor", date=None, finish=True, user=None):
        """Return an assessment; ``levels`` is {competency: level, None for not rated}."""
        user = user or (self.advisor if kind == "advisor" else person.user_ids)
        env = self.env["cae.competency.assessment"]
        assessment = (
            env.with_user(user)
            .sudo(kind != "advisor")
            .create(
                {
                    "entrepreneur_id": person.id,
                    "kind": kind,
                    # not `self.today`: some rate on a day of the past
                    "date": date or fields.Date.context_today(self.env.user),
                }
            )
        )
        for rating in assessment.rating_ids:
            level = levels.get(rating.competency_id.with_user(self.env.user))
            rating.level_id = self.levels[level] if level is not None else False
        if finish:
            assessment.with_user(user).sudo().action_finish()
        return assessment.with_user(self.env.user)
