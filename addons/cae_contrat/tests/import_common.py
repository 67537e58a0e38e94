import base64
import io

import openpyxl

from .common import CaeContractCommon

HEADINGS = {
    "people": (
        "Clé",
        "Prénom",
        "Nom",
        "E-mail",
        "Téléphone",
        "Code postal",
        "Étape",
        "Territoire",
        "Pôles",
        "Référent",
        "Entrée",
        "Sortie",
        "Associé depuis",
        "Naissance",
        "Motif de sortie",
        "Destination après la sortie",
        "Sortie positive",
    ),
    "activities": ("Clé", "Code", "Activité", "Entrepreneurs", "Territoire", "Début", "Fin"),
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
SHEETS = {
    "people": "Personnes",
    "activities": "Activités",
    "contracts": "Contrats",
    "earlier": "Autres contrats",
}


class ImportCommon(CaeContractCommon):
    """Files to import, made of rows of cells in the order of HEADINGS."""

    @classmethod
    def _make_workbook(cls, **rows):
        """Return the bytes of a workbook.

        :param rows: {kind: rows of cells}; the headings are added
        """
        book = openpyxl.Workbook()
        book.remove(book.active)
        for kind, lines in rows.items():
            sheet = book.create_sheet(SHEETS[kind])
            for line in (HEADINGS[kind], *lines):
                sheet.append(list(line))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    @classmethod
    def _make_import(cls, data=b"", name="people.xlsx", user=None, **rows):
        """Return an import of these bytes, or of a workbook of these rows."""
        return (
            cls.env["cae.import"]
            .with_user(user or cls.manager)
            .create(
                {
                    "file": base64.b64encode(data or cls._make_workbook(**rows)),
                    "file_name": name,
                    "company_id": cls.company.id,
                }
            )
        )

    def _check(self, **rows):
        """Return {(line, column): sentence} of what is wrong with a workbook of these rows."""
        record = self._make_import(**rows)
        record.action_check()
        return self._get_problems(record)

    def _get_problems(self, record, severity="problem"):
        return {
            (one.line, one.column): one.message
            for one in record.problem_ids
            if one.severity == severity
        }

    def _import(self, user=None, **rows):
        """Import a workbook of these rows, which must be sound; return the import."""
        record = self._make_import(user=user, **rows)
        record.action_import()
        self.assertFalse(self._get_problems(record))
        self.assertEqual(record.state, "done")
        return record

    def _find_person(self, key):
        return self.env["cae.entrepreneur"].search([("import_key", "=", key)])
