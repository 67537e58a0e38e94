from odoo import fields, models


class CaeSessionSettingsMixin(models.AbstractModel):
    """Who may enrol in a session, and how it is signed: said by its format, then by itself.

    Formats and sessions of the cooperative also open in forms of their own.
    """

    _name = "cae.session.settings.mixin"
    _description = "Settings of a session"

    cae_portal = fields.Boolean(
        string="Enrolment in my space",
        help="People enrol themselves, as long as there are seats; then they wait.",
    )
    cae_for_candidate = fields.Boolean(string="Candidates")
    cae_for_project_holder = fields.Boolean(string="Project holders", default=True)
    cae_for_cape = fields.Boolean(string="CAPE", default=True)
    cae_for_cesa = fields.Boolean(string="CESA", default=True)
    cae_for_associate = fields.Boolean(string="Associates", default=True)
    cae_mandatory = fields.Boolean(
        string="Mandatory", help="Said on the portal: people must take part once."
    )
    cae_sign_scan_only = fields.Boolean(
        string="Signed in the room only",
        help="One signs only after scanning the code that is shown in the room. Otherwise also "
        "by the personal link or in “My space”, as an online session needs it.",
    )

    def get_formview_id(self, access_uid=None):
        """Open what is of the cooperative in its own form, from wherever one comes."""
        self.check_access("read")
        if len(self) == 1 and self.cae_collective:
            return self.env.ref(f"cae_collectif.{self._table}_view_form").id
        return super().get_formview_id(access_uid=access_uid)
