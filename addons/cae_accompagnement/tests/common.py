from odoo.addons.cae_contrat.tests.common import CaeContractCommon
from odoo.addons.cae_diagnostic.tests.common import CompetencyCommon


class AccompanimentCommon(CompetencyCommon, CaeContractCommon):
    """People with contracts, and the competency framework of `CompetencyCommon`."""
