"""The diagnoses of one person by one form stand side by side."""

from odoo import api, models

from .cae_diagnosis_portal_mixin import TEXTS


class CaeDiagnosisComparisonMixin(models.AbstractModel):
    _name = "cae.diagnosis.comparison.mixin"
    _description = "Diagnoses side by side"

    def _get_comparison(self):
        """Return diagnoses of one person and one form side by side, the oldest first.

        :return: list of (section, rows); a row is a dict of label and cells; a cell is None
            where the question was not asked, else a dict of text, value (for a worksheet),
            kind and change: '' | 'new' | 'changed' | 'up' | 'down'
        """
        diagnoses = self.sorted(lambda diagnosis: (diagnosis.date, diagnosis.id))
        answers = diagnoses.answer_ids.grouped(
            lambda answer: (answer.diagnosis_id, answer.question_id)
        )
        questions = {}
        for diagnosis in reversed(diagnoses):
            for section, found in diagnosis._get_sections():
                for answer in found:
                    questions.setdefault(answer.question_id, (section, answer._get_question_text()))
        sections = {}
        for question, (section, label) in questions.items():
            found = [answers.get((diagnosis, question)) for diagnosis in diagnoses]
            sections.setdefault(section, []).append(
                {
                    "label": label,
                    "cells": self._compare([self._get_cell(answer) for answer in found]),
                }
            )
        texts = []
        for name in TEXTS:
            if any(diagnosis[name] for diagnosis in diagnoses):
                cells = [
                    {"text": diagnosis[name] or "", "value": diagnosis[name] or "", "kind": "text"}
                    for diagnosis in diagnoses
                ]
                label = self._fields[name]._description_string(self.env)
                texts.append({"label": label, "cells": self._compare(cells)})
        if texts:
            sections.setdefault(self.env._("In free words"), []).extend(texts)
        return list(sections.items())

    @api.model
    def _get_cell(self, answer):
        if not answer:
            return None
        text = answer._get_answer_text()
        value = {
            "scale": lambda: int(answer.scale) if answer.scale else "",
            "number": lambda: answer.number if answer._is_answered() else "",
            "date": lambda: answer.date or "",
        }.get(answer.kind, lambda: text)()
        return {"text": text, "value": text if answer.text else value, "kind": answer.kind}

    @api.model
    def _compare(self, cells):
        """Say in each cell how it differs from the one before."""
        before = None
        for cell in cells:
            if cell is None:
                continue
            cell["change"] = ""
            if before and cell["text"] != before["text"]:
                both = (before["value"], cell["value"])
                if not before["text"]:
                    cell["change"] = "new"
                elif all(isinstance(value, int | float) for value in both):
                    cell["change"] = "up" if both[1] > both[0] else "down"
                else:
                    cell["change"] = "changed"
            before = cell
        return cells
