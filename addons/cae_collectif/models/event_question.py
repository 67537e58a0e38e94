from odoo import api, models


class EventQuestion(models.Model):
    """What a format asks is for who may change the format, from this side too."""

    _inherit = "event.question"

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions._check_formats(questions._get_formats())
        return questions

    def write(self, vals):
        if "event_type_ids" not in vals:
            return super().write(vals)
        before = [question._get_formats() for question in self]
        result = super().write(vals)
        for question, asking in zip(self, before, strict=True):
            now = question._get_formats()
            self._check_formats((asking | now) - (asking & now))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_formats(self._get_formats())

    def _get_formats(self):
        # sudo: all that ask these questions, also those that the user does not see
        return self.sudo().event_type_ids.with_env(self.env)

    @api.model
    def _check_formats(self, changed):
        if changed:
            changed.check_access("write")
