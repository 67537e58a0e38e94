import json

from odoo.addons.cae_entrepreneur.controllers.file import FilePortal
from odoo.addons.cae_entrepreneur.controllers.portal import MY_CALL, MY_FORM, MY_PAGE
from odoo.http import request, route

from ..models.cae_diagnosis import TEXTS


class DiagnosisPortal(FilePortal):
    """The forms that a person fills in before a meeting, and what became of them."""

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        diagnoses = request.env["cae.diagnosis"]._get_portal_diagnoses(entrepreneurs[0])
        return values | {
            # sudo: diagnoses found with her rights; the names of their forms
            "diagnoses_asked_sudo": diagnoses.sudo().filtered(
                lambda diagnosis: diagnosis.state == "asked"
            ),
            "diagnosis_last": diagnoses[:1],
        }

    def _prepare_my_todo(self, values):
        return super()._prepare_my_todo(values) + [
            self._todo(
                30,
                request.env._("Fill in: %(form)s", form=diagnosis_sudo.form_id.name),
                f"/my/diagnoses/{diagnosis_sudo.id}",
                "fa-list-alt",
                diagnosis_sudo.date_wanted,
            )
            for diagnosis_sudo in values["diagnoses_asked_sudo"]
        ]

    @route("/my/diagnoses", **MY_PAGE, methods=["GET"])
    def my_diagnoses(self, **params):
        """Show what is asked, what was sent, and the forms that are open."""
        return self._render_diagnoses(
            self._get_my_file(), done=params.get("done"), saved_form=self._to_id(params.get("form"))
        )

    @route("/my/diagnoses/begin", **MY_FORM)
    def begin_my_diagnosis(self, form_id=None, **params):
        """Begin a form of one's own accord."""
        person = self._get_my_file()
        begin = request.env["cae.diagnosis"]._begin_oneself
        diagnosis, error = self._call(begin, person, self._to_id(form_id))
        if error:
            return self._render_diagnoses(person, error=error)
        return request.redirect(f"/my/diagnoses/{diagnosis.id}")

    @route("/my/diagnoses/<int:diagnosis_id>", **MY_PAGE, methods=["GET"])
    def my_diagnosis(self, diagnosis_id, section=None, **params):
        """Show one section of a form to fill in, or all of what was sent."""
        diagnosis = self._get_my_diagnosis(diagnosis_id)
        return self._render_diagnosis(diagnosis, self._to_id(section), done=params.get("done"))

    @route("/my/diagnoses/<int:diagnosis_id>", **MY_FORM)
    def save_my_diagnosis(self, diagnosis_id, section=None, go=None, **params):
        """Keep one section; go on, to a section by its number, come back later, or send all."""
        diagnosis = self._get_my_diagnosis(diagnosis_id)
        number = self._to_id(section)
        pages = self._get_pages(diagnosis)
        given, texts = self._read_answers(self._read_changes(request.httprequest.form))
        error = self._try(diagnosis._fill_in, given, texts)
        if not error and go == "send":
            # what is missing is found first: the page leads to each of these questions
            # sudo: found with her rights; the questions behind her answers
            missing_sudo = diagnosis.sudo()._get_missing()
            error = self._try(diagnosis._send)
            if error and missing_sudo:
                return self._render_diagnosis(diagnosis, number, missing_sudo=missing_sudo)
            if not error:
                return request.redirect(f"/my/diagnoses?done=sent&form={diagnosis.id}")
        if error:
            return self._render_diagnosis(diagnosis, number, error=error, given=given, texts=texts)
        if go == "later":
            return request.redirect(f"/my/diagnoses?done=kept&form={diagnosis.id}")
        if (go or "").isdecimal():
            number = self._to_id(go)
        else:
            number += -1 if go == "back" else 1
        number = min(max(number, 0), len(pages) - 1)
        return request.redirect(f"/my/diagnoses/{diagnosis.id}?section={number}&done=kept#cae_form")

    @route("/my/diagnoses/<int:diagnosis_id>/save", **MY_CALL)
    def autosave_my_diagnosis(self, diagnosis_id, values=None, **params):
        """Keep the fields that changed while one types.

        :param dict values: {name of a field: [strings]}
        :return: a sentence in ``error`` when something is refused
        """
        diagnosis = self._get_my_diagnosis(diagnosis_id)
        given, texts = self._read_answers(self._read_values(values))
        return {"error": self._try(diagnosis._fill_in, given, texts)}

    @route("/my/diagnoses/<int:diagnosis_id>/discard", **MY_FORM)
    def discard_my_diagnosis(self, diagnosis_id, **params):
        """Throw away a form that was begun by mistake."""
        diagnosis = self._find_my_diagnosis(diagnosis_id)
        # pressed twice, it is gone all the same
        error = self._try(diagnosis._throw_away) if diagnosis else None
        if error:
            return self._render_diagnosis(diagnosis, 0, error=error)
        return request.redirect(f"/my/diagnoses?done=discarded&form={diagnosis_id}")

    @route("/my/diagnoses/compare", **MY_PAGE, methods=["GET"])
    def my_diagnoses_over_time(self, form_id=None, **params):
        """Show what was sent with one form side by side, by date."""
        diagnoses = request.env["cae.diagnosis"]._get_portal_diagnoses(self._get_my_file())
        # sudo: found with her rights; the questions behind her answers
        sent_sudo = self._filter_sent(diagnoses.sudo()).grouped(lambda sent: sent.form_id.id)
        if self._to_id(form_id) not in sent_sudo:
            raise request.not_found()
        diagnoses_sudo = sent_sudo[self._to_id(form_id)].sorted("date")
        return self._render_page(
            "cae_diagnostic.portal_my_diagnoses_over_time",
            "my_diagnoses_over_time",
            form_sudo=diagnoses_sudo.form_id,
            diagnoses=diagnoses_sudo,
            sections=diagnoses_sudo._get_comparison(),
        )

    # -- helpers -------------------------------------------------------------------------------

    def _get_my_diagnosis(self, diagnosis_id):
        """Return one's own diagnosis; answer "not found" for any other."""
        diagnosis = self._find_my_diagnosis(diagnosis_id)
        if not diagnosis:
            raise request.not_found()
        return diagnosis

    def _find_my_diagnosis(self, diagnosis_id):
        own = request.env["cae.diagnosis"]._get_portal_diagnoses(self._get_my_file())
        return own.filtered(lambda diagnosis: diagnosis.id == diagnosis_id)

    def _filter_sent(self, diagnoses):
        return diagnoses.filtered(lambda diagnosis: diagnosis.state in ("filled", "done"))

    def _get_pages(self, diagnosis):
        """Return [(name, answers, texts)]: the sections of the form, and the free words."""
        # sudo: found with her rights; the questions behind her answers
        diagnosis_sudo = diagnosis.sudo()
        free = (
            request.env._("Strengths and weaknesses")
            if diagnosis_sudo.has_swot
            else request.env._("In free words")
        )
        return [
            *((name, answers, []) for name, answers in diagnosis_sudo._get_sections()),
            (free, diagnosis_sudo.answer_ids.browse(), diagnosis_sudo._get_texts()),
        ]

    def _read_answers(self, changes):
        """Return what changed in a form, as `_fill_in` takes it.

        :param dict changes: {name of a field: [strings]}
        """
        words = {name: "".join(strings[:1]) for name, strings in changes.items()}
        answer_ids = {self._to_id(name.partition("_")[2]) for name in changes}
        given = {
            answer_id: (changes.get(f"answer_{answer_id}"), words.get(f"words_{answer_id}"))
            for answer_id in answer_ids
        }
        return given, {name: words[name] for name in TEXTS if name in words}

    def _get_shown_values(self, answers, names, diagnosis_sudo):
        """Return {name of a field: [strings]} of one section, as the server holds them."""
        values = {}
        for answer in answers:
            values[f"answer_{answer.id}"] = answer._get_inputs()
            if answer.has_words:
                values[f"words_{answer.id}"] = [answer.text or ""]
        return values | {name: [diagnosis_sudo[name] or ""] for name, _label in names}

    def _render_diagnoses(self, person, **shown):
        Diagnosis = request.env["cae.diagnosis"]
        # sudo: found with her rights; the names of forms and advisors
        diagnoses_sudo = Diagnosis._get_portal_diagnoses(person).sudo()
        sent_sudo = self._filter_sent(diagnoses_sudo)
        several = [form for form, found in sent_sudo.grouped("form_id").items() if len(found) > 1]
        return self._render_page(
            "cae_diagnostic.portal_my_diagnoses",
            "my_diagnoses",
            asked_sudo=diagnoses_sudo.filtered(lambda diagnosis: diagnosis.state == "asked"),
            sent_sudo=sent_sudo,
            compared_sudo=several,
            forms_sudo=Diagnosis._get_open_forms(person),
            **shown,
        )

    def _render_diagnosis(self, diagnosis, number, given=None, texts=None, **shown):
        # sudo: found with her rights; the questions behind her answers
        diagnosis_sudo = diagnosis.sudo()
        if diagnosis_sudo.state != "asked":
            return self._render_page(
                "cae_diagnostic.portal_diagnosis_sent",
                "my_diagnosis",
                diagnosis_sudo=diagnosis_sudo,
                **shown,
            )
        pages = self._get_pages(diagnosis)
        number = min(number, len(pages) - 1)
        section, answers, names = pages[number]
        return self._render_page(
            "cae_diagnostic.portal_diagnosis_fill_in",
            "my_diagnosis",
            diagnosis_sudo=diagnosis_sudo,
            pages=pages,
            number=number,
            section=section,
            answers=answers,
            names=names,
            given=given or {},
            texts=texts or {},
            before=json.dumps(self._get_shown_values(answers, names, diagnosis_sudo)),
            **shown,
        )
