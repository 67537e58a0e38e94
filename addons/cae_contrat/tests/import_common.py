from odoo.addons.cae_entrepreneur.tests import import_common

from .common import CaeContractCommon

HEADINGS = {
    **import_common.HEADINGS,
    "people": (
        *import_common.HEADINGS["people"],
        "Motif de sortie",
        "Destination après la sortie",
        "Sortie positive",
    ),
    "contracts": (
        "Clé",
        "Personne",
        "Activité",
        "Type",
        "Début",
        "Fin",
        "Salaire fixe",
        "Fin de la période d'essai",
    ),
    "earlier": ("Clé", "Personne", "Autre contrat", "Début", "Fin"),
}
SHEETS = {**import_common.SHEETS, "contracts": "Contrats", "earlier": "Autres contrats"}


class ImportCommon(import_common.ImportCommon, CaeContractCommon):
    """Files of contracts too."""

    headings = HEADINGS
    sheets = SHEETS
