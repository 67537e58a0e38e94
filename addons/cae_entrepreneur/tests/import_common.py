import base64
import io

import openpyxl

from .common import CaeCommon

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
    ),
    "activities": ("Clé", "Code", "Activité", "Entrepreneurs", "Territoire", "Début", "Fin"),
}
SHEETS = {
    "people": "Personnes",
    "activities": "Activités",
}


class ImportCommon(CaeCommon):
    """Files to import, made of rows of cells in the order of ``headings``."""

    headings = HEADINGS
    sheets = SHEETS

    @classmethod
    def _make_workbook(cls, **rows):
        """Return the bytes of a workbook.

        :param rows: {kind: rows of cells}; the headings are added
        """
        book = openpyxl.Workbook()
        book.remove(book.active)
        for kind, lines in rows.items():
            sheet = book.create_sheet(cls.sheets[kind])
            for line in (cls.headings[kind], *lines):
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

    def _read(self, data):
        """Return what is understood of the bytes of a file, before anything is looked up."""
        return self.env["cae.import"]._read_bytes(data)

    def _check(self, **rows):
        """Return {(line, column): sentence} of what is wrong with a workbook of these rows."""
        record = self._make_import(**rows)
        record.action_check()
        return self._get_problems(record)

    def _get_problems(self, record, severity="problem"):
        return {
            (problem.line, problem.column): problem.message
            for problem in record.problem_ids
            if problem.severity == severity
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
