from odoo import fields, models


class CaeDiagnosisQuestion(models.Model):
    _inherit = "cae.diagnosis.question"

    topic_id = fields.Many2one(
        "cae.diagnosis.topic",
        string="Theme",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="What the need, the barrier or the lever is about: they are counted by topic.",
    )
