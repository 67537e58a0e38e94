from odoo import fields, models


class HrVersion(models.Model):
    _inherit = "hr.version"
    _personal_paths = ("employee_id.work_contact_id", "employee_id.user_id")
    _personal_fields = {
        **dict.fromkeys(("country_id", "sex", "spouse_birthdate"), "staff"),
        **dict.fromkeys(("private_state_id", "private_country_id"), "staff"),
        **dict.fromkeys(("children", "distance_home_work"), ("staff", 0)),
        "marital": ("staff", "single"),
        "name": "keep",
    }
    _personal_default = "staff"
    _personal_thread = "staff"

    cae_contract_id = fields.Many2one(
        "cae.contract",
        string="CESA",
        index="btree_not_null",
        ondelete="set null",
        groups="hr.group_hr_user",
        help="The contract whose terms this version writes down.",
    )
