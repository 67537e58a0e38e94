from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.addons.cae_contrat.tests.common import CaeContractCommon
from odoo.fields import Command

TODAY = "2026-07-01"


class NumbersCommon(CaeContractCommon):
    """Twelve people over three years, in the other cooperative, where nobody else counts.

    Two territories, north and south; `counting` is the manager, `north_advisor` and
    `south_advisor` have one each. Worked out by hand:

    ====  =======================  ==========  ======================  ==================
    year  entries                  new CESA    exits (positive)        CAPE to CESA, days
    ====  =======================  ==========  ======================  ==================
    2023  5: N Ana Ben Dan Gus,    1: N Gus    1: N Dan (0)            none
          S Fay
    2024  4: N Eva Hal,            4: N Ana    1: N Ben (1)            Ana 365, Eva 151,
          S Cleo Ida               Eva, S                              Fay 458: 974 / 3
                                   Cleo Fay                            = 10.7 months
    2025  3: S Dan Jo Kim          2: S Dan    2: N Gus (0, no         Hal 365: 12.0
                                   Hal         destination), S Ida (1)
    2026  none                     none        1: S Kim (1)            none
    ====  =======================  ==========  ======================  ==================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        coop = cls.coop = cls.other_company
        cls.counting = cls._create_staff("cae_counting", "cae_socle.group_manager", coop)
        cls.north_advisor = cls._create_staff("cae_north", "cae_socle.group_advisor", coop)
        cls.south_advisor = cls._create_staff("cae_south", "cae_socle.group_advisor", coop)
        cls.north, cls.south = cls.env["cae.territory"].create(
            [
                {
                    "name": name,
                    "company_id": coop.id,
                    "advisor_ids": [Command.set(advisor.ids)],
                }
                for name, advisor in (("North", cls.north_advisor), ("South", cls.south_advisor))
            ]
        )
        cls.agency = cls.env["cae.prescriber"].create({"name": "Agency", "company_id": coop.id})
        cls.women, cls.young = cls.env["cae.public"].create(
            [{"name": name, "company_id": coop.id} for name in ("Test women", "Test under 30")]
        )
        destinations = {
            name: cls.env.ref(f"cae_contrat.exit_destination_{name}")
            for name in ("job", "company", "training", "no_solution")
        }
        cls.people = {}

        # under CAPE from the first to the last day of 2023, then CESA
        ana = cls._person("Ana", cls.north, prescriber_id=cls.agency.id)
        ana.public_ids = cls.women + cls.young
        cls._create_contract(ana, "cape", "2023-01-01", "2023-12-31")
        cls._create_contract(ana, "cesa", "2024-01-01")
        # in on 31 December, out on 31 December
        ben = cls._person("Ben", cls.north, prescriber_id=cls.agency.id)
        ben.public_ids = cls.women
        cls._create_contract(ben, "cape", "2023-12-31", "2024-12-30")
        cls._leave(ben, "2024-12-31", destinations["job"])
        # CESA at once
        cls._create_contract(cls._person("Cleo", cls.south), "cesa", "2024-01-01")
        # left, and came back in the other territory
        dan = cls._person("Dan", cls.north)
        cls._create_contract(dan, "cape", "2023-02-01", "2023-07-31")
        cls._leave(dan, "2023-07-31", destinations["no_solution"])
        dan.territory_id = cls.south
        cls._create_contract(dan, "cesa", "2025-03-01")
        # two contracts in one year
        eva = cls._person("Eva", cls.north)
        cls._create_contract(eva, "cape", "2024-02-01", "2024-06-30")
        cls._create_contract(eva, "cesa", "2024-07-01")
        # CAPE ended, CESA three months later
        fay = cls._person("Fay", cls.south)
        cls._create_contract(fay, "cape", "2023-03-01", "2024-02-29")
        cls._create_contract(fay, "cesa", "2024-06-01")
        # left before exits were recorded
        gus = cls._person("Gus", cls.north)
        contract = cls._create_contract(gus, "cesa", "2023-05-01")
        with freeze_time("2025-12-31"):
            contract.action_end()
        gus._by_method().write({"stage": "former", "date_exit": "2025-12-31"})
        # changed territory between CAPE and CESA
        hal = cls._person("Hal", cls.north)
        cls._create_contract(hal, "cape", "2024-03-01", "2025-02-28")
        hal.territory_id = cls.south
        cls._create_contract(hal, "cesa", "2025-03-01")
        # renewed, then left to create a company
        ida = cls._person("Ida", cls.south)
        contract = cls._create_contract(ida, "cape", "2024-05-01", "2025-04-30")
        cls.env["cae.contract.amendment"].create(
            {
                "contract_id": contract.id,
                "kind": "renewal",
                "date_effect": "2025-05-01",
                "date_end": "2025-10-31",
            }
        ).action_confirm()
        cls._leave(ida, "2025-10-31", destinations["company"])
        # the last day of 2025
        cls._create_contract(cls._person("Jo", cls.south), "cape", "2025-12-31", "2026-12-30")
        # left on the first day of 2026
        kim = cls._person("Kim", cls.south)
        cls._create_contract(kim, "cape", "2025-01-01", "2025-12-31")
        cls._leave(kim, "2026-01-01", destinations["training"])
        # never came: a request, a draft, and a farewell
        leo = cls._person("Leo", cls.north)
        cls.env["cae.contract"].create(
            {"entrepreneur_id": leo.id, "kind": "cesa", "date_start": "2024-01-01"}
        )
        cls._leave(leo, "2024-03-01", destinations["no_solution"])
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _person(cls, name, territory, **vals):
        person = cls.env["cae.entrepreneur"].create(
            {
                "name": name,
                "company_id": cls.coop.id,
                "territory_id": territory.id,
                **vals,
            }
        )
        cls.people[name] = person
        return person

    @classmethod
    def _leave(cls, person, day, destination):
        leaving = cls.env["cae.exit"].create(
            {
                "entrepreneur_id": person.id,
                "date_exit": day,
                "reason_id": cls.env.ref("cae_contrat.exit_reason_own_decision").id,
                "destination_id": destination.id,
                "access_close_date": fields.Date.to_date(day) + timedelta(days=90),
            }
        )
        leaving.action_confirm()

    def _request(self, name, received, territory, **vals):
        """Return a request that arrived at a moment in UTC."""
        lead = self.env["crm.lead"].create(
            {
                "name": name,
                "cae_intake": True,
                "company_id": self.coop.id,
                "cae_territory_id": territory.id,
                **vals,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", (received, lead.id)
        )
        self.env.invalidate_all()
        return lead

    def _get_figures(self, year, user=None, dimension="territory"):
        """Return {title of the card: {indicator: what is written}} of the page."""
        numbers = self.env["cae.numbers"].with_user(user or self.counting)
        page = numbers.with_context(lang="en_US").get_page(year, dimension)
        return {
            card["title"]: {row["key"]: row["value"] for row in card["rows"]}
            for card in page["cards"]
        }
