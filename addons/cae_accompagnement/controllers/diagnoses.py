from odoo.addons.cae_entrepreneur.controllers.file import FilePortal
from odoo.http import request, route


class DiagnosisPortal(FilePortal):
    """The forms that a person fills in before a meeting, and what became of them."""

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        diagnoses = request.env["cae.diagnosis"]._get_portal_diagnoses(entrepreneurs[0])
        return values | {
            # sudo: diagnoses found with her rights; the names of their forms
            "diagnoses_asked_sudo": diagnoses.sudo().filtered(lambda one: one.state == "asked"),
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

    @route("/my/diagnoses", type="http", auth="user", website=True, methods=["GET"])
    def my_diagnoses(self, **params):
        """Show what is asked, what was sent, and the forms that are open."""
        return self._render_diagnoses(self._get_my_file(), done=params.get("done"))

    @route("/my/diagnoses/begin", type="http", auth="user", website=True, methods=["POST"])
    def begin_my_diagnosis(self, form_id=None, **params):
        """Begin a form of one's own accord."""
        person = self._get_my_file()
        found = []
        error = self._try(
            lambda: found.append(
                request.env["cae.diagnosis"]._begin_oneself(person, self._to_id(form_id))
            )
        )
        if error:
            return self._render_diagnoses(person, error=error)
        return request.redirect(f"/my/diagnoses/{found[0].id}")

    @route(
        "/my/diagnoses/<int:diagnosis_id>", type="http", auth="user", website=True, methods=["GET"]
    )
    def my_diagnosis(self, diagnosis_id, section=None, **params):
        """Show one section of a form to fill in, or all of what was sent."""
        diagnosis = self._get_my_diagnosis(diagnosis_id)
        return self._render_diagnosis(diagnosis, self._to_id(section), done=params.get("done"))

    @route(
        "/my/diagnoses/<int:diagnosis_id>", type="http", auth="user", website=True, methods=["POST"]
    )
    def save_my_diagnosis(self, diagnosis_id, section=None, go=None, **params):
        """Keep one section; go on, to a section by its number, come back later, or send all."""
        diagnosis = self._get_my_diagnosis(diagnosis_id)
        number = self._to_id(section)
        pages = self._get_pages(diagnosis)
        given, texts = self._read_answers(pages[number : number + 1])
        error = self._try(diagnosis._fill_in, given, texts)
        if not error and go == "send":
            error = self._try(diagnosis._send)
            if not error:
                return request.redirect("/my/diagnoses?done=sent")
        if error:
            return self._render_diagnosis(diagnosis, number, error=error, given=given, texts=texts)
        if go == "later":
            return request.redirect("/my/diagnoses?done=kept")
        if (go or "").isdecimal():
            number = self._to_id(go)
        else:
            number += -1 if go == "back" else 1
        number = min(max(number, 0), len(pages) - 1)
        return request.redirect(f"/my/diagnoses/{diagnosis.id}?section={number}&done=kept#cae_form")

    @route("/my/diagnoses/compare", type="http", auth="user", website=True, methods=["GET"])
    def my_diagnoses_over_time(self, form_id=None, **params):
        """Show what was sent with one form side by side, by date."""
        person = self._get_my_file()
        diagnoses_sudo = self._get_sent(person).filtered(
            lambda one: one.form_id.id == self._to_id(form_id)
        )
        if not diagnoses_sudo:
            raise request.not_found()
        diagnoses_sudo = diagnoses_sudo.sorted("date")
        return request.render(
            "cae_accompagnement.portal_my_diagnoses_over_time",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "my_diagnoses_over_time",
                "form_sudo": diagnoses_sudo.form_id,
                "diagnoses": diagnoses_sudo,
                "sections": diagnoses_sudo._get_comparison(diagnoses_sudo),
            },
        )

    # -- helpers -------------------------------------------------------------------------------

    def _get_my_diagnosis(self, diagnosis_id):
        """Return one's own diagnosis; answer "not found" for any other."""
        diagnosis = (
            request.env["cae.diagnosis"]
            ._get_portal_diagnoses(self._get_my_file())
            .filtered(lambda one: one.id == diagnosis_id)
        )
        if not diagnosis:
            raise request.not_found()
        return diagnosis

    def _get_sent(self, person):
        diagnoses = request.env["cae.diagnosis"]._get_portal_diagnoses(person)
        # sudo: found with her rights; the questions behind her answers
        return diagnoses.sudo().filtered(lambda one: one.state in ("filled", "done"))

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

    def _read_answers(self, pages):
        """Return what the form of a page gives, as `_fill_in` takes it."""
        form = request.httprequest.form
        given, texts = {}, {}
        for _name, answers, names in pages:
            for answer in answers:
                given[answer.id] = (
                    form.getlist(f"answer_{answer.id}"),
                    form.get(f"words_{answer.id}"),
                )
            for name, _label in names:
                if name in form:
                    texts[name] = form.get(name)
        return given, texts

    def _render_diagnoses(self, person, error=None, done=None):
        Diagnosis = request.env["cae.diagnosis"]
        # sudo: found with her rights; the names of forms and advisors
        diagnoses_sudo = Diagnosis._get_portal_diagnoses(person).sudo()
        sent_sudo = diagnoses_sudo.filtered(lambda one: one.state in ("filled", "done"))
        several = [form for form, found in sent_sudo.grouped("form_id").items() if len(found) > 1]
        return request.render(
            "cae_accompagnement.portal_my_diagnoses",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "my_diagnoses",
                "asked_sudo": diagnoses_sudo.filtered(lambda one: one.state == "asked"),
                "sent_sudo": sent_sudo,
                "compared_sudo": several,
                "forms_sudo": Diagnosis._get_open_forms(person),
                "error": error,
                "done": done,
            },
        )

    def _render_diagnosis(self, diagnosis, number, error=None, done=None, given=None, texts=None):
        # sudo: found with her rights; the questions behind her answers
        diagnosis_sudo = diagnosis.sudo()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "my_diagnosis",
            "diagnosis_sudo": diagnosis_sudo,
            "error": error,
            "done": done,
        }
        if diagnosis_sudo.state != "asked":
            return request.render(
                "cae_accompagnement.portal_diagnosis_sent",
                values
                | {
                    "sections": diagnosis_sudo._get_sections(),
                    "texts": [
                        (diagnosis_sudo[name], label)
                        for name, label in diagnosis_sudo._get_texts()
                        if diagnosis_sudo[name]
                    ],
                },
            )
        pages = self._get_pages(diagnosis)
        number = min(number, len(pages) - 1)
        name, answers, names = pages[number]
        return request.render(
            "cae_accompagnement.portal_diagnosis_fill_in",
            values
            | {
                "pages": [
                    {
                        "name": one,
                        "answered": sum(1 for answer in found if answer._get_value_text())
                        + sum(1 for text, _label in labels if diagnosis_sudo[text]),
                        "count": len(found) + len(labels),
                    }
                    for one, found, labels in pages
                ],
                "number": number,
                "section": name,
                "answers": answers,
                "names": names,
                "given": given or {},
                "texts": texts or {},
            },
        )
