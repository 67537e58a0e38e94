import base64
import hashlib

from odoo import api, fields, models
from odoo.addons.cae_signature.models.cae_signing_mixin import check_scan
from odoo.exceptions import UserError


class CaeAttendanceScan(models.Model):
    """The scan of a sheet that was signed on paper. It is read, and never changed."""

    _name = "cae.attendance.scan"
    _description = "Scan of an attendance sheet"
    _inherit = ["cae.guard.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _personal_paths = ("attendance_ids.partner_id",)
    _personal_erased = "staff"

    event_id = fields.Many2one(
        "event.event", string="Session", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    file = fields.Binary(string="Scan", required=True, attachment=True)
    file_name = fields.Char(string="File name")
    file_hash = fields.Char(string="Fingerprint of the scan", readonly=True)
    attendance_ids = fields.One2many("cae.attendance", "scan_id", string="Signed on this sheet")

    @api.depends("file_name", "create_date")
    def _compute_display_name(self):
        for scan in self:
            scan.display_name = scan.file_name or self.env._("Scan %(number)s", number=scan.id)

    # the session too: it is always there, a file may be left out
    @api.constrains("event_id", "file")
    def _check_file(self):
        for scan in self.with_context(bin_size=False):
            check_scan(self.env, base64.b64decode(scan.file or b""))

    def _add_guarded_values(self, vals):
        if self or not vals.get("file"):
            return vals
        content = base64.b64decode(vals["file"])
        return {**vals, "file_hash": hashlib.sha256(content).hexdigest()}

    def write(self, vals):
        if {"file", "event_id"} & set(vals):
            raise UserError(
                self.env._("A scan is proof: it is not replaced. Record another sheet instead.")
            )
        return super().write(vals)

    def _find_problem(self):
        """Return a sentence when the stored file is not the one that was recorded, else None."""
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if hashlib.sha256(content).hexdigest() != self.file_hash:
            return self.env._("The scan of the sheet is no longer the one that was recorded.")
        return None

    def _filter_personal(self, identities):
        """Return the sheets on which only these people, or people without a name, signed."""
        return self.filtered(
            lambda scan: all(
                row.partner_id in identities["res.partner"]
                or "staff" in (row.registration_id.cae_entrepreneur_id.anonymised_kinds or "")
                for row in scan.attendance_ids
            )
        )
