from odoo import api, models

# Odoo brings these along by itself. The first sends what it can to paid services of other
# companies (enrichment of requests, letters, text messages), the second is a robot that chats.
UNASKED = ("iap", "mail_bot")


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _cae_remove_unasked(self):
        """Take out what sends data to others, until a cooperative decides to install it.

        Once out, Odoo does not bring it back: it only adds by itself what stands on something
        that is being installed, and what these stand on is there.
        """
        found = self.search([("name", "in", UNASKED), ("state", "in", ("installed", "to upgrade"))])
        if found:
            found.button_uninstall()
        # an English greeting in the channel of the house
        greeting = self.env.ref("mail.module_install_notification", raise_if_not_found=False)
        if greeting:
            greeting.unlink()
        # Odoo's weekly report on the database to its publisher
        report = self.env.ref("mail.ir_cron_module_update_notification", raise_if_not_found=False)
        if report:
            report.active = False

    def module_uninstall(self):
        # What the same run installed after it was decided goes along with what it stands on.
        leaving = self | self.downstream_dependencies()
        self._cae_forget_missing_fields()
        result = super(IrModuleModule, leaving).module_uninstall()
        self._cae_forget_missing_fields()
        return result

    @api.model
    def _cae_forget_missing_fields(self):
        """Drop the names of fields that went with another addon.

        A file takes over the fields of its contact (``_inherits``), and these go with the addon
        that had added them to the contact: their names would stop an uninstallation. A model
        that goes with its addon leaves the names of what ours had added to it: they would
        disturb every export of terms.
        """
        for model in ("ir.model.fields", "ir.model.inherit"):
            names = self.env["ir.model.data"].search([("model", "=", model)])
            there = self.env[model].browse(names.mapped("res_id")).exists()
            (names - names.filtered_domain([("res_id", "in", there.ids)])).unlink()
